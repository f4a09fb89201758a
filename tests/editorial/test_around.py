"""More ways around the rules, tried by people in the administration: translations, settings, vocabulary."""

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from cms.editorial.audit.models import Action
from pages.models import NoticePage
from snippets.models import AgencyProfile, AllowedSite, Department, HolidayArrangement, WordRule
from tests import factories
from tests.editorial.audit.conftest import trail  # noqa: F401 -- a fixture
from tests.editorial.conftest import is_public

pytestmark = [pytest.mark.django_db, pytest.mark.gates]


@pytest.fixture
def english(office):
    """The English side of the department's column."""
    locale = Locale.objects.get(language_code="en")
    office.column.copy_for_translation(locale)
    return locale


def translated(office, english):
    """A public notice and its translation, a draft."""
    notice = office.act(office.reviewed("notice"), "publisher")
    source, _created = TranslationSource.update_or_create_from_instance(notice)
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target(user=office.people["column_editor"], publish=False)
    return notice, NoticePage.objects.get(locale=english)


@pytest.mark.django_db(transaction=True)
def test_translating_a_public_page_makes_a_draft(client, office, english):
    notice = office.act(office.reviewed("notice"), "publisher")
    client.force_login(office.people["publisher"])
    address = reverse("wagtail_localize:submit_page_translation", args=[notice.pk])
    client.post(address, {"locales": [english.pk]})
    translation = NoticePage.objects.get(locale=english)
    assert not translation.live
    assert not is_public(translation)


@pytest.mark.django_db(transaction=True)
def test_publishing_a_translation_past_its_reviews_is_refused_told_and_recorded(client, office, english, trail):  # noqa: F811
    _notice, translation = translated(office, english)
    client.force_login(office.people["publisher"])
    address = reverse("wagtailadmin_pages:edit", args=[translation.pk])
    answer = client.post(address, {"action": "publish"}, follow=True)
    assert answer.status_code == 200
    assert not NoticePage.objects.get(pk=translation.pk).live
    assert not is_public(translation)
    (entry,) = trail(translation, Action.REFUSE)
    assert "保密审查" in entry.note
    assert entry.actor == "publisher"


@pytest.mark.django_db(transaction=True)
def test_updating_a_translation_from_its_source_publishes_nothing(client, office, english, trail):  # noqa: F811
    notice, translation = translated(office, english)
    client.force_login(office.people["publisher"])
    source = TranslationSource.objects.get()
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    answer = client.post(address, {"publish_translations": "on"})
    assert answer.status_code == 302
    assert not is_public(translation)
    assert trail(translation, Action.REFUSE)
    assert is_public(notice)


WORKERS = ["column_editor", "department_head", "secrecy_reviewer", "publisher", "auditor"]


@pytest.mark.parametrize("role", WORKERS)
def test_settings_belong_to_administrators(client, office, role, trail):  # noqa: F811
    client.force_login(office.people[role])
    address = reverse("wagtailsettings:edit", args=["snippets", "agencyprofile"])
    assert client.get(address, follow=True).redirect_chain[-1][0] == reverse("wagtailadmin_home")
    before = list(AgencyProfile.objects.values())
    client.post(client.get(address).url if client.get(address).status_code == 302 else address, {"name": "改名"})
    assert list(AgencyProfile.objects.values()) == before
    assert trail(action=Action.DENY)[-1].actor == role


@pytest.mark.parametrize("role", WORKERS)
def test_vocabulary_is_changed_by_those_who_keep_it(client, office, role, trail):  # noqa: F811
    department = office.department
    client.force_login(office.people[role])
    address = reverse(Department.snippet_viewset.get_url_name("edit"), args=[department.pk])
    client.post(address, {"title": "改名", "code": department.code})
    assert Department.objects.get(pk=department.pk).title == "法规处"
    assert trail(action=Action.DENY)[-1].actor == role


LISTS = {
    HolidayArrangement: {"year": 2099, "source": "国办发明电", "days_off": "2099-01-01", "days_worked": ""},
    WordRule: {"word": "某错词", "replacement": "某对词", "kind": "misspelt", "note": ""},
    AllowedSite: {"domain": "example.gov.cn", "name": "某站"},
}


@pytest.mark.parametrize("model", LISTS)
@pytest.mark.parametrize("role", ["disclosure_office", "administrator", *WORKERS])
def test_the_calendar_and_the_lists_are_kept_by_the_disclosure_office_and_administrators(
    client,
    office,
    role,
    model,
    trail,  # noqa: F811
):
    client.force_login(office.people[role])
    client.post(reverse(model.snippet_viewset.get_url_name("add")), LISTS[model])
    name, value = next(iter(LISTS[model].items()))
    may = role not in WORKERS
    assert model.objects.filter(**{name: value}).exists() == may
    assert trail(action=Action.CREATE if may else Action.DENY)[-1].actor == role


@pytest.mark.parametrize("role", [*WORKERS, "disclosure_office"])
def test_the_way_to_the_public_is_changed_by_administrators_only(client, office, role, trail):  # noqa: F811
    notice = factories.notice(office.column, publish=False)
    workflow = notice.get_workflow()
    client.force_login(office.people[role])
    client.post(reverse("wagtailadmin_workflows:disable", args=[workflow.pk]))
    workflow.refresh_from_db()
    assert workflow.active
    assert trail(action=Action.DENY)[-1].actor == role
