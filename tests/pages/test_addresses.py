"""Addresses that the portal answers itself are refused to pages."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver, reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.content.addresses import RESERVED_AT_TOP
from pages.models import ColumnPage, HomePage, NoticePage
from pages.slugs import free_slug
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]

REFUSAL = "是网站自用的网址，请换一个。"


def first_steps(patterns, found=None):
    """The fixed first steps of all addresses that the portal answers."""
    found = set() if found is None else found
    for pattern in patterns:
        route = str(pattern.pattern)
        if "/" in route and route[0].isalpha():
            found.add(route.split("/")[0])
        elif not route and hasattr(pattern, "url_patterns"):
            first_steps(pattern.url_patterns, found)
    return found


def test_every_fixed_address_of_the_portal_is_reserved():
    steps = first_steps(get_resolver().url_patterns)
    assert {"admin", "api", "documents", "search", "sitemap", "patterns"} <= steps
    assert steps - RESERVED_AT_TOP == set()


@pytest.mark.parametrize("slug", sorted(RESERVED_AT_TOP))
def test_no_page_directly_below_the_home_page_takes_one(slug):
    with pytest.raises(ValidationError) as refused:
        factories.column(slug=slug, publish=False)
    assert refused.value.message_dict == {"slug": [f"“{slug}”{REFUSAL}"]}


def test_the_home_pages_of_the_other_languages_refuse_it_too():
    english = HomePage.objects.get(locale=Locale.objects.get(language_code="en"))
    with pytest.raises(ValidationError):
        factories.column(english, slug="search", locale=english.locale, publish=False)


def test_deeper_pages_are_free_but_for_what_has_a_meaning_everywhere():
    column = factories.column(slug="c")
    assert factories.column(column, slug="search").url == "/c/search/"
    for slug in ("feed", "editions"):
        with pytest.raises(ValidationError):
            factories.notice(column, slug=slug, publish=False)


def test_a_page_is_not_moved_to_such_an_address(admin_client):
    page, home = (
        factories.column(factories.column(slug="c"), slug="search"),
        HomePage.objects.get(depth=2, slug="portal"),
    )
    with pytest.raises(ValidationError):
        page.move(home, pos="last-child")
    answer = admin_client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, home.pk]), follow=True)
    assert REFUSAL in answer.content.decode()
    assert ColumnPage.objects.get(pk=page.pk).get_parent().slug == "c"


def test_the_form_of_the_administration_says_so_beside_the_field(admin_client):
    home = HomePage.objects.get(depth=2, slug="portal")
    form = {
        "title": "搜索", "slug": "search", "column_type": "disclosure", "presentation": "list", "summary": "",
        "body-count": "0", "keywords": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    address = reverse("wagtailadmin_pages:add", args=["pages", "columnpage", home.pk])
    answer = admin_client.post(address, form)
    assert answer.status_code == 200
    assert answer.context["form"].errors["slug"] == [f"“search”{REFUSAL}"]
    assert not ColumnPage.objects.filter(slug="search").exists()


def saved(client, address: str, title: str) -> NoticePage:
    """The notice after its form was sent with that title and without a slug."""
    form = {"title": title, "slug": "", "source": "本委", "body": streamfield([])}
    client.post(address, nested_form_data(form | {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}}))
    return NoticePage.objects.get()


def test_a_page_without_a_slug_is_called_after_its_title(admin_client):
    column = factories.column()
    add = reverse("wagtailadmin_pages:add", args=["pages", "noticepage", column.pk])
    notice = saved(admin_client, add, "关于停电的通知")
    assert notice.slug == "guan-yu-ting-dian-de-tong-zhi"
    edit = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    assert saved(admin_client, edit, "关于停电的通知").slug == "guan-yu-ting-dian-de-tong-zhi"


def test_the_address_of_another_page_is_not_taken():
    column = factories.column()
    assert free_slug("通知", column) == "tong-zhi"
    notice = factories.notice(column, slug="tong-zhi")
    assert free_slug("通知", column) == "tong-zhi-2"
    assert free_slug("通知", column, notice) == "tong-zhi"
