"""What a record must be like, before anything is written."""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.content.models import Validity
from cms.content.presenting import canonical
from pages.importing.body import blocks
from pages.importing.refusals import Refused
from pages.models import PolicyDocumentPage
from pages.models.record import Disclosure

REQUIRED = ("index_number", "title", "disclosure")
# The model's fields that a record calls otherwise.
RECORD_NAMES = {"date_written": "date_issued", "date_first_public": "date_published"}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{2})(?::\d{2})?)?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass
class Record:
    """A record that keeps the rules: the page's own fields, and what has to be looked up in the database.

    `digest` is that of the data as they came, so that the same record is known again.
    """

    index_number: str
    digest: str
    fields: dict[str, Any]
    body: list[dict[str, Any]]
    topic: str
    department: str
    column: str


def check(data: dict[str, Any]) -> Record:
    """The record that the data describe. Raises Refused for the first field that breaks a rule.

    The rules of the public record are the page type's own, so that an import accepts what an editor may write.
    """
    texts = {name: _text(data, name) for name in FIELDS}
    for name in REQUIRED:
        if not texts[name]:
            raise Refused(name, _("不能为空。"))
    record = Record(
        index_number=texts["index_number"],
        digest=hashlib.sha256(canonical(data).encode()).hexdigest(),
        fields={FIELDS[name][0]: FIELDS[name][1](name, text) for name, text in texts.items()},
        body=_body(data),
        topic=_short(data, "topic", 100),
        department=_short(data, "department", 100),
        column=_short(data, "column", 500),
    )
    published, written = record.fields["date_first_public"], record.fields["date_written"]
    if published and published.date() > timezone.localdate():
        raise Refused("date_published", _("发布日期不能晚于今天。"))
    if published or written:
        record.fields["date_first_public"] = _public_moment(published or datetime.combine(written, time(0)))
    _check_page(record)
    return record


def _check_page(record: Record) -> None:
    """Put the page type's own rules to the record. An undated one counts as published when it is imported."""
    page = PolicyDocumentPage(**record.fields | {"slug": "record"})
    relations = {field.name for field in page._meta.fields if field.is_relation}
    page.date_first_public = page.date_first_public or timezone.now()
    try:
        page.clean_fields(exclude={"path", "depth", "url_path", "body", "draft_title", "locale"} | relations)
        errors = page.rule_errors()
        if errors:
            raise ValidationError(errors)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Refused(RECORD_NAMES.get(name, name), messages[0]) from error


def _text(data: dict[str, Any], name: str) -> str:
    """The value of a field of text, on one line; nothing for a field that is missing or null."""
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(name, _("应为文字。"))
    if _UNPRINTABLE.search(value):
        raise Refused(name, _("含有不可见的控制字符。"))
    return " ".join(value.split())


def _short(data: dict[str, Any], name: str, length: int) -> str:
    if len(text := _text(data, name)) > length:
        raise Refused(name, _("超过 %d 个字符。") % length)
    return text


def _body(data: dict[str, Any]) -> list[dict[str, Any]]:
    parts = data.get("body")
    if not isinstance(parts, list):
        raise Refused("body", _("应为由标题和段落组成的数组。"))
    for part in parts:
        if not isinstance(part, dict) or part.get("type") not in ("heading", "paragraph"):
            raise Refused("body", _("每一项的 type 应为 heading 或 paragraph。"))
        if not isinstance(part.get("text"), str):
            raise Refused("body", _("每一项都应有文字 text。"))
        if _UNPRINTABLE.search(part["text"]):
            raise Refused("body", _("含有不可见的控制字符。"))
    return blocks([(part["type"], part["text"]) for part in parts])


def _moment(name: str, text: str) -> datetime | None:
    """The time that a date means, without a time zone. Old records write dates also in full-width digits."""
    if not text:
        return None
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        year, month, day, hour, minute = (int(part or 0) for part in found.groups()) if found else (0,) * 5
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001 -- the caller knows which zone
    except ValueError as error:
        raise Refused(name, _("“%s”不是有效日期，应如 2017-09-01。") % text[:40]) from error


def _day(name: str, text: str) -> date | None:
    moment = _moment(name, text)
    return moment.date() if moment else None


def _public_moment(moment: datetime) -> datetime:
    """The time in the portal's zone; noon for a day without an hour, but never later than now."""
    noon = moment if moment.time() != time(0) else datetime.combine(moment.date(), time(12))
    return min(timezone.make_aware(noon), timezone.now())


def _as_text(name: str, text: str) -> str:
    return text


def _choice(choices: Any) -> Callable[[str, str], str]:
    """A field whose value is one of the labels or of the codes."""
    values = {str(label): code for code, label in choices.choices} | {code: code for code in choices.values}

    def chosen(name: str, text: str) -> str:
        if text not in values:
            labels = "、".join(str(label) for label in choices.labels)
            raise Refused(name, _("“%(text)s”不在允许的值之内：%(labels)s。") % {"text": text[:40], "labels": labels})
        return str(values[text])

    return chosen


def _validity(name: str, text: str) -> str:
    return _choice(Validity)(name, text or Validity.IN_FORCE)


def _authority(name: str, text: str) -> str:
    return text or PolicyDocumentPage._meta.get_field("issuing_authority").default


# The record's fields that are fields of the page: the field, and how it gets its value.
FIELDS: dict[str, tuple[str, Callable[[str, str], Any]]] = {
    "index_number": ("index_number", _as_text),
    "title": ("title", _as_text),
    "document_number": ("document_number", _as_text),
    "issuing_authority": ("issuing_authority", _authority),
    "date_issued": ("date_written", _day),
    "date_published": ("date_first_public", _moment),
    "disclosure": ("disclosure", _choice(Disclosure)),
    "disclosure_reason": ("disclosure_reason", _as_text),
    "validity": ("validity", _validity),
    "summary": ("summary", _as_text),
}
