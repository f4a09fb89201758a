"""Subject words while one types: those that the public reads, and those of pages that the account reads.

Wagtail completes any word that was ever written, in the draft of whatever department.
"""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from wagtail.admin.views import tags

from cms.content.models import Link, LinkKind
from cms.editorial.visibility import visibility_of
from pages.models import PolicyDocumentPage
from pages.models.policy_parts import PolicyTag, SubjectWord

_complete = tags.autocomplete


def autocomplete(request: HttpRequest, app_name: str | None = None, model_name: str | None = None) -> Any:
    """The words that begin so, as Wagtail's view gives them, without those that the account may not know."""
    answer = _complete(request, app_name, model_name)
    if (app_name, model_name) != (SubjectWord._meta.app_label, SubjectWord._meta.model_name):
        return answer
    words = json.loads(answer.content)
    public = Link.objects.filter(kind=LinkKind.TAG, target__in=words).values_list("target", flat=True)
    pages = PolicyDocumentPage.objects.filter(visibility_of(request.user).readable())
    own = PolicyTag.objects.filter(tag__name__in=words, content_object__in=pages.values("pk"))
    known = {*public, *own.values_list("tag__name", flat=True)}
    return JsonResponse([word for word in words if word in known], safe=False)


def narrow_autocompletion() -> None:
    """Let Wagtail's addresses lead here; done at start-up, before addresses are read."""
    tags.autocomplete = autocomplete
