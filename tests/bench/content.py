"""Realistic documents, made quickly."""

import random
from datetime import date, timedelta
from itertools import count, islice

from cms.content.models import ContentItem
from cms.content.publishing import synchronise
from pages.founding import found_portal
from pages.models import ColumnPage, PolicyDocumentPage
from tests import factories

SENTENCES = (
    "各市州发展改革委要高度重视节能审查工作，切实加强组织领导，明确责任分工。",
    "加快推进重大项目前期工作，严格执行项目审批、核准、备案制度，规范投资行为。",
    "坚持以公开为常态、不公开为例外，全面推进决策、执行、管理、服务和结果公开。",
    "完善价格形成机制，加强对居民用电、用气、用水价格的监测和成本监审。",
    "支持清洁能源基地建设，统筹电网、储能和外送通道，促进新能源就近消纳。",
    "对弄虚作假、拒不整改的单位，依照有关法律法规予以通报批评并追究责任。",
)
PARAGRAPHS = 40
CHUNK = 200
_numbers = count(1)


def paragraphs(chance: random.Random, number: int = PARAGRAPHS) -> list[str]:
    """So many paragraphs of about a hundred characters."""
    return ["".join(chance.choices(SENTENCES, k=3)) for _number in range(number)]


def policy(chance: random.Random) -> PolicyDocumentPage:
    """A document, unsaved."""
    number = next(_numbers)
    return PolicyDocumentPage(
        title=f"关于做好第{number}批重点工作的通知",
        slug=f"document-{number}",
        summary=chance.choice(SENTENCES),
        document_number=f"青发改办〔2020〕{number}号",
        index_number=f"QHFGW-2020-{number:05d}",
        date_written=date(2020, 1, 1) + timedelta(days=number % 1500),
        disclosure="proactive",
        live=True,
        body=[factories.paragraph(text) for text in paragraphs(chance)],
    )


def library() -> ColumnPage:
    """The column that takes the documents, three levels below the home page."""
    above = factories.column(found_portal(), title="政府信息公开", slug="zfxxgk")
    return factories.column(factories.column(above, title="政策", slug="zc"), title="政策文件", slug="wj")


def fill(column: ColumnPage, total: int) -> list[PolicyDocumentPage]:
    """Add documents until there are `total`; return all of them, newest first."""
    chance = random.Random(total)
    missing = total - PolicyDocumentPage.objects.count()
    documents = (policy(chance) for _number in range(missing))
    while pages := list(islice(documents, CHUNK)):
        for page in pages:
            column.add_child(instance=page)
        synchronise(pages)
    keys = ContentItem.objects.filter(type="policy_document").order_by("-id").values_list("page_id", flat=True)
    return list(PolicyDocumentPage.objects.filter(pk__in=keys).order_by("-pk"))
