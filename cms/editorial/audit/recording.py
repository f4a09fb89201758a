"""Writing entries, in the transaction of the act."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import translation
from wagtail.models import Page

from cms.editorial.audit.chain import chain_after_commit, sign
from cms.editorial.audit.differences import Change
from cms.editorial.audit.models import Action, AuditEntry
from cms.editorial.audit.origin import current_origin, current_user

# Of rooms that keep what citizens have sent, no title is taken down: it may name them.
NAMED_ROOMS = ("auth", "content", "content_checks", "editorial", "oversight", "pages", "search", "snippets", "taggit")


def record(
    action: Action,
    instance: models.Model | None = None,
    *,
    user: Any = None,
    by_system: bool = False,
    title: str = "",
    note: str = "",
    changes: Sequence[Change] = (),
) -> AuditEntry:
    """Write one entry about `instance`: done by whoever signed in to the request in hand, else by `user`.

    `by_system` names nobody: what happens by itself in the request of somebody else.
    """
    entry = compose(action, instance, user=user, by_system=by_system, title=title, note=note, changes=changes)
    write([entry])
    return entry


def compose(
    action: Action,
    instance: models.Model | None = None,
    *,
    user: Any = None,
    by_system: bool = False,
    title: str = "",
    note: str = "",
    changes: Sequence[Change] = (),
) -> AuditEntry:
    """An entry that is not written yet; the arguments are those of `record`."""
    origin = current_origin()
    if by_system:
        origin |= {"address": "", "agent": ""}
    person = None if by_system else current_user() or (user if getattr(user, "is_authenticated", False) else None)
    entry = AuditEntry(
        action=action,
        actor_id=person.pk if person else None,
        actor=clean(name_of(person), 200) if person else "",
        title=clean(title or title_of(instance), 255),
        note=clean(note),
        changes=[{name: clean(value) for name, value in change.items()} for change in changes],
        **{name: clean(value) for name, value in origin.items()},
    )
    if instance is not None:
        # People look for a page by its type, also where Wagtail handles it as a page like any other.
        model = instance.specific_class if isinstance(instance, Page) else instance
        entry.object_type, entry.object_id = model._meta.label_lower, str(instance.pk or "")
    return entry


def write(entries: Sequence[AuditEntry]) -> None:
    """Sign and write the entries; they are chained when the transaction in hand is committed."""
    for entry in entries:
        sign(entry)
    AuditEntry.objects.bulk_create(entries, batch_size=500)
    if entries:
        chain_after_commit()


def name_of(user: Any) -> str:
    """Somebody's account, and the name when there is one."""
    # A Chinese name, the family's part first.
    account, name = user.get_username(), f"{user.last_name}{user.first_name}"
    return f"{account}（{name}）" if name else account


def title_of(instance: models.Model | None) -> str:
    """What people call the object, in Chinese; its kind and number alone where its own name could name a citizen."""
    if instance is None:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        label = instance._meta.app_label
        if label in NAMED_ROOMS or label.startswith("wagtail"):
            return _named(instance)
        return f"{instance._meta.verbose_name} {instance.pk}"


def _named(instance: models.Model) -> str:
    """What the object calls itself, or else what it joins: a page and its workflow have no name together."""
    if type(instance).__str__ is not models.Model.__str__:
        return str(instance)
    joined = []
    for key in (field for field in instance._meta.fields if isinstance(field, models.ForeignKey)):
        with suppress(ObjectDoesNotExist):
            joined.append(str(getattr(instance, key.name)))
    return " · ".join(joined) or str(instance)


def clean(text: Any, most: int | None = None) -> str:
    """Text that both databases keep unchanged, so that its signature holds: no NUL, no half characters."""
    return str(text).replace("\0", "").encode("utf-8", "replace").decode()[:most]
