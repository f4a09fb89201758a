"""Which files a page names: by structure – chosen, attached, linked or embedded by number – and never by a text.

What merely looks like the address of a file names nothing. The structure is that which Wagtail's own index of
references reads: fields, blocks and rich text say themselves what they refer to.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import ModelChoiceField
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.blocks import BlockField
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from cms.content.models import LinkKind

Named = tuple[str, type[Model], int]
_HIGHEST = 2**31 - 1


@cache
def file_kinds() -> dict[type[Model], LinkKind]:
    """The models of uploaded files, with the kind of link that leads to them."""
    return {get_document_model(): LinkKind.FILE, get_image_model(): LinkKind.IMAGE}


def named_files(source: Model) -> Iterator[Named]:
    """Field, model and key of every document and image that the object or one of its children names."""
    kinds = file_kinds()
    field: Any
    for field in source._meta.get_fields():
        if hasattr(field, "extract_references"):
            value = field.value_from_object(source)
            yield from _numbered(field.name, field.extract_references(value) if value is not None else ())
        elif field.many_to_one and field.related_model in kinds and (key := field.value_from_object(source)):
            yield field.name, field.related_model, key
    for name in _children(type(source)):
        for child in getattr(source, name).all():
            yield from ((name, model, key) for _field, model, key in named_files(child))


def _numbered(field: str, references: Iterable[Any]) -> Iterator[Named]:
    for model, key, *_path in references:
        # Rich text may hold anything where a number should stand.
        if model in file_kinds() and str(key).isdecimal() and int(key) <= _HIGHEST:
            yield field, model, int(key)


@cache
def _children(model: type[Model]) -> tuple[str, ...]:
    """The relations to children of the model that can name files at all."""
    return tuple(
        relation.get_accessor_name()
        for relation in get_all_child_relations(model)
        if any(map(_may_name, relation.related_model._meta.get_fields())) or _children(relation.related_model)
    )


def _may_name(field: Any) -> bool:
    return hasattr(field, "extract_references") or bool(field.many_to_one and field.related_model in file_kinds())


def refuse_foreign_files(user: Any, named: Iterable[Named]) -> None:
    """Raise PermissionDenied unless the user may choose each of these files: a page would show him what they are."""
    keys = defaultdict(set)
    for _field, model, key in named:
        keys[model].add(key)
    for model, wanted in keys.items():
        policy = policy_registry.get_by_type(model)
        known = model._default_manager.filter(pk__in=wanted)
        chosen = policy.instances_user_has_any_permission_for(user, ["choose"]).filter(pk__in=wanted)
        if known.count() > chosen.count():
            raise PermissionDenied(_("您选用了其他处室未公开的文件或图片。"))


def refuse_unknown_pages(user: Any, keys: set[int]) -> None:
    """Raise PermissionDenied unless the user may know of each of these pages, as choosers would list them."""
    known = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, ["choose"])
    if Page.objects.filter(pk__in=keys).exclude(pk__in=known.values("pk")).exists():
        raise PermissionDenied(_("您选用了无权查看的页面。"))


def chosen_files(form: Any) -> Iterator[Named]:
    """Field, model and key of every document and image that a bound form names, be it valid or not."""
    return ((name, model, key) for name, references in _chosen(form) for _n, model, key in _numbered(name, references))


def chosen_pages(form: Any) -> set[int]:
    """The keys of the pages that a bound form names, be it valid or not."""
    return {key for _name, references in _chosen(form) for key in _pages_of(references)}


def _chosen(form: Any) -> Iterator[tuple[str, Iterable[Any]]]:
    for name, field in form.fields.items():
        value = form[name].data
        if isinstance(field, ModelChoiceField) and field.queryset is not None:
            yield name, [(field.queryset.model, value)]
        elif isinstance(field, BlockField):
            yield name, field.block.extract_references(value)
    for formset in getattr(form, "formsets", {}).values():
        for each in formset.forms:
            yield from _chosen(each)


def named_pages(source: Any) -> set[int]:
    """The keys of the pages that the object or one of its children names."""
    found = ReferenceIndex._extract_references_from_object(source)  # noqa: SLF001 -- Wagtail walks nowhere in public
    return set(_pages_of((ContentType.objects.get_for_id(kind).model_class(), key) for kind, key, *_path in found))


def _pages_of(references: Iterable[Any]) -> Iterator[int]:
    for model, key, *_path in references:
        if model and issubclass(model, Page) and str(key).isdecimal() and int(key) <= _HIGHEST:
            yield int(key)
