"""What is done with pages: who, when, from where, and what changed."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import LogContext
from wagtail.models import Locale, PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.content.models import ContentItem
from cms.editorial.audit.models import Action, Channel
from pages.models import NoticePage
from snippets.models import Topic
from tests import factories
from tests.editorial.conftest import bearer

pytestmark = pytest.mark.django_db


def publish(office, page):
    page.get_latest_revision().publish(user=office.people["publisher"])


def unpublish(office, page):
    page.unpublish(user=office.people["publisher"])


def delete(office, page):
    page.delete(user=office.people["publisher"])


def copy(office, page):
    page.copy(update_attrs={"slug": "copy"}, user=office.people["publisher"])
    return NoticePage.objects.get(slug="copy")


def alias(office, page):
    return page.create_alias(update_slug="alias", user=office.people["publisher"])


def translate(office, page):
    english = Locale.objects.get(language_code="en")
    office.column.copy_for_translation(english)
    # As in the administration: the action itself does not say who it is.
    with LogContext(user=office.people["publisher"]):
        return page.copy_for_translation(english)


def move(office, page):
    page.move(factories.column(title="他栏"), pos="last-child", user=office.people["publisher"])


def restrict(office, page):
    restriction = PageViewRestriction(page=page, restriction_type=PageViewRestriction.LOGIN)
    restriction.save(user=office.people["publisher"])


def lock(office, page):
    page.locked = True
    page.save(user=office.people["publisher"], log_action="wagtail.lock")


def revert(office, page):
    first = page.get_latest_revision()
    page.title = "第二稿"
    page.save_revision(user=office.people["column_editor"])
    first.as_object().save_revision(
        user=office.people["publisher"], previous_revision=first, log_action="wagtail.revert"
    )


def schedule(office, page):
    page.go_live_at = datetime(2036, 1, 2, tzinfo=UTC)
    page.save_revision().publish(user=office.people["publisher"])


ACTIONS = [
    (publish, Action.PUBLISH, ""),
    (unpublish, Action.UNPUBLISH, ""),
    (delete, Action.DELETE, ""),
    (copy, Action.COPY, "政策文件"),
    (alias, Action.ALIAS, "政策文件"),
    (translate, Action.TRANSLATE, "政策文件"),
    (move, Action.MOVE, "他栏"),
    (restrict, Action.PRIVACY, "登录"),
    (lock, Action.LOCK, ""),
    (revert, Action.REVERT, ""),
    (schedule, Action.SCHEDULE, "2036-01-02 08:00"),
]


@pytest.mark.parametrize(("act", "action", "note"), ACTIONS, ids=[action.value for _act, action, _note in ACTIONS])
def test_every_act_has_one_entry_with_its_author_and_object(office, trail, act, action, note):
    page = factories.notice(parent=office.column, title="公告", publish=action == Action.UNPUBLISH)
    key = page.pk
    made = act(office, page)
    page.pk = key
    (entry,) = trail(made or page, action)
    assert (entry.actor_id, entry.actor) == (office.people["publisher"].pk, "publisher")
    assert entry.title.startswith("公告")
    assert note in entry.note
    assert entry.channel == Channel.COMMAND
    assert entry.agent


def test_a_new_page_is_recorded_with_what_it_says(office, trail):
    topic = factories.topic()
    page = factories.policy(parent=office.column, publish=False, topic=topic, title="关于公开的意见")
    (entry,) = trail(page, Action.CREATE)
    said = {change["field"]: change["after"] for change in entry.changes}
    assert said["标题"] == "关于公开的意见"
    assert said["主题分类"] == str(topic)
    assert said["公开属性"] == "主动公开"
    assert "坚持以公开为常态" in said["正文 · 正文"]
    assert all(change["before"] == "" for change in entry.changes)


def test_a_change_is_recorded_field_by_field_and_block_by_block(office, trail):
    page = factories.policy(
        parent=office.column,
        publish=False,
        body=[
            {"id": "a", **factories.paragraph("一" * 300 + "旧" + "尾" * 300)},
            {"id": "b", **factories.paragraph("不变")},
            {"id": "c", **factories.paragraph("删去")},
        ],
    )
    page.title = "新题"
    page.topic = Topic.objects.create(code="neng", title="能源")
    page.body = [
        {"id": "b", **factories.paragraph("不变")},
        {"id": "a", **factories.paragraph("一" * 300 + "新" + "尾" * 300)},
        {"id": "d", **factories.paragraph("加上")},
    ]
    page.save_revision(user=office.people["column_editor"], log_action=True)
    (entry,) = trail(page, Action.EDIT)
    changes = [(change["field"], change["before"], change["after"]) for change in entry.changes]
    assert ("标题", "关于全面推进政务公开工作的实施意见", "新题") in changes
    assert ("主题分类", "", "能源") in changes
    assert ("正文 · 正文", "删去", "") in changes
    assert ("正文 · 正文", "", "加上") in changes
    assert ("正文", "", "内容块顺序有调整") in changes
    (before, after) = next(change[1:] for change in changes if "旧" in change[1])
    assert after == before.replace("旧", "新")
    assert len(before) < 60
    assert len(changes) == 6


def test_a_draft_saved_over_itself_is_recorded_with_what_that_saving_changed(client, office, trail):
    client.force_login(office.people["column_editor"])
    page = office.draft("notice", title="初稿")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    revision = str(page.get_latest_revision().pk)
    for title in ("二稿", "三稿"):
        fields = {"title": title, "slug": page.slug, "source": page.source, "body": streamfield([])}
        form = nested_form_data(fields | {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}})
        client.post(address, form | {"overwrite_revision_id": revision})
    entries = trail(page, Action.EDIT)
    titles = [change for entry in entries for change in entry.changes if change["field"] == "标题"]
    assert [(change["before"], change["after"]) for change in titles] == [("初稿", "二稿"), ("二稿", "三稿")]


def test_a_publication_names_the_digest_of_what_became_public(office, trail):
    page = factories.notice(parent=office.column)
    (entry,) = trail(page, Action.PUBLISH)
    assert entry.changes[0]["after"] == ContentItem.objects.get(page_id=page.pk).digest


@pytest.mark.gates
def test_the_trail_names_each_step_of_a_review(office, trail):
    page = office.submit(office.draft("notice", urgent_reason="汛情"))
    page = office.act(page, "secrecy_reviewer", "reject", comment="第二段请核实")
    page.current_workflow_state.resume(office.people["column_editor"])
    office.act(office.approve(page), "publisher")
    steps = [Action.SUBMIT, Action.SKIP, Action.REJECT, Action.APPROVE, Action.PUBLISH]
    found = [entry for entry in trail(page) if entry.action in steps]
    assert [(entry.action, entry.actor) for entry in found if entry.action != Action.SKIP] == [
        ("submit", "column_editor"),
        ("reject", "secrecy_reviewer"),
        ("submit", "column_editor"),
        ("approve", "secrecy_reviewer"),
        ("approve", "publisher"),
        ("publish", "publisher"),
    ]
    notes = "\n".join(entry.note for entry in found)
    for said in ("处室审核：特急：汛情", "第二段请核实", "保密审查", "政研室会签：无须会签", "发布"):
        assert said in notes


def test_a_rolled_back_act_leaves_nothing(office, trail):
    page = factories.notice(parent=office.column, publish=False)
    with transaction.atomic():
        page.get_latest_revision().publish(user=office.people["publisher"])
        assert trail(page, Action.PUBLISH)
        transaction.set_rollback(True)
    assert not trail(page, Action.PUBLISH)


def test_who_acts_through_the_write_api_is_known_with_address_and_client(client, office, trail):
    page = factories.notice(parent=office.column, publish=False)
    headers = bearer(office.people["publisher"])
    address = f"/api/wagtail/v3/pages/{page.pk}/actions/publish/"
    client.post(address, headers=headers | {"User-Agent": "OA/7"}, REMOTE_ADDR="10.1.2.3")
    (entry,) = trail(page, Action.PUBLISH)
    assert (entry.actor, entry.channel, entry.address, entry.agent) == (
        "publisher",
        Channel.WRITE_API,
        "10.1.2.3",
        "OA/7",
    )


def test_the_schedule_publishes_in_its_own_name(office, trail):
    page = factories.notice(parent=office.column, publish=False)
    page.revisions.update(approved_go_live_at=timezone.now())
    call_command("publish_scheduled")
    (entry,) = trail(page, Action.PUBLISH)
    assert (entry.channel, entry.actor_name) == (Channel.SCHEDULE, "系统")


def test_the_trail_speaks_chinese_whatever_the_editor_reads(office, trail):
    page = factories.notice(parent=office.column, publish=False)
    with translation.override("en"):
        move(office, page)
    assert "他栏" in trail(page, Action.MOVE)[0].note
    assert "Moved" not in trail(page, Action.MOVE)[0].note
