"""Search answers as well as it did: a part of `make relevance`, small enough for every run."""

from django.conf import LazySettings

from search.engines import index
from tests import relevance
from tests.importing.records import real_records

# One query, and one question of our own lists, in so many; so many documents besides those that answer.
PART, PART_OF_OWN, OTHERS = 4, 12, 150
# What was measured, less a margin: documents, and so ranks, differ a little from those of the whole.
LEAST = {
    "body-phrase": 0.95,
    "title-words": 0.95,
    "document-number": 0.95,
    "traditional": 0.95,
    "full-width": 0.95,
    "homophone-typo": 0.95,
    "pinyin": 0.95,
    "citizen-topic": 0.88,
    "our-own-topics": 0.85,
    "unseen-topics": 0.85,
    "later-topics": 0.75,
    "fourth-topics": 0.90,
    "ALL": 0.90,
}


def test_search_answers_as_well_as_it_did(engine: str, settings: LazySettings) -> None:
    real_records()
    records = relevance.records()
    asked = [*relevance.queries()[::PART], *relevance.topics(records)[::PART_OF_OWN]]
    answers = {number for query in asked for number in query["relevant"]}
    chosen = [record for record in records if record["index_number"] in answers]
    chosen += [record for record in records if record["index_number"] not in answers][:OTHERS]
    relevance.load(chosen)
    if engine == "elasticsearch":
        index.refresh()
    means = relevance.measure(relevance.scoring(), asked)
    assert {kind: rank for kind, (rank, _gain) in means.items() if rank < LEAST[kind]} == {}
    assert means["citizen-topic"][1] >= 0.85 - 0.05
