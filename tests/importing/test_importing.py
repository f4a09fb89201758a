"""What records become, and what importing them again does."""

import csv
import gzip
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import PageLogEntry, ReferenceIndex

from cms.content.models import ContentItem
from cms.content.publishing import synchronise
from pages.importing.body import blocks
from pages.models import ColumnPage, PolicyDocumentPage
from snippets.models import Topic
from tests import factories
from tests.importing.records import line, problems, record, run, state, write_lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal"), pytest.mark.sqlite]


def test_a_record_becomes_a_published_document_with_its_public_record(tmp_path):
    factories.department(code="fagui-chu", title="法规处")
    data = record(7, validity="废止", summary="摘要。", department="法规处", date_published="2024-03-04")
    assert run(write_lines(tmp_path / "a.jsonl", [data])) == 0
    page = PolicyDocumentPage.objects.get()
    assert (page.index_number, page.document_number) == ("QHFGW-2024-00007", "青发改办〔2024〕7号")
    assert (page.slug, page.url_path) == ("qhfgw-2024-00007", "/portal/wenjianku/qhfgw-2024-00007/")
    assert (page.date_written, page.validity, page.disclosure) == (date(2024, 3, 1), "repealed", "proactive")
    assert (page.department.code, page.topic.title, page.summary) == ("fagui-chu", "政务公开", "摘要。")
    item = ContentItem.objects.get(page_id=page.pk)
    assert item.path == "/wenjianku/qhfgw-2024-00007/"
    # Noon in Xining, where clocks show Beijing time.
    assert item.published_at == datetime(2024, 3, 4, 4, tzinfo=UTC)
    assert "第一条 这是第 7 项。" in item.text


def test_an_imported_page_is_as_wagtail_leaves_a_published_one(tmp_path, admin_user):
    factories.department(code="fagui-chu", title="法规处")
    run(write_lines(tmp_path / "a.jsonl", [record(1, department="法规处"), record(2)]), user=admin_user.username)
    page = PolicyDocumentPage.objects.get(index_number="QHFGW-2024-00001")
    assert page.live
    assert not page.has_unpublished_changes
    assert page.owner == admin_user
    assert page.latest_revision == page.live_revision
    assert page.latest_revision.user == admin_user
    assert page.latest_revision.as_object().body.raw_data[0]["value"] == {"level": "2", "text": "第一章 总则"}
    actions = PageLogEntry.objects.filter(page_id=page.pk).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["wagtail.create", "wagtail.publish"]
    noted = set(ReferenceIndex.get_references_for_object(page).values_list("to_object_id", "content_path_hash"))
    ReferenceIndex.create_or_update_for_object(page)
    assert noted == set(ReferenceIndex.get_references_for_object(page).values_list("to_object_id", "content_path_hash"))
    assert len(noted) == 2
    assert problems() == []
    # What was presented in bulk is what any later look at the page presents.
    assert synchronise([page]) == []
    page.save_revision().publish()
    assert ContentItem.objects.get(page_id=page.pk).edition == 1


def test_the_same_file_again_changes_nothing_at_all(tmp_path):
    file = write_lines(tmp_path / "a.jsonl", [record(number) for number in range(1, 131)])
    assert run(file) == 0
    before = state()
    assert run(file) == 0
    assert state() == before


def test_a_changed_record_becomes_a_new_revision_and_edition(tmp_path):
    run(write_lines(tmp_path / "a.jsonl", [record(1), record(2)]))
    before = state()
    run(write_lines(tmp_path / "b.jsonl", [record(1, title="更正后的标题"), record(2)]))
    page = PolicyDocumentPage.objects.get(title="更正后的标题")
    assert page.revisions.count() == 2
    assert page.live_revision == page.latest_revision
    assert state()["Revision"] == before["Revision"] + 1
    assert state()["sequence"] == before["sequence"] + 1
    assert ContentItem.objects.get(page_id=page.pk).edition == 2
    assert page.slug == "qhfgw-2024-00001"


def test_what_an_editor_corrected_stays_while_the_record_is_the_same(tmp_path):
    file = write_lines(tmp_path / "a.jsonl", [record(1)])
    run(file)
    page = PolicyDocumentPage.objects.get()
    page.title = "编辑更正的标题"
    page.save_revision().publish()
    before = state()
    run(file)
    assert state() == before


def test_what_an_editor_withdrew_is_not_brought_back_by_a_changed_record(tmp_path):
    run(write_lines(tmp_path / "a.jsonl", [record(1)]))
    PolicyDocumentPage.objects.get().unpublish()
    run(write_lines(tmp_path / "b.jsonl", [record(1, title="新标题")]))
    page = PolicyDocumentPage.objects.get()
    assert not page.live
    assert page.latest_revision.as_object().title == "新标题"
    assert not ContentItem.objects.published().filter(page_id=page.pk).exists()


def test_a_document_is_found_by_its_index_number_wherever_it_was_moved(tmp_path):
    file = write_lines(tmp_path / "a.jsonl", [record(1)])
    run(file)
    PolicyDocumentPage.objects.get().move(factories.column(), pos="last-child")
    run(write_lines(tmp_path / "b.jsonl", [record(1, title="新标题")]))
    assert PolicyDocumentPage.objects.get().get_parent().title == "政策文件"


def test_records_that_are_not_public_become_pages_and_never_items(tmp_path, client: Client):
    lines = [
        record(1, disclosure="依申请公开"),
        record(2, disclosure="不予公开", disclosure_reason="《政府信息公开条例》第十六条"),
    ]
    run(write_lines(tmp_path / "a.jsonl", lines))
    assert PolicyDocumentPage.objects.count() == 2
    assert not ContentItem.objects.filter(type="policy_document").exists()
    assert client.get("/wenjianku/qhfgw-2024-00001/").status_code == 404


def test_the_column_of_the_record_comes_before_the_one_of_the_command(tmp_path, portal):
    factories.column(slug="tongzhi")
    own = factories.column(slug="zhidu")
    run(write_lines(tmp_path / "a.jsonl", [record(1), record(2, column="/zhidu/")]), column="/tongzhi/")
    assert PolicyDocumentPage.objects.child_of(own).get().index_number == "QHFGW-2024-00002"
    assert not ColumnPage.objects.filter(slug="wenjianku").exists()
    assert problems() == []


def test_a_column_that_is_not_there_ends_the_command_before_it_begins(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_documents", str(write_lines(tmp_path / "a.jsonl", [record(1)])), column="/nowhere/")


def test_the_library_is_created_once_and_presented_as_one(tmp_path):
    run(write_lines(tmp_path / "a.jsonl", [record(1)]))
    run(write_lines(tmp_path / "b.jsonl", [record(2)]))
    assert ColumnPage.objects.get(slug="wenjianku").presentation == "library"


def test_unknown_topics_are_created_below_a_first_level_topic_and_known_ones_used(tmp_path):
    known = factories.topic(code="gongkai", title="政务公开", parent=factories.topic(code="zonghe", title="综合政务"))
    run(write_lines(tmp_path / "a.jsonl", [record(1), record(2, topic="地方性法规")]))
    assert PolicyDocumentPage.objects.get(index_number="QHFGW-2024-00001").topic == known
    new = Topic.objects.get(title="地方性法规")
    assert (new.code, new.parent.title) == ("di-fang-xing-fa-gui", "其他")


def test_an_undated_record_counts_as_published_when_it_is_imported_and_is_known_again(tmp_path):
    file = write_lines(tmp_path / "a.jsonl", [record(1, date_issued=None, document_number="")])
    assert run(file) == 0
    assert PolicyDocumentPage.objects.get().date_written is None
    before = state()
    run(file)
    assert state() == before


def test_slugs_stay_free_of_what_is_there_already(tmp_path):
    run(write_lines(tmp_path / "a.jsonl", [record(1)]))
    factories.policy(ColumnPage.objects.get(slug="wenjianku"), slug="a-1")
    run(write_lines(tmp_path / "b.jsonl", [record(2, index_number="A/1"), record(3, index_number="A 1")]))
    found = dict(PolicyDocumentPage.objects.values_list("index_number", "slug"))
    assert (found["A/1"], found["A 1"]) == ("a1", "a-1-2")


def test_tables_hold_the_same_fields_with_the_body_as_lines(tmp_path):
    values = record(1) | {"body": "第一条 甲。\n\n第二条 乙。"}
    with (tmp_path / "a.csv").open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, values.keys())
        writer.writeheader()
        writer.writerow(values)
        writer.writerow(values | {"index_number": "QHFGW-2024-00002", "title": ""})
    assert run(tmp_path / "a.csv") == 1
    page = PolicyDocumentPage.objects.get()
    assert page.body.raw_data[0]["value"] == "<p>第一条 甲。</p><p>第二条 乙。</p>"


def test_a_spoilt_line_of_a_table_is_named_by_the_line_on_which_it_begins(tmp_path, capsys):
    lines = ["index_number,title,disclosure,body", 'A-1,甲,主动公开,"一\n二"', ",乙,主动公开,三", "A-3,丙,主动公开,四"]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    assert run(tmp_path / "a.csv") == 1
    assert "a.csv 第 4 行 index_number" in capsys.readouterr().err
    assert PolicyDocumentPage.objects.count() == 2


def test_workbooks_hold_dates_as_dates(tmp_path, capsys):
    book = openpyxl.Workbook()
    names = ["index_number", "title", "date_issued", "disclosure", "body"]
    for row in (
        names,
        ["A-1", "甲", datetime(2024, 3, 1), "主动公开", "一\n二"],  # noqa: DTZ001 -- workbooks know no time zones
        ["A-2", "乙", "2024年4月5日", "主动公开", "三"],
        ["A-3", "丙", "2024-13-01", "主动公开", "四"],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert run(tmp_path / "a.xlsx") == 1
    found = dict(PolicyDocumentPage.objects.values_list("index_number", "date_written"))
    assert found == {"A-1": date(2024, 3, 1), "A-2": date(2024, 4, 5)}
    assert "a.xlsx 第 4 行 date_issued" in capsys.readouterr().err


def test_compressed_files_and_several_files_are_read(tmp_path):
    with gzip.open(tmp_path / "a.jsonl.gz", "wb") as opened:
        opened.write("\ufeff".encode() + line(record(1)) + b"\n\n" + line(record(2)))
    assert run(tmp_path / "a.jsonl.gz", write_lines(tmp_path / "b.jsonl", [record(3)])) == 0
    assert PolicyDocumentPage.objects.count() == 3


def test_headings_get_the_level_of_their_part_and_paragraphs_between_them_one_block():
    parts = [
        ("heading", "第一章 总则"),
        ("paragraph", "甲"),
        ("paragraph", "乙\n丙 & 丁"),
        ("heading", "第二章 分则"),
        ("heading", "第一节 一般规定"),
        ("heading", "一、范围"),
        ("paragraph", "戊"),
        ("heading", "第三章 附则"),
        ("heading", "附件"),
    ]
    found = [(b["value"]["level"], b["value"]["text"]) if b["type"] == "heading" else b["value"] for b in blocks(parts)]
    assert found == [
        ("2", "第一章 总则"),
        "<p>甲</p><p>乙</p><p>丙 &amp; 丁</p>",
        ("2", "第二章 分则"),
        ("3", "第一节 一般规定"),
        ("4", "一、范围"),
        "<p>戊</p>",
        ("2", "第三章 附则"),
        ("2", "附件"),
    ]


def outline(*texts):
    """What becomes of paragraphs: headings as they are, the paragraphs between two as one text."""
    found = blocks([("paragraph", text) for text in texts])
    return [block["value"]["text"] if block["type"] == "heading" else block["value"] for block in found]


def test_an_annex_begins_with_a_heading():
    assert outline("第一条 甲", "附件1：目录", "一、乙", "附表二", "丙") == [
        "<p>第一条 甲</p>", "附件1：目录", "<p>一、乙</p>", "附表二", "<p>丙</p>",
    ]  # fmt: skip


def test_a_list_of_annexes_and_a_sentence_about_one_remain_text():
    listed = ("附件1：目录", "附件2：样式", "附件3：说明")
    assert outline("特此通知。", *listed) == ["<p>特此通知。</p>" + "".join(f"<p>{text}</p>" for text in listed)]
    assert outline("附件1规定的期限，从其规定。", "乙") == ["<p>附件1规定的期限，从其规定。</p><p>乙</p>"]


def test_articles_that_run_on_are_taken_apart():
    assert outline("第一条 甲。 第二条 乙。依照第一条 丙。") == ["<p>第一条 甲。</p><p>第二条 乙。依照第一条 丙。</p>"]


def test_no_level_of_headings_is_passed_over():
    levels = [block["value"]["level"] for block in blocks([("heading", "第一节 甲"), ("heading", "乙")])]
    assert levels == ["2", "3"]
