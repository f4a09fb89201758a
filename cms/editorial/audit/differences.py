"""What changed, as people read it: the label of a field, its value before and after; of bodies, block by block."""

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any, TypedDict

import orjson
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import StreamField

from cms.content.presenting import plain_text

MOST_CHANGES = 40
MOST_CHARACTERS = 200
CONTEXT = 20
# What Wagtail and Django note down for themselves; comments are recorded one by one.
BOOKKEEPING = {
    "alias_of", "comments", "content_object", "content_type", "depth", "draft_title", "expired", "file_hash",
    "file_size", "first_published_at", "has_unpublished_changes", "id", "last_login", "last_published_at",
    "last_used_at", "latest_revision", "latest_revision_created_at", "live", "live_revision", "locked_at", "locked_by",
    "numchild", "page_ptr", "path", "pk", "search_index", "sort_order", "translation_key", "url_path", "uuid",
    "wagtail_admin_comments",
}  # fmt: skip
# Recorded as changed, without what they were or are.
SECRETS = {"password", "key_hash", "token", "secret", "totp_secret", "app_secret"}


class Change(TypedDict):
    """One field: what people call it, and its values as they read them, empty for none."""

    field: str
    before: str
    after: str


def state_of(instance: models.Model) -> dict[str, Any]:
    """The object's own fields as they stand, by name."""
    fields = [field for field in instance._meta.concrete_fields if field.name not in BOOKKEEPING]
    return {field.name: _value(field, instance) for field in fields if not field.primary_key}


def differences(
    model: type[models.Model], before: Mapping[str, Any], after: Mapping[str, Any], most: int = MOST_CHANGES
) -> list[Change]:
    """What two states of an object differ in; the states are those of `state_of`, or the contents of revisions."""
    found: list[Change] = []
    for name in dict.fromkeys([*after, *before]):
        # What is new and says no says nothing.
        silent = name in BOOKKEEPING or name.endswith("_ptr") or (name not in before and after[name] is False)
        if not silent and before.get(name) != after.get(name):
            found += _of_field(model, name, before.get(name), after.get(name))
    if len(found) > most:
        rest = Change(field=_("其他"), before="", after=_("另有 %d 处变化") % (len(found) - most))
        found = [*found[:most], rest]
    return found


def _value(field: Any, instance: models.Model) -> Any:
    if isinstance(field, StreamField):
        return field.value_to_string(instance)
    value = field.value_from_object(instance)
    return str(value) if isinstance(field, models.FileField) else value


def _of_field(model: type[models.Model], name: str, before: Any, after: Any) -> list[Change]:
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        field = None
    label = _label(field, name)
    if name in SECRETS:
        return [Change(field=label, before="", after=_("已更改"))] if before else []
    if isinstance(field, StreamField):
        return list(_of_stream(label, field.stream_block, _stream(before), _stream(after)))
    change = _shortened(label, _readable(field, before), _readable(field, after))
    return [change] if change["before"] != change["after"] else []


def _label(field: Any, name: str) -> str:
    if field is None:
        return name
    if field.auto_created and field.related_model:
        return capfirst(str(field.related_model._meta.verbose_name_plural))
    return capfirst(str(getattr(field, "verbose_name", name)))


def _readable(field: Any, value: Any) -> str:
    """A value as people read it: the title of what it refers to, the label of a choice."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "；".join(filter(None, (_member(field, each) for each in value)))
    if getattr(field, "flatchoices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        return _title(field.related_model, value)
    return plain_text(value) if isinstance(value, str) else str(value)


def _member(relation: Any, value: Any) -> str:
    """One of many: the row of a child table, or what a row refers to."""
    model = getattr(relation, "related_model", None)
    if not isinstance(value, dict):
        return _title(model, value) if model else str(value)
    read = []
    for name, part in value.items():
        if name in BOOKKEEPING or not model:
            continue
        field: Any = model._meta.get_field(name)
        if field is not getattr(relation, "field", None):
            read.append(_readable(field, part))
    return "，".join(filter(None, read))


def _title(model: Any, key: Any) -> str:
    found = model._default_manager.filter(pk=key).first()
    return str(found) if found else f"#{key}"


def _stream(text: Any) -> list[dict[str, Any]]:
    return orjson.loads(text) if text else []


def _of_stream(
    label: str, stream: blocks.StreamBlock, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> Iterator[Change]:
    """Blocks that came, went or changed, known by their ids; and whether those that stayed stand in another order."""
    # A revision from a hurried import may hold blocks without ids: these are known by their places.
    old = {block.get("id") or number: block for number, block in enumerate(before)}
    new = {block.get("id") or number: block for number, block in enumerate(after)}
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        block = stream.child_blocks.get((now or was or {})["type"])
        texts = [_block_text(block, each["value"]) if each else "" for each in (was, now)]
        if texts[0] != texts[1]:
            yield _shortened(f"{label} · {block.label if block else ''}", *texts)
    stayed = [key for key in old if key in new]
    if stayed != [key for key in new if key in old]:
        yield Change(field=label, before="", after=_("内容块顺序有调整"))


def _block_text(block: blocks.Block | None, value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        parts = ((each, _block_text(each, value.get(name))) for name, each in block.child_blocks.items())
        return "；".join(f"{each.label}：{text}" for each, text in parts if text)
    if isinstance(block, blocks.ListBlock) and isinstance(value, list):
        return "；".join(_block_text(block.child_block, each.get("value")) for each in value)
    if isinstance(block, blocks.ChooserBlock):
        return _title(block.model_class, value)
    if isinstance(block, blocks.ChoiceBlock | blocks.MultipleChoiceBlock):
        labels = dict(block.field.choices)
        return "、".join(str(labels.get(each, each)) for each in (value if isinstance(value, list) else [value]))
    return "；".join(_words(value))


def _words(value: Any) -> Iterator[str]:
    """All text in nested data, without markup and the ids of blocks."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in ("id", "type"):
                yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif value not in (None, ""):
        yield plain_text(str(value))


def _shortened(label: str, before: str, after: str) -> Change:
    """The change, without what long texts have in common at their ends."""
    if len(before) > MOST_CHARACTERS or len(after) > MOST_CHARACTERS:
        start = max(_in_common(before, after) - CONTEXT, 0)
        end = max(_in_common(before[:start:-1], after[:start:-1]) - CONTEXT, 0)
        before, after = (_cut(text, start, len(text) - end) for text in (before, after))
    return Change(field=label, before=before, after=after)


def _in_common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _cut(text: str, start: int, end: int) -> str:
    part = Truncator(text[start:end]).chars(MOST_CHARACTERS)
    return f"{'…' if start and part else ''}{part}{'…' if end < len(text) and part else ''}"
