"""Subject words and tags of files, as the account may know them: those of what it reads, and of what is public.

Wagtail completes any word that was ever written, and offers the tags that are used most, in whatever department.
"""

import json
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, JsonResponse
from taggit.models import Tag
from wagtail.admin import filters
from wagtail.admin.views import tags
from wagtail.images.views import chooser

from cms.content.models import Link, LinkKind
from cms.content.references import file_kinds
from cms.editorial.audit.origin import current_user
from cms.editorial.libraries import viewable
from cms.editorial.visibility import visibility_of
from pages.models import PolicyDocumentPage
from pages.models.policy_parts import PolicyTag, SubjectWord

_complete = tags.autocomplete
OFFERED = 10


def autocomplete(request: HttpRequest, app_name: str | None = None, model_name: str | None = None) -> Any:
    """The words that begin so, as Wagtail's view gives them, without those that the account may not know."""
    answer = _complete(request, app_name, model_name)
    words = json.loads(answer.content)
    if (app_name, model_name) == (SubjectWord._meta.app_label, SubjectWord._meta.model_name):
        known = _known_subjects(request.user, words)
    else:
        known = set(_tags_of_files(request.user).filter(name__in=words).values_list("name", flat=True))
    return JsonResponse([word for word in words if word in known], safe=False)


def popular_tags(model: Any, count: int = OFFERED) -> QuerySet[Tag]:
    """Those used most on files of the model that whoever asks may view."""
    number = Count("taggit_taggeditem_items")
    found = _tags_of_files(current_user(), [model]).annotate(item_count=number)
    return found.order_by("-item_count", "name")[:count]


def _known_subjects(user: Any, words: list[str]) -> set[str]:
    public = Link.objects.filter(kind=LinkKind.TAG, target__in=words).values_list("target", flat=True)
    pages = PolicyDocumentPage.objects.filter(visibility_of(user).readable())
    own = PolicyTag.objects.filter(tag__name__in=words, content_object__in=pages.values("pk"))
    return {*public, *own.values_list("tag__name", flat=True)}


def _tags_of_files(user: Any, models: Any = ()) -> QuerySet[Tag]:
    """The tags of the files that the user may view; nobody, none."""
    named, asked = Q(pk__in=[]), (models or [*file_kinds()]) if user else []
    model: Any
    for model in asked:
        used = model.tags.through.objects.filter(
            content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name
        ).filter(object_id__in=viewable(user, model).order_by().values("pk"))
        named |= Q(pk__in=used.values("tag"))
    return Tag.objects.filter(named)


def narrow_tags() -> None:
    """Let Wagtail's addresses and forms lead here; done at start-up, before addresses are read."""
    tags.autocomplete = autocomplete
    filters.popular_tags_for_model = chooser.popular_tags_for_model = popular_tags
