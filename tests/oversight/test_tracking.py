"""A document's deadline follows the document from its first draft, and the calendar of holidays."""

from datetime import date, datetime
from unittest.mock import patch

import pytest
from django.utils import timezone
from wagtail.models import Locale

from cms.oversight.models import Deadline, DeadlineState
from cms.oversight.rules import DisclosureRule, policy_issued_on, register
from cms.oversight.tracking import track_untracked
from pages.models import NewsPage, PolicyDocumentPage
from snippets.models import HolidayArrangement
from tests import factories

pytestmark = pytest.mark.usefixtures("portal")


def draft(**fields) -> PolicyDocumentPage:
    return factories.policy(publish=False, **{"date_written": date(2025, 9, 1)} | fields)


def deadline() -> Deadline:
    return Deadline.objects.get()


def test_a_draft_of_a_document_to_be_disclosed_is_due_twenty_working_days_after_it_was_written():
    draft()
    assert deadline().starts_on == date(2025, 9, 1)
    assert deadline().due_on == date(2025, 9, 28)  # A Sunday that is worked.
    assert deadline().is_open
    assert not deadline().provisional


def test_the_day_of_issue_goes_before_the_day_of_writing():
    draft(date_issued=date(2025, 9, 7))
    assert deadline().starts_on == date(2025, 9, 7)


def test_a_changed_date_in_a_draft_moves_the_deadline():
    page = draft()
    page.date_issued = date(2025, 9, 7)
    page.save_revision()
    assert deadline().starts_on == date(2025, 9, 7)


def test_publication_meets_the_deadline():
    page = draft()
    page.get_latest_revision().publish()
    assert deadline().met_on == timezone.localdate()
    assert deadline().state == DeadlineState.LATE


def test_a_document_that_moved_here_counts_by_its_original_publication():
    factories.policy(
        date_written=date(2025, 9, 1),
        date_first_public=datetime(2025, 9, 3, 9, tzinfo=timezone.get_current_timezone()),
    )
    assert deadline().met_on == date(2025, 9, 3)
    assert deadline().state == DeadlineState.IN_TIME


def test_publishing_again_does_not_change_when_it_was_met():
    page = factories.policy()
    Deadline.objects.update(met_on=date(2026, 1, 1))
    PolicyDocumentPage.objects.update(
        first_published_at=datetime(2026, 1, 1, 8, tzinfo=timezone.get_current_timezone())
    )
    page = PolicyDocumentPage.objects.get()
    page.save_revision().publish()
    assert deadline().met_on == date(2026, 1, 1)


def test_a_draft_of_a_published_document_changes_nothing():
    page = factories.policy(date_written=date(2025, 9, 1))
    page.date_written = date(2025, 9, 20)
    page.save_revision()
    assert deadline().starts_on == date(2025, 9, 1)


def test_the_deadline_is_void_when_the_document_is_not_to_be_disclosed_and_returns_when_it_is():
    page = draft()
    page.disclosure = "on_request"
    page.save_revision()
    assert deadline().state == DeadlineState.VOID
    page.disclosure = "proactive"
    page.save_revision()
    assert deadline().is_open


def test_a_document_that_is_never_to_be_disclosed_has_no_deadline():
    draft(disclosure="withheld", disclosure_reason="国家秘密")
    assert not Deadline.objects.exists()


def test_a_deleted_draft_keeps_a_void_deadline_with_its_title():
    page = draft(title="已删除的文件")
    page.delete()
    assert deadline().state == DeadlineState.VOID
    assert deadline().title == "已删除的文件"


def test_a_deleted_document_stays_on_record_as_late():
    factories.policy(date_written=date(2020, 1, 2)).delete()
    assert deadline().state == DeadlineState.LATE


def test_translations_are_the_same_document():
    page = factories.policy()
    page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    assert Deadline.objects.count() == 1


def test_aliases_are_the_same_document():
    page = factories.policy()
    page.create_alias(parent=factories.column(title="别处"))
    assert Deadline.objects.count() == 1


def test_other_content_has_no_deadline_until_a_rule_is_registered_for_it():
    with patch("cms.oversight.rules._rules", {}):
        rule = DisclosureRule("news", 7, "动态", "测试", NewsPage, lambda page: date(2026, 11, 2))
        register(rule)
        factories.news()
        with pytest.raises(ValueError, match="already"):
            register(rule)
    assert deadline().due_on == date(2026, 11, 11)


def test_the_department_is_the_documents_own_or_that_of_the_nearest_column():
    office = factories.department("bangongshi", "办公室")
    column = factories.column(department=office)
    below = factories.column(parent=column)
    factories.policy(parent=below, title="没有处室")
    factories.policy(parent=below, title="有处室", department=factories.department())
    departments = dict(Deadline.objects.values_list("title", "department__title"))
    assert departments == {"没有处室": "办公室", "有处室": "法规处"}


def test_open_deadlines_are_counted_again_when_an_arrangement_is_entered_changed_or_deleted():
    page = draft()
    page.date_written = date(2026, 12, 10)
    page.save_revision(clean=False)
    before = deadline()
    assert (before.due_on, before.provisional) == (date(2027, 1, 7), True)
    assert "暂定" in before.due

    arrangement = HolidayArrangement(
        year=2027, source="通知", days_off="2027-01-01 至 2027-01-03", days_worked="2027-01-09"
    )
    arrangement.save()
    assert (deadline().due_on, deadline().provisional) == (date(2027, 1, 8), False)

    arrangement.days_off = "2027-01-01 至 2027-01-05"
    arrangement.save()
    assert deadline().due_on == date(2027, 1, 11)

    arrangement.delete()
    assert (deadline().due_on, deadline().provisional) == (before.due_on, True)


def test_a_deadline_that_was_met_stays_as_it_was_when_the_calendar_changes():
    factories.policy(date_written=date(2025, 11, 3))
    met = deadline()
    HolidayArrangement.objects.create(year=2025, source="通知", days_off="2025-11-04 至 2025-11-20")
    assert deadline().due_on == met.due_on


def test_recounting_asks_the_database_a_constant_number_of_times(django_assert_max_num_queries):
    parent = factories.column()
    for number in range(12):
        draft(parent=parent, title=f"文件{number}")
    with django_assert_max_num_queries(8):
        HolidayArrangement.objects.create(year=2027, source="通知", days_off="2027-01-01")


def test_pages_older_than_their_rule_get_their_deadlines_afterwards():
    draft(title="草稿")
    factories.policy(title="已发布", date_written=date(2025, 9, 1))
    Deadline.objects.all().delete()
    track_untracked()
    assert dict(Deadline.objects.values_list("title", "met_on")) == {"草稿": None, "已发布": timezone.localdate()}


def test_the_rule_of_documents_binds_only_what_is_to_be_disclosed():
    page = draft()
    assert policy_issued_on(page) == date(2025, 9, 1)
    page.date_written = None
    assert policy_issued_on(page) is None
    page.date_written, page.disclosure = date(2025, 9, 1), "on_request"
    assert policy_issued_on(page) is None
