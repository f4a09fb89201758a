"""Words, links, structure, consistency and quotations: what each check finds, and what it leaves alone."""

import gzip
import json
import time
from datetime import date
from unittest.mock import patch

import pytest

from cms.editorial.checks import characters, consistency, links, quoted, structure, words
from cms.editorial.checks.findings import Severity
from cms.editorial.checks.reading import PageText, Passage
from cms.editorial.checks.running import findings_of
from pages.models import NewsPage, PolicyAttachment
from snippets.models import AllowedSite, WordKind, WordRule
from tests import factories
from tests.editorial.checks.conftest import document, file
from tests.factories import paragraph
from tests.importing.records import real_records


def news(*blocks, **fields) -> PageText:
    return PageText.of(NewsPage(**{"title": "标题", "summary": "摘要", "body": list(blocks)} | fields))


class TestWords:
    def test_a_misspelt_word_is_shown_with_the_right_one(self, db):
        [finding] = words.check(news(paragraph("要<b>再接再励</b>，再创佳绩。")))
        assert finding.severity == Severity.ADVICE
        assert "再接再励" in finding.message
        assert finding.correction == "再接再厉"
        assert "第 1 块" in finding.place

    def test_a_forbidden_word_stops_the_publication(self, db):
        WordRule.objects.create(word="某禁用词", kind=WordKind.FORBIDDEN, note="依据某规定。")
        [finding] = words.check(news(title="标题里的某禁用词"))
        assert finding.is_blocking
        assert finding.where == "title"
        assert "依据某规定" in finding.message

    def test_a_changed_list_takes_effect_at_once(self, db):
        text = news(paragraph("一个新词"))
        assert words.check(text) == []
        rule = WordRule.objects.create(word="新词", replacement="老话")
        assert len(words.check(text)) == 1
        rule.delete()
        assert words.check(text) == []

    def test_words_are_found_in_every_kind_of_block(self, db):
        WordRule.objects.create(word="错词", replacement="对词")
        text = news(
            {"type": "heading", "value": {"level": "2", "text": "错词"}},
            {"type": "quotation", "value": {"text": "错词", "source": ""}},
            {"type": "questions", "value": {"questions": [{"question": "错词", "answer": "<p>好</p>"}]}},
            {"type": "table", "value": {"columns": [{"type": "text", "heading": "错词"}], "rows": [], "caption": "表"}},
        )
        assert {finding.place[-3:-1] for finding in words.check(text)} == {"1 ", "2 ", "3 ", "4 "}

    @pytest.mark.parametrize(
        ("name", "place"),
        [
            ("seo_title", "标题标签"),
            ("search_description", "元描述"),
            ("change_note", "修改说明"),
            ("public_note_on_withdrawal", "撤下说明"),
            ("source", "来源"),
            ("image_alternative_text", "题图替代文字"),
        ],
    )
    def test_words_are_found_in_every_field_that_the_public_reads(self, db, name, place):
        [finding] = words.check(news(**{name: "要再接再励"}))
        assert (finding.where, finding.place) == (name, place)

    def test_words_are_found_in_the_names_of_files(self, db):
        upload = file("再接再励.txt", b"x")
        [finding] = words.check(news({"type": "attachment", "value": {"document": upload.pk, "title": ""}}))
        assert "第 1 块" in finding.place

    def test_words_are_found_in_the_names_that_attachments_are_given(self, db):
        page = document(attachments=[PolicyAttachment(document=file("附表.txt", b"x"), title="再接再励名单")])
        [finding] = words.check(PageText.of(page))
        assert (finding.where, finding.place) == ("attachments", "附件1")

    def test_an_empty_list_finds_nothing(self, db):
        WordRule.objects.all().delete()
        assert words.check(news(paragraph("再接再励"))) == []


class TestCharacters:
    def test_a_character_without_meaning_is_shown_with_the_words_around_it(self, db):
        [finding] = characters.check(news(paragraph("围挡高度不得低于2\ue0105米。"), paragraph("高2.5米。")))
        assert finding.is_blocking
        assert "第 1 块" in finding.place
        assert "U+E010" in finding.message
        assert "“挡高度不得低于2□5米。”" in finding.message

    @pytest.mark.parametrize("lost", ["\ue000", "\uf8ff", "\ufffd", "\U000f0000", "\U0010ffff"])
    def test_all_private_areas_and_lost_characters_are_found_in_the_title_too(self, db, lost):
        [finding] = characters.check(news(title=f"关于{lost}的通知"))
        assert (finding.where, finding.place) == ("title", "标题")

    def test_many_of_them_make_one_finding(self, db):
        [finding] = characters.check(news(paragraph("一\ue010二\ue010三\ue011四\ue010五\ue010")))
        assert "有 5 个" in finding.message
        assert finding.message.count("“") == 3
        assert "U+E010、U+E011" in finding.message

    @pytest.mark.parametrize("text", ["𠮷野㐂、〇、①②、℃、①", "བོད་ཡིག", "青发改办〔2017〕455号", "😀"])
    def test_rare_characters_are_left_alone(self, on_text, text):
        assert on_text(characters.check, text) == []

    def test_six_of_the_real_statutes_have_them(self, db):
        found = {}
        with gzip.open(real_records(), "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                passages = [Passage("body", "正文", part.get("text") or "") for part in record["body"]]
                if findings := characters.check(PageText(NewsPage(), passages)):
                    found[record["title"]] = len(findings)
        assert set(found.values()) == {1}
        assert len(found) == 6
        assert "杭州市道路交通安全管理条例" in found


class TestLinks:
    def test_links_to_deleted_pages_stop_the_publication_and_those_to_drafts_do_not(self, portal):
        draft = factories.news(publish=False)
        live = factories.news(parent=draft.get_parent())
        link = '<a linktype="page" id="{}">见</a>'
        findings = links.check(news(*(paragraph(link.format(key)) for key in (draft.pk, live.pk, 999_999))))
        assert [(finding.severity, finding.place[-3]) for finding in findings] == [
            (Severity.ADVICE, "1"),
            (Severity.BLOCKING, "3"),
        ]

    def test_a_file_that_is_deleted_or_lost_stops_the_publication(self, db):
        lost = file("丢失.pdf", b"%PDF")
        lost.file.storage.delete(lost.file.name)
        good = file("在.pdf", b"%PDF")
        findings = links.check(
            news(
                {"type": "attachment", "value": {"document": lost.pk, "title": ""}},
                {"type": "attachment", "value": {"document": good.pk, "title": ""}},
                paragraph('<a linktype="document" id="999999">附件</a>'),
            )
        )
        assert [finding.is_blocking for finding in findings] == [True, True]
        assert "丢失" in findings[0].message

    @pytest.mark.parametrize(
        ("address", "allowed"),
        [
            ("https://www.qinghai.gov.cn/a", True),
            ("https://fgw.example.gov.cn/", True),
            ("https://example.com/", False),
            ("https://gov.cn.example.com/", False),
            ("https://notgov.cn/", False),
        ],
    )
    def test_sites_outside_the_list_are_shown(self, db, address, allowed):
        for block in (
            paragraph(f'<a href="{address}">网址</a>'),
            paragraph(f"见 {address}"),
            {"type": "links", "value": {"title": "", "links": [{"text": "站", "page": None, "url": address}]}},
        ):
            assert (links.check(news(block)) == []) == allowed

    def test_a_site_that_staff_allow_is_allowed_with_its_subdomains(self, db):
        AllowedSite.objects.create(domain="example.com")
        assert links.check(news(paragraph('<a href="https://www.example.com/">站</a>'))) == []


class TestStructure:
    @pytest.mark.parametrize(("levels", "wrong"), [("234", 0), ("2323", 0), ("24", 1), ("3", 1), ("2434", 1), ("", 0)])
    def test_headings_that_skip_a_level_are_shown(self, db, levels, wrong):
        text = news(*({"type": "heading", "value": {"level": level, "text": "节"}} for level in levels))
        assert len(structure.check(text)) == wrong

    @pytest.mark.parametrize(
        ("words_", "severity"),
        [("", Severity.BLOCKING), ("图片", Severity.ADVICE), ("IMG_0233.jpg", Severity.ADVICE), ("会议现场", None)],
    )
    def test_pictures_need_words_that_say_something(self, db, words_, severity):
        block = {"type": "figure", "value": {"image": 1, "alternative_text": words_, "caption": ""}}
        assert [finding.severity for finding in structure.check(news(block))] == [severity] * (severity is not None)

    def test_a_table_without_a_caption_and_a_page_without_a_summary_are_shown(self, db):
        table = {"type": "table", "value": {"columns": [], "rows": [], "caption": ""}}
        assert len(structure.check(news(table, summary=""))) == 2


class TestConsistency:
    def messages(self, **fields) -> list[str]:
        return [finding.message for finding in consistency.check(PageText.of(document(**fields)))]

    @pytest.mark.parametrize("number", ["青发改办〔2017〕455号", "青发改办[2017]455号", "青发改办（2017）第455号"])
    def test_the_same_number_in_other_brackets_is_the_same_number(self, db, number):
        assert self.messages(document_number="青发改办〔2017〕455号", body=[paragraph(number)]) == []

    def test_another_number_in_title_or_at_the_head_of_the_text_is_shown(self, db):
        said = self.messages(
            title="印发通知（青发改办〔2017〕454号）",
            document_number="青发改办〔2017〕455号",
            body=[paragraph("青发改办〔2017〕456号")],
        )
        assert len(said) == 2

    def test_numbers_of_other_documents_within_the_text_are_no_matter(self, db):
        body = [paragraph("根据国办发〔2017〕47号文件，制定本意见。")]
        assert self.messages(document_number="青发改办〔2017〕455号", body=body) == []

    def test_a_number_of_another_year_than_the_document_is_shown(self, db):
        assert self.messages(document_number="青发改办〔2016〕455号", date_written=date(2017, 9, 1)) != []
        assert self.messages(document_number="青发改办〔2017〕455号", date_written=date(2017, 9, 1)) == []

    @pytest.mark.parametrize(
        ("signed", "agrees"),
        [
            ("2017年9月1日", True),
            ("二〇一七年九月一日", True),
            ("2017 年 9 月 11 日", False),
            ("二○一七年九月二十一日", False),
        ],
    )
    def test_the_date_under_the_text_is_the_date_of_the_record(self, db, signed, agrees):
        body = [paragraph("正文。"), paragraph(signed)]
        assert (self.messages(date_written=date(2017, 9, 1), body=body) == []) == agrees

    def test_dates_are_read_in_figures_and_characters(self):
        assert consistency.read_date("二〇二六年十二月三十一日") == date(2026, 12, 31)
        assert consistency.read_date("2026年10月10日") == date(2026, 10, 10)
        assert consistency.read_date("2026年2月30日") is None


class TestQuoted:
    @pytest.fixture(autouse=True)
    def repealed(self, portal):
        factories.policy(title="青海省旧办法", document_number="青发改〔2010〕12号", validity="repealed")
        factories.policy(title="青海省现行办法", document_number="青发改〔2020〕12号")

    @pytest.mark.parametrize(
        "text", ["依据《青海省旧办法》执行。", "根据青发改〔2010〕12号文件", "按照青发改[2010]12号"]
    )
    def test_a_quoted_document_that_was_repealed_is_shown(self, text):
        [finding] = quoted.check(news(paragraph(text)))
        assert "青海省旧办法" in finding.message

    @pytest.mark.parametrize("text", ["依据《青海省现行办法》执行。", "《青海省旧办法》同时废止。", "没有引用。"])
    def test_what_is_in_force_or_is_said_to_end_is_no_matter(self, text):
        assert quoted.check(news(paragraph(text))) == []


@pytest.mark.django_db
def test_a_page_of_ten_thousand_characters_is_checked_in_less_than_fifty_milliseconds():
    WordRule.objects.bulk_create(WordRule(word=f"词语{number}号", replacement="别的") for number in range(2000))
    sentence = "根据《政府信息公开条例》和青发改办〔2017〕455号文件，<b>坚持以公开为常态、不公开为例外</b>。"
    page = document(
        document_number="青发改办〔2017〕455号",
        date_written=date(2017, 9, 1),
        body=[paragraph(sentence * 12) for _ in range(20)],
    )
    assert sum(len(passage.text) for passage in PageText.of(page).passages) > 10_000
    findings_of(page)
    times = []
    for _number in range(5):
        # What else the computer does meanwhile is not ours to count.
        start = time.process_time()
        findings_of(page)
        times.append(time.process_time() - start)
    assert min(times) < 0.05


@pytest.mark.django_db
def test_checking_asks_the_database_a_constant_number_of_times(django_assert_max_num_queries):
    link = '<a linktype="page" id="{0}">页</a><a linktype="document" id="{0}">文</a><a href="https://a.cn">站</a>《某办法》'
    page = NewsPage(title="标题", body=[paragraph(link.format(number)) for number in range(50)])
    with django_assert_max_num_queries(5):
        findings_of(page)


@pytest.mark.django_db
def test_findings_that_must_be_mended_come_first():
    WordRule.objects.create(word="某禁用词", kind=WordKind.FORBIDDEN)
    page = NewsPage(title="标题", body=[paragraph("再接再励，某禁用词")])
    assert [finding.is_blocking for finding in findings_of(page)][:2] == [True, False]


def test_editors_see_the_findings_beside_the_page_and_may_save_it(portal, admin_client):
    page = factories.news(publish=False, body=[paragraph("再接再励")])
    with patch("cms.editorial.checks.templatetags.content_checks.findings_of", wraps=findings_of) as asked:
        html = admin_client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert asked.called
    assert "内容检查" in html
    assert "应改为“再接再厉”" in html
