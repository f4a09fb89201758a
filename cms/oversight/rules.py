"""The statutory periods within which content must be public: each kind of content brings its own rule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.content.presenting import PresentablePage
from pages.models import PolicyDocumentPage
from pages.models.record import Disclosure


@dataclass(frozen=True)
class DisclosureRule:
    """A period of `days` working days for pages of one type, and the regulation that sets it.

    `start` gives the day of the event, after which the period runs, or None for a page that the rule does not bind.
    """

    code: str
    days: int
    label: str | Promise
    source: str
    page_type: type[PresentablePage]
    start: Callable[[Any], date | None]


_rules: dict[str, DisclosureRule] = {}


def register(rule: DisclosureRule) -> DisclosureRule:
    """Make a rule known. Raises ValueError when another one has its code."""
    if rule.code in _rules:
        raise ValueError(f"there is a rule {rule.code} already")
    _rules[rule.code] = rule
    return rule


def rules() -> list[DisclosureRule]:
    """All rules, in the order in which they were registered."""
    return list(_rules.values())


def rules_for(page: Page) -> list[DisclosureRule]:
    """The rules for pages of this type; whether they bind this very page, their `start` says."""
    return [rule for rule in _rules.values() if isinstance(page, rule.page_type)]


def rule_label(code: str) -> str:
    """What people call the rule; its code when it is no longer registered."""
    return str(_rules[code].label) if code in _rules else code


def policy_issued_on(page: PolicyDocumentPage) -> date | None:
    """The day on which a document to be disclosed was issued, or else written.

    Aliases and translations are the same document, whose original is the one that counts.
    """
    if page.alias_of_id or page.locale.language_code != settings.LANGUAGE_CODE:
        return None
    return page.date_issued or page.date_written if page.disclosure == Disclosure.PROACTIVE else None


register(
    DisclosureRule(
        "policy-document",
        20,
        _("公文主动公开"),
        "青发改办〔2017〕455号 1；政府信息公开条例 26",
        PolicyDocumentPage,
        policy_issued_on,
    )
)
