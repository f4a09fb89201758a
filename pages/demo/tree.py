"""The tree of the demonstration: pages found and added by their address."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.models import Page

from pages.models import HomePage


def home() -> HomePage:
    """The Chinese home page."""
    return HomePage.objects.get(locale__language_code="zh-hans")


def page_at(address: str) -> Page:
    """The page with that address below the Chinese home page; raises Page.DoesNotExist."""
    return Page.objects.get(url_path=home().url_path + address.lstrip("/")).specific


def exists(address: str) -> bool:
    """Whether there is a page, draft or public, at that address below the Chinese home page."""
    return Page.objects.filter(url_path=home().url_path + address.lstrip("/")).exists()


def moment(text: str) -> datetime:
    """A time such as "2026-03-02 09:30", in the portal's time zone."""
    return timezone.make_aware(datetime.fromisoformat(text))


def add(parent: Page, page: Any, author: User) -> Any:
    """Add the page as a draft and publish it, as an editor does."""
    page.live = False
    page.owner = author
    parent.add_child(instance=page)
    page.save_revision(user=author, changed=False).publish(user=author)
    return page
