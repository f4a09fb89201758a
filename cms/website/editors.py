"""What signed-in editors get on the website: Wagtail's user bar, with the checker of content."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.userbar import Userbar
from wagtail.models import Page

from cms.http.sessions import is_signed_in


def may_be_editor(request: HttpRequest) -> bool:
    """Whether the request comes from somebody who has signed in, or from a preview; a made-up cookie is nobody's."""
    return getattr(request, "is_preview", False) or is_signed_in(request)


def user_bar(request: HttpRequest, document: dict[str, Any] | None, context: dict[Any, Any]) -> str:
    """The markup of the user bar, on content with links to edit it; nothing for those who may not."""
    user = getattr(request, "user", None)
    if not may_be_editor(request) or user is None or not user.has_perm("wagtailadmin.access_admin"):
        return ""
    page = None
    if document and not getattr(request, "is_preview", False):
        found = Page.objects.filter(
            translation_key=document["content_id"], locale__language_code=document["locale"]
        ).first()
        page = found.specific if found else None
    return str(Userbar(object=page).render_html({**context, "request": request}))
