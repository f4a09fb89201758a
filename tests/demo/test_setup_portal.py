"""A production portal begins empty but whole."""

import pytest
from django.core.management import call_command
from wagtail.models import Locale, Site

from cms.content.models import ContentItem
from pages.models import HomePage
from tests.importing.records import state

pytestmark = pytest.mark.django_db


def test_a_new_portal_has_a_public_home_page_in_each_language_and_nothing_else():
    call_command("setup_portal")
    assert HomePage.objects.count() == Locale.objects.count() == 3
    assert Site.objects.get().root_page.specific.locale.language_code == "zh-hans"
    assert set(ContentItem.objects.values_list("type", "path")) == {("home", "/"), ("home", "/bo/"), ("home", "/en/")}


def test_setting_it_up_again_changes_nothing():
    call_command("setup_portal")
    before = state()
    call_command("setup_portal")
    assert state() == before
