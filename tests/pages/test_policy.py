"""The public record of a document is complete and consistent, or the editor is told what is wrong."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Locale, Site

from pages.models import PolicyDocumentPage
from snippets.models import AgencyProfile, Topic
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal"), pytest.mark.sqlite]


def draft(**fields) -> PolicyDocumentPage:
    values = {"title": "文件", "slug": "file", "date_written": date(2017, 9, 1), "disclosure": "proactive"} | fields
    page = PolicyDocumentPage(**values, locale=Locale.get_default())
    parent = factories.column()
    page.path, page.depth = f"{parent.path}0001", parent.depth + 1
    return page


@pytest.mark.parametrize(
    "number",
    ["青发改办〔2017〕455号", "青发改〔2026〕1号", "国办发〔2017〕47号", "中华人民共和国国务院令第711号", ""],
)
def test_document_numbers_of_the_standard_form_are_taken(number):
    draft(document_number=number).full_clean()


@pytest.mark.parametrize(
    "number",
    [
        "青发改办[2017]455号",
        "青发改办〔17〕455号",
        "青发改办〔2017〕第455号",
        "青发改办〔2017〕号",
        "455",
        "〔2017〕455号",
    ],
)
def test_document_numbers_of_another_form_are_refused_with_an_example(number):
    with pytest.raises(ValidationError) as error:
        draft(document_number=number).full_clean()
    assert "青发改办〔2017〕455号" in error.value.message_dict["document_number"][0]


# A run may go on past midnight.
SOON = timezone.localdate() + timedelta(days=2)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("date_written", {"date_written": SOON}),
        ("date_issued", {"date_issued": date(2017, 8, 31)}),
        ("date_effective", {"date_effective": date(2017, 8, 31)}),
        ("date_first_public", {"date_first_public": timezone.make_aware(timezone.datetime(2017, 8, 1))}),
        ("disclosure_reason", {"disclosure": "withheld"}),
        ("disclosure_reason", {"is_draft_for_government": True}),
        ("disclosure", {"disclosure": ""}),
    ],
)
def test_what_contradicts_the_rules_is_refused_at_its_field(field, fields):
    with pytest.raises(ValidationError) as error:
        draft(**fields).full_clean()
    assert field in error.value.message_dict


def test_a_document_that_another_one_changed_is_not_simply_in_force():
    newer = factories.policy()
    with pytest.raises(ValidationError) as error:
        draft(changed_by=newer).full_clean()
    assert "validity" in error.value.message_dict
    draft(changed_by=newer, validity="repealed").full_clean()


def test_index_numbers_follow_the_rule_of_the_profile_and_count_by_year():
    profile = AgencyProfile.for_site(Site.objects.get(is_default_site=True))
    profile.index_number_pattern = "{department}/{year}-{sequence:03d}"
    profile.save()
    department = factories.department("guihuachu", "规划处")
    numbers = [
        factories.policy(department=department, date_written=date(year, 1, 2)).index_number
        for year in (2024, 2024, 2025)
    ]
    assert numbers == ["guihuachu/2024-001", "guihuachu/2024-002", "guihuachu/2025-001"]


def test_an_index_number_that_was_entered_by_hand_is_passed_over_by_the_rule():
    factories.policy(index_number="QHFGW-2017-00001")
    assert factories.policy().index_number == "QHFGW-2017-00002"


def test_an_index_number_is_given_once():
    factories.policy(index_number="QH-1")
    with pytest.raises(ValidationError) as error:
        draft(index_number="QH-1").full_clean()
    assert "QH-1" in error.value.message_dict["index_number"][0]


def test_a_copy_gets_an_index_number_of_its_own():
    document = factories.policy()
    copy = document.copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert copy.index_number not in ("", document.index_number)


def test_a_translation_bears_the_index_number_of_its_original():
    document = factories.policy()
    english = document.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    assert english.index_number == document.index_number


@pytest.mark.parametrize("pattern", ["QH-{year}", "{nothing}", "{sequence", "{sequence.__class__}"])
def test_an_index_number_rule_that_cannot_work_is_refused(pattern):
    profile = AgencyProfile.for_site(Site.objects.get(is_default_site=True))
    profile.index_number_pattern = pattern
    with pytest.raises(ValidationError):
        profile.full_clean()


def test_topics_have_two_levels():
    upper = factories.topic("jingji", "经济管理")
    lower = factories.topic("touzi", "投资", parent=upper)
    with pytest.raises(ValidationError):
        Topic(code="deep", title="更深", parent=lower).full_clean()
    with pytest.raises(ValidationError):
        Topic(pk=upper.pk, code="jingji", title="经济管理", parent=factories.topic()).full_clean()


def test_presenting_a_document_takes_few_queries(django_assert_max_num_queries):
    document = PolicyDocumentPage.objects.get(pk=factories.policy(department=factories.department()).pk)
    with django_assert_max_num_queries(8):
        document.present()
