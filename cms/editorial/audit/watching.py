"""Objects that are recorded whoever changes them, with what changed: people, rights, vocabulary, files."""

from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.utils import translation
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Site,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.editorial.audit.differences import BOOKKEEPING, differences, state_of
from cms.editorial.audit.models import Action
from cms.editorial.audit.recording import record, title_of

ROOMS = ("editorial", "snippets", "wagtailredirects")
# By name: search is a room of its own, whose other models change with every query.
NAMED = ("search.ApprovedQuery", "search.Promotion")
SINGLE = (
    Collection, CollectionViewRestriction, Group, GroupCollectionPermission, GroupPagePermission, Locale, Site,
    Workflow, WorkflowPage, WorkflowTask,
)  # fmt: skip
FAMILIES = (AbstractDocument, AbstractImage, Task)


@cache
def watched_models() -> frozenset[type[models.Model]]:
    """The models whose objects are watched."""
    of_rooms = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    models_of_rooms = [model for model in of_rooms if getattr(model, "watched", True)]
    families = [model for model in apps.get_models() if issubclass(model, FAMILIES)]
    return frozenset([get_user_model(), *map(apps.get_model, NAMED), *SINGLE, *models_of_rooms, *families])


def is_watched(model: type[models.Model] | None) -> bool:
    """Whether changes of such objects are recorded as they are saved."""
    return model in watched_models()


def watch() -> None:
    """Listen to all watched models."""
    for model in watched_models():
        pre_save.connect(remember, sender=model)
        post_save.connect(follow_save, sender=model)
        post_delete.connect(follow_deletion, sender=model)
        # Tags call themselves relations of this kind too, and are no rights.
        for relation in (each for each in model._meta.local_many_to_many if type(each) is models.ManyToManyField):
            m2m_changed.connect(follow_relation, sender=relation.remote_field.through)


def remember(instance: models.Model, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """Keep the state that is about to be overwritten."""
    instance.audited_before = {}  # type: ignore[attr-defined]
    if raw or instance._state.adding or (update_fields and BOOKKEEPING.issuperset(update_fields)):
        return
    before = type(instance)._default_manager.filter(pk=instance.pk).first()
    if before is not None:
        instance.audited_before = state_of(before)  # type: ignore[attr-defined]


def follow_save(
    instance: models.Model, created: bool, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """New, or changed: nothing is recorded where only what the system notes for itself has changed."""
    if raw or (update_fields and BOOKKEEPING.issuperset(update_fields)):
        return
    with translation.override(settings.LANGUAGE_CODE):
        before = getattr(instance, "audited_before", {})
        changes = differences(type(instance), before, state_of(instance))
    if created or changes:
        record(Action.CREATE if created else Action.EDIT, instance, changes=changes)


def follow_update(before: models.Model) -> None:
    """Changed past the signals, by one statement for many; `before` is the object as it was read before that."""
    after = type(before)._default_manager.filter(pk=before.pk).first()
    if after is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        changes = differences(type(after), state_of(before), state_of(after))
    if changes:
        record(Action.EDIT, after, changes=changes)


def follow_deletion(instance: models.Model, **kwargs: Any) -> None:
    """Gone, by itself or with what it belonged to."""
    record(Action.DELETE, instance)


def follow_relation(
    sender: Any, instance: models.Model, action: str, reverse: bool, model: Any, pk_set: set[Any] | None, **kwargs: Any
) -> None:
    """Members of groups, permissions of groups and people, groups of the steps of review."""
    if action == "pre_clear":
        mine, theirs = _columns(sender, instance, model)
        pk_set = set(sender._default_manager.filter(**{mine: instance.pk}).values_list(theirs, flat=True))
    if not pk_set or action not in ("post_add", "post_remove", "pre_clear"):
        return
    others = model._default_manager.filter(pk__in=pk_set)
    names = "，".join(sorted(title_of(other) for other in others))
    verb = Action.GRANT if action == "post_add" else Action.REVOKE
    record(verb, instance, note=f"{model._meta.verbose_name}：{names}")


def _columns(through: Any, instance: models.Model, model: Any) -> tuple[str, str]:
    """The columns of the table between that name the instance and those it is related to."""
    keys = [field for field in through._meta.fields if isinstance(field, models.ForeignKey)]
    mine = next(field for field in keys if isinstance(instance, field.related_model))
    theirs = next(field for field in keys if field is not mine)
    return mine.attname, theirs.attname
