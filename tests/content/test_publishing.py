"""Publishing makes content items; withdrawing makes tombstones; nothing else does either."""

import json

import pytest
from wagtail.models import PageViewRestriction

from cms.content.gates import Obstacle, PublicationRefused, gate
from cms.content.models import ContentItem, Delivery, Edition, Link, Withdrawal
from cms.content.publishing import synchronise
from pages.models import ColumnPage, HomePage, PolicyDocumentPage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal"), pytest.mark.sqlite]


def item_of(page) -> ContentItem:
    return ContentItem.objects.get(page_id=page.pk)


def test_a_published_document_is_one_item_with_its_record():
    document = factories.policy(document_number="青发改办〔2017〕455号", department=factories.department())
    item = item_of(document)
    assert (item.state, item.type, item.locale) == ("published", "policy_document", "zh-hans")
    assert item.content_id == document.translation_key
    assert item.document_number == "青发改办〔2017〕455号"
    assert json.loads(item.document)["department"] == {"code": "faguichu", "title": "法规处"}
    assert item.text == "坚持以公开为常态、不公开为例外。"


def test_the_same_page_presents_the_same_digest():
    document = factories.policy()
    before = item_of(document)
    document.save_revision().publish()
    after = item_of(document)
    assert (after.digest, after.sequence, after.edition) == (before.digest, before.sequence, 1)
    assert Delivery.objects.filter(item=before).count() == 1


def test_a_changed_page_is_a_new_edition_and_the_former_one_is_kept():
    document = factories.policy()
    before = item_of(document)
    document.title = "修订后的标题"
    document.save_revision().publish()
    after = item_of(document)
    assert (after.title, after.edition) == ("修订后的标题", 2)
    assert after.sequence > before.sequence
    assert Edition.objects.get(item=after).digest == before.digest
    assert Delivery.objects.filter(item=after).count() == 2


def test_a_draft_changes_nothing_that_the_public_reads():
    document = factories.policy()
    document.title = "尚未发布"
    document.save_revision()
    assert item_of(document).title == "关于全面推进政务公开工作的实施意见"


@pytest.mark.parametrize("disclosure", ["on_request", "withheld"])
def test_only_documents_that_are_disclosed_become_items(disclosure):
    factories.policy(disclosure=disclosure, disclosure_reason="涉及商业秘密，条例第十五条")
    assert not ContentItem.objects.filter(type="policy_document").exists()


def test_a_draft_has_no_item():
    factories.policy(publish=False)
    assert not ContentItem.objects.filter(type="policy_document").exists()


def test_a_withdrawn_item_keeps_its_address_and_reason_and_loses_its_content():
    document = factories.policy(public_note_on_withdrawal="文件内容有误，更正后重新发布。")
    document.unpublish()
    item = item_of(document)
    assert (item.state, item.withdrawal) == ("withdrawn", Withdrawal.UNPUBLISHED)
    assert item.public_reason == "文件内容有误，更正后重新发布。"
    assert item.path.startswith("/page-")
    assert item.title == item.document == item.light == item.text == item.digest == ""
    assert not Link.objects.filter(item=item).exists()
    assert Delivery.objects.filter(item=item, sequence=item.sequence).exists()


def test_a_withdrawn_item_loses_its_former_editions():
    document = factories.policy()
    document.title = "修订后的标题"
    document.save_revision().publish()
    assert Edition.objects.filter(item=item_of(document)).exists()
    document.refresh_from_db()
    document.unpublish()
    assert not Edition.objects.filter(item=item_of(document)).exists()


def withdraw_by_attribute(document: PolicyDocumentPage) -> None:
    document.disclosure = "on_request"
    document.save_revision().publish()


def withdraw_by_privacy(document: PolicyDocumentPage) -> None:
    PageViewRestriction.objects.create(page=document.get_parent(), restriction_type="login")


@pytest.mark.parametrize(
    ("withdraw", "reason"),
    [
        (lambda document: document.unpublish(), Withdrawal.UNPUBLISHED),
        (lambda document: document.unpublish(set_expired=True), Withdrawal.EXPIRED),
        (lambda document: document.delete(), Withdrawal.DELETED),
        (lambda document: document.get_parent().specific.delete(), Withdrawal.DELETED),
        (withdraw_by_attribute, Withdrawal.NOT_DISCLOSED),
        (withdraw_by_privacy, Withdrawal.RESTRICTED),
    ],
    ids=["unpublished", "expired", "deleted", "deleted with its column", "attribute changed", "column made private"],
)
def test_every_way_out_of_the_public_leaves_a_tombstone(withdraw, reason):
    document = factories.policy()
    withdraw(PolicyDocumentPage.objects.get(pk=document.pk))
    assert item_of(document).withdrawal == reason


def test_lifting_a_restriction_publishes_again():
    document = factories.policy()
    restriction = PageViewRestriction.objects.create(page=document, restriction_type="login")
    restriction.delete()
    assert item_of(document).is_published


def test_publishing_again_makes_a_tombstone_an_item():
    document = factories.policy()
    document.unpublish()
    document.refresh_from_db()
    document.save_revision().publish()
    item = item_of(document)
    assert item.is_published
    assert item.title


def test_a_moved_column_takes_the_addresses_below_it_along():
    old, new = factories.column(slug="old"), factories.column(slug="new")
    inner = factories.column(old, slug="inner")
    document = factories.policy(inner, slug="document")
    ColumnPage.objects.get(pk=inner.pk).move(ColumnPage.objects.get(pk=new.pk), pos="last-child")
    assert item_of(document).path == "/new/inner/document/"
    assert str(new.translation_key) in item_of(document).linked_ids["breadcrumb"]


def test_a_renamed_column_takes_the_addresses_below_it_along():
    column = factories.column(slug="before")
    document = factories.policy(column, slug="document")
    column = ColumnPage.objects.get(pk=column.pk)
    column.slug = "after"
    column.save_revision().publish()
    assert item_of(document).path == "/after/document/"


def test_reordered_columns_keep_their_items_and_change_their_places():
    first, second = factories.column(slug="first"), factories.column(slug="second")
    sequence = item_of(second).sequence
    ColumnPage.objects.get(pk=second.pk).move(ColumnPage.objects.get(pk=first.pk), pos="left")
    ordered = ContentItem.objects.filter(page_id__in=[first.pk, second.pk]).order_by("position")
    assert [item.page_id for item in ordered] == [second.pk, first.pk]
    assert item_of(second).sequence == sequence


def test_a_renamed_department_is_renamed_wherever_it_stands():
    department = factories.department()
    document = factories.policy(department=department)
    department.title = "法规和审批处"
    department.save()
    assert json.loads(item_of(document).document)["department"]["title"] == "法规和审批处"


def test_an_alias_of_a_live_page_is_an_item_of_its_own_and_follows_it():
    document, elsewhere = factories.policy(), factories.column(slug="elsewhere")
    alias = document.create_alias(parent=elsewhere, update_slug="alias")
    assert item_of(alias).path == "/elsewhere/alias/"
    document.title = "两处同时更新"
    document.save_revision().publish()
    assert item_of(alias).title == "两处同时更新"
    document.unpublish()
    assert item_of(alias).state == "withdrawn"


def test_a_copy_that_is_kept_live_is_an_item():
    document = factories.policy()
    copy = document.copy(update_attrs={"slug": "copy", "index_number": ""}, keep_live=True)
    assert item_of(copy).is_published


def test_change_numbers_are_unique_and_grow():
    factories.policy()
    factories.news()
    sequences = list(ContentItem.objects.order_by("id").values_list("sequence", flat=True))
    assert len(set(sequences)) == len(sequences)
    assert max(sequences) == ContentItem.objects.get(type="news").sequence


def test_synchronising_what_is_already_true_changes_nothing():
    pages = [factories.policy(), factories.news(), HomePage.objects.get(locale__language_code="zh-hans")]
    assert synchronise(pages) == []


def test_many_pages_are_synchronised_in_a_constant_number_of_queries(django_assert_max_num_queries):
    column = factories.column()
    pages = [factories.notice(column) for _ in range(12)]
    ContentItem.objects.filter(type="notice").delete()
    with django_assert_max_num_queries(60):
        assert len(synchronise(pages)) == 12


def test_a_gate_stands_in_every_way_to_the_public_and_says_everything_at_once(monkeypatch):
    column = factories.column()
    monkeypatch.setattr("cms.content.gates._gates", [])
    gate(lambda page, revision, user: [Obstacle("缺少保密审查。", "请先提交审查。")])
    gate(lambda page, revision, user: [Obstacle("缺少解读。", field="title")] if page.title else [])
    document = factories.policy(column, publish=False)
    with pytest.raises(PublicationRefused) as refused:
        document.get_latest_revision().publish()
    assert [obstacle.field for obstacle in refused.value.obstacles] == ["", "title"]
    assert "请先提交审查。" in str(refused.value)
    assert not PolicyDocumentPage.objects.get(pk=document.pk).live
