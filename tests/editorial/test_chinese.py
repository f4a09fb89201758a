"""Editors read Chinese, also where Wagtail's own translation lacks it."""

import polib
import pytest
from django.conf import settings
from django.urls import reverse

pytestmark = pytest.mark.django_db

CATALOGUE = settings.BASE_DIR / "cms" / "locale" / "zh_Hans" / "LC_MESSAGES"


def test_what_is_compiled_is_what_is_written():
    written = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in polib.pofile(str(CATALOGUE / "django.po"))}
    compiled = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in polib.mofile(str(CATALOGUE / "django.mo"))}
    assert written.items() <= compiled.items()
    # Beside them only our own words, which are Chinese: each stands for itself (`compile_locale`).
    assert {message for (_context, message), text in compiled.items() - written.items() if message != text} == set()
    assert all(entry.translated() for entry in polib.pofile(str(CATALOGUE / "django.po")))


def test_the_first_page_and_the_editor_have_no_english_of_wagtails_own(client, office):
    notice = office.submit(office.draft("notice"))
    client.force_login(office.people["column_editor"])
    edit = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    text = client.get(reverse("wagtailadmin_home")).content.decode() + client.get(edit).content.decode()
    for english in ("in a workflow", "Search all pages", "Content metrics", "Reading time", "Show keyboard shortcuts"):
        assert english not in text
    assert "我提交的、正在审签的页面" in text
