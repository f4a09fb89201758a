"""Forbidden and misspelt words from the editable list, all found in one pass over the text."""

from functools import lru_cache

import ahocorasick
from django.utils.translation import gettext as _

from cms.editorial.checks.findings import Finding, Severity
from cms.editorial.checks.reading import PageText
from snippets.models import WordKind, WordRule

Rule = tuple[str, str, str, str]


def check(text: PageText) -> list[Finding]:
    """Each word of the list once for each place where it stands, with the correction that the list offers."""
    automaton = _automaton(tuple(WordRule.objects.values_list("word", "replacement", "kind", "note")))
    if automaton is None:
        return []
    findings: dict[Finding, None] = {}
    for passage in text.everything:
        for _end, (word, replacement, kind, note) in automaton.iter(passage.text):
            forbidden = kind == WordKind.FORBIDDEN
            message = (_("禁用词“%s”。") if forbidden else _("疑似错别字“%s”。")) % word
            severity = Severity.BLOCKING if forbidden else Severity.ADVICE
            findings[Finding(severity, passage.where, passage.place, message + note, replacement)] = None
    return list(findings)


@lru_cache(maxsize=2)
def _automaton(rules: tuple[Rule, ...]) -> ahocorasick.Automaton | None:
    """The automaton of these rules, made again only when an editor has changed the list."""
    if not rules:
        return None
    automaton = ahocorasick.Automaton()
    for rule in rules:
        automaton.add_word(rule[0], rule)
    automaton.make_automaton()
    return automaton
