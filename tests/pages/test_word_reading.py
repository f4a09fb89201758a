"""What a page takes from a Word document, and what the editor is told of the rest."""

import io
import re
from datetime import date
from typing import Any

import pytest

from pages.word.package import WordRefused
from pages.word.reading import Word, read_word
from pages.word.report import Loss
from tests.pages.word_files import WordFile, official, picture, repacked

BOTH = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<mc:Choice><w:drawing>{0}</w:drawing></mc:Choice><mc:Fallback><w:pict>{0}</w:pict></mc:Fallback>"
    "</mc:AlternateContent>"
)


def read(file: WordFile | bytes, **options: Any) -> Word:
    return read_word(io.BytesIO(file if isinstance(file, bytes) else file.saved()), **options)


def body(word: Word) -> list[tuple[str, Any]]:
    """The blocks without their ids; a heading as its level and words."""
    return [
        ("h" + block["value"]["level"], block["value"]["text"])
        if block["type"] == "heading"
        else (block["type"], block["value"])
        for block in word.blocks
    ]


def text(word: Word) -> str:
    return "".join(value for kind, value in body(word) if kind == "text")


@pytest.fixture
def file() -> WordFile:
    return WordFile()


class TestRecord:
    def test_an_official_document_tells_its_record(self):
        record = read(official()).record
        assert record.title == "关于印发《全面推进政务公开工作实施意见》的通知"
        assert record.document_number == "青发改办〔2017〕455号"
        assert record.issuing_authority == "青海省发展和改革委员会"
        assert record.date_written == date(2017, 9, 1)
        assert record.date_issued == date(2017, 9, 4)

    def test_what_the_record_shows_is_not_said_again_in_the_body(self):
        word = read(official())
        assert body(word)[0] == (
            "text",
            "<p>各市（州）发展改革委，机关各处室：</p><p>现将实施意见印发给你们，请认真贯彻执行。</p>",
        )
        assert "455号" not in text(word)
        assert "<p>青海省发展和改革委员会</p><p>2017年9月1日</p>" in text(word)

    def test_where_a_page_has_no_record_its_number_stays_in_the_body(self):
        assert "青发改办〔2017〕455号" in text(read(official(), with_head=True))

    @pytest.mark.parametrize("style", ["Title", "公文标题"])
    def test_the_title_is_what_its_style_calls_so(self, file, style):
        if style != "Title":
            file.document.styles.add_style(style, 1)
        file.line("青海省发展和改革委员会", centred=True, size=30)
        file.line("关于做好节能工作的通知", style=style)
        assert read(file).record.title == "关于做好节能工作的通知"

    def test_the_only_highest_heading_at_the_beginning_is_the_title(self, file):
        file.line("节水型社会建设方案", style="Heading 1")
        file.line("总体要求", style="Heading 2")
        word = read(file)
        assert word.record.title == "节水型社会建设方案"
        assert body(word) == [("h2", "总体要求")]

    def test_a_document_without_any_title_has_none(self, file):
        file.line("第一段。")
        assert read(file).record.title == ""

    @pytest.mark.parametrize(
        ("written", "number"),
        [
            ("青发改规[2020]第12号", "青发改规〔2020〕12号"),
            ("青发改 〔2024〕 3 号", "青发改〔2024〕3号"),
            ("（青发改〔2024〕3号）", "青发改〔2024〕3号"),
            ("青发改〔2024〕3号　　签发人：某某", "青发改〔2024〕3号"),
            ("根据青发改〔2024〕3号文件", ""),
        ],
    )
    def test_a_number_is_read_in_any_brackets_where_it_stands_alone(self, file, written, number):
        file.line(written)
        assert read(file).record.document_number == number

    @pytest.mark.parametrize("day", ["2026年3月5日", "二〇二六年三月五日", "2026 年 3 月 5 日"])
    def test_the_last_line_that_is_a_day_is_the_day_of_the_document(self, file, day):
        file.line("2025年1月1日")
        file.line("　　自2025年2月2日起施行。")
        file.line("青海省发展和改革委员会　　青海省财政厅")
        file.line("青海省水利厅")
        file.line(day)
        record = read(file).record
        assert record.date_written == date(2026, 3, 5)
        assert record.issuing_authority == "青海省发展和改革委员会、青海省财政厅、青海省水利厅"

    @pytest.mark.parametrize("mark", ["机密★1年", "秘密", "绝密☆长期"])
    def test_a_classified_document_is_refused(self, file, mark):
        file.line(mark)
        file.line("正文。")
        with pytest.raises(WordRefused, match="不得上传"):
            read(file)

    def test_a_sentence_about_secrets_is_none(self, file):
        file.line("秘密事项的范围由保密委员会确定。")
        assert "秘密事项" in text(read(file))


class TestHeadings:
    def test_chinese_conventions_make_headings_of_their_levels(self):
        headings = [pair for pair in body(read(official())) if pair[0].startswith("h")]
        assert headings == [
            ("h2", "一、总体要求"),
            ("h3", "（一）基本原则"),
            ("h4", "1.依法公开"),
            ("h2", "二、主要任务"),
            ("h3", "（一）决策公开"),
        ]

    def test_numbered_text_in_the_font_of_the_body_is_text(self):
        assert "<p>1.没有加粗的是正文。</p>" in text(read(official()))

    def test_styles_of_word_are_levels_and_none_is_passed_over(self, file):
        file.line("标题", style="Title")
        for level, words in [(1, "甲"), (3, "乙"), (2, "丙"), (4, "丁"), (6, "戊")]:
            file.line(words, style=f"Heading {level}")
        word = read(file)
        assert body(word) == [("h2", "甲"), ("h3", "乙"), ("h3", "丙"), ("h4", "丁"), ("h4", "戊")]
        assert word.report.counts[Loss.LEVELS] == 2

    def test_an_outline_level_makes_a_heading_too(self, file):
        file.line("标题", style="Title")
        file.raw('<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>')
        assert body(read(file)) == [("h2", "甲")]

    def test_chapters_need_no_look(self, file):
        for words in ["第一章　总则", "第一条　为了规范管理，制定本办法。", "第一节 一般规定"]:
            file.line(words)
        assert [kind for kind, _value in body(read(file))] == ["h2", "text", "h3"]

    def test_one_kind_of_number_has_one_level_whoever_marks_it(self, file):
        file.line("标题", style="Title")
        file.line("一、甲", style="Heading 1")
        file.line("二、乙", font="黑体")
        assert body(read(file)) == [("h2", "一、甲"), ("h2", "二、乙")]

    def test_a_style_of_ones_own_inherits_the_look(self, file):
        own = file.document.styles.add_style("一级", 1)
        own.font.bold = True
        derived = file.document.styles.add_style("派生", 1)
        derived.base_style = own
        file.line("标题", style="Title")
        file.line("一、甲", style="派生")
        assert body(read(file)) == [("h2", "一、甲")]


class TestText:
    def test_formats_that_carry_meaning_stay(self, file):
        paragraph = file.line("水")
        for name, words in [("bold", "粗"), ("italic", "斜"), ("superscript", "2"), ("subscript", "3")]:
            run = paragraph.add_run(words)
            setattr(run.font if "script" in name else run, name, True)
        paragraph.add_run().add_break()
        paragraph.add_run("换行")
        assert text(read(file)) == "<p>水<b>粗</b><i>斜</i><sup>2</sup><sub>3</sub><br/>换行</p>"

    def test_bold_that_comes_from_a_style_is_bold(self, file):
        style = file.document.styles.add_style("着重", 2)
        style.font.bold = True
        file.line("甲").add_run("乙", style="着重")
        assert text(read(file)) == "<p>甲<b>乙</b></p>"

    def test_links_stay_and_dangerous_ones_go(self, file):
        for address in ["https://www.gov.cn/", "javascript:alert(1)"]:
            key = file.document.part.relate_to(
                address, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", True
            )
            file.raw(f'<w:p><w:hyperlink r:id="{key}"><w:r><w:t>国务院</w:t></w:r></w:hyperlink></w:p>')
        assert text(read(file)) == '<p><a href="https://www.gov.cn/">国务院</a></p><p><a>国务院</a></p>'

    def test_links_within_the_document_become_text(self, file):
        file.raw('<w:p><w:hyperlink w:anchor="_Toc1"><w:r><w:t>见附件</w:t></w:r></w:hyperlink></w:p>')
        assert text(read(file)) == "<p>见附件</p>"

    def test_what_wraps_text_does_not_take_it_along(self, file):
        file.raw(
            "<w:p><w:smartTag><w:r><w:t>甲</w:t></w:r></w:smartTag>"
            '<w:fldSimple w:instr="REF a"><w:r><w:t>乙</w:t></w:r></w:fldSimple>'
            "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>丙</w:t></w:r></w:sdtContent></w:sdt>"
            "<w:r><w:ruby><w:rt><w:r><w:t>dīng</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>丁</w:t></w:r></w:rubyBase></w:ruby></w:r>"
            "<w:unknown><w:r><w:t>戊</w:t></w:r></w:unknown></w:p>"
        )
        assert text(read(file)) == "<p>甲乙丙丁戊</p>"

    def test_markup_in_the_text_is_text(self, file):
        file.line("<script>alert(1)</script> & <b>")
        assert text(read(file)) == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;</p>"


class TestLists:
    def test_lists_are_nested_as_they_were(self, file):
        key = file.numbering(("bullet", "•"), ("bullet", "–"))
        for words, level in [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 0)]:
            file.numbered(words, key, level)
        assert text(read(file)) == "<ul><li>甲<ul><li>乙</li><li>丙</li></ul></li><li>丁</li></ul>"

    def test_numbered_lists_inside_lists_keep_their_numbers(self, file):
        key = file.numbering(("decimal", "%1."), ("lowerLetter", "%2)"))
        for words, level in [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 0)]:
            file.numbered(words, key, level)
        word = read(file)
        assert text(word) == "<ol><li>甲<ol><li>乙</li><li>丙</li></ol></li><li>丁</li></ol>"
        assert word.report.counts[Loss.NUMBERS] == 2

    def test_the_styles_for_nested_lists_nest(self, file):
        for words, style in [("甲", "List Bullet"), ("乙", "List Bullet 2"), ("丙", "List Bullet")]:
            file.line(words, style=style)
        assert text(read(file)) == "<ul><li>甲<ul><li>乙</li></ul></li><li>丙</li></ul>"

    def test_a_level_that_is_passed_over_makes_no_empty_item(self, file):
        key = file.numbering(*[("bullet", "•")] * 3)
        for words, level in [("甲", 0), ("乙", 2)]:
            file.numbered(words, key, level)
        assert text(read(file)) == "<ul><li>甲<ul><li>乙</li></ul></li></ul>"

    def test_numbers_that_a_list_of_html_would_change_are_written_out(self, file):
        key = file.numbering(("decimal", "%1."))
        file.numbered("甲", key)
        file.line("插入的段落。")
        file.numbered("乙", key)
        assert text(read(file)) == "<ol><li>甲</li></ol><p>插入的段落。</p><p>2. 乙</p>"

    def test_articles_and_chinese_numbers_are_written_out(self, file):
        key = file.numbering(("chineseCounting", "第%1条　"), ("chineseCountingThousand", "（%2）"))
        for words, level in [("总则。", 0), ("甲；", 1), ("乙。", 1), ("附则。", 0)]:
            file.numbered(words, key, level)
        assert text(read(file)) == "<p>第一条　总则。</p><p>（一）甲；</p><p>（二）乙。</p><p>第二条　附则。</p>"

    def test_a_heading_keeps_the_number_that_word_gives_it(self, file):
        key = file.numbering(("chineseCounting", "%1、"))
        file.line("标题", style="Title")
        file.numbered("总体要求", key, font="黑体")
        file.line("正文。")
        file.numbered("主要任务", key, font="黑体")
        assert [pair for pair in body(read(file)) if pair[0] == "h2"] == [
            ("h2", "一、总体要求"),
            ("h2", "二、主要任务"),
        ]


class TestTables:
    def test_a_plain_table_becomes_a_table_with_headings(self, file):
        file.line("表1 投资计划")
        table = file.document.add_table(2, 2)
        for cell, words in zip(table._cells, ["地区", "万元", "西宁", "1,200.50"], strict=True):
            cell.text = words
        assert body(read(file)) == [
            (
                "table",
                {
                    "columns": [{"type": "text", "heading": "地区"}, {"type": "text", "heading": "万元"}],
                    "rows": [{"values": ["西宁", "1,200.50"]}],
                    "caption": "表1 投资计划",
                },
            )
        ]

    def test_merged_cells_are_given_back_to_every_row_and_heading(self, file):
        table = file.document.add_table(5, 3)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "地区"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "投资"
        table.cell(1, 1).text, table.cell(1, 2).text = "2024", "2025"
        table.cell(2, 0).merge(table.cell(3, 0)).text = "西宁"
        for row in (2, 3):
            table.cell(row, 1).text, table.cell(row, 2).text = f"{row}a", f"{row}b"
        table.cell(4, 0).merge(table.cell(4, 2)).text = "合计"
        word = read(file)
        ((_kind, value),) = body(word)
        assert [column["heading"] for column in value["columns"]] == ["地区", "投资 / 2024", "投资 / 2025"]
        assert [row["values"] for row in value["rows"]] == [
            ["西宁", "2a", "2b"],
            ["西宁", "3a", "3b"],
            ["合计", "", ""],
        ]
        assert word.report.counts[Loss.MERGED] == 1

    def test_formatted_cells_keep_their_formats(self, file):
        table = file.document.add_table(2, 2)
        table.cell(1, 0).text = "甲"
        table.cell(1, 0).add_paragraph("乙")
        table.cell(1, 1).paragraphs[0].add_run("粗").bold = True
        ((_kind, value),) = body(read(file))
        assert value["rows"][0]["values"] == ["<p>甲</p><p>乙</p>", "<p><b>粗</b></p>"]
        assert {column["type"] for column in value["columns"]} == {"rich_text"}

    def test_a_table_that_only_frames_text_is_text(self, file):
        table = file.document.add_table(2, 1)
        table.cell(0, 0).text, table.cell(1, 0).text = "抄送：省政府办公厅。", "第二格"
        assert body(read(file)) == [("text", "<p>抄送：省政府办公厅。</p><p>第二格</p>")]

    def test_a_table_inside_a_table_becomes_its_words(self, file):
        outer = file.document.add_table(2, 2)
        inner = outer.cell(1, 1).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "甲", "乙"
        word = read(file)
        assert "甲 乙" in str(body(word))
        assert word.report.counts[Loss.NESTED] == 1

    def test_numbers_that_word_writes_in_cells_are_written_out(self, file):
        key = file.numbering(("decimal", "%1."))
        table = file.document.add_table(3, 2)
        for row in (1, 2):
            paragraph = file.numbered("事项", key)
            table.cell(row, 0).paragraphs[0]._element.addnext(paragraph._element)
        assert "1. 事项" in str(body(read(file)))
        assert "2. 事项" in str(body(read(file)))


class TestPictures:
    def test_pictures_stand_where_they_stood_with_their_descriptions_and_captions(self, file):
        file.line("上文。")
        file.picture("投资逐年增长的折线图")
        file.line("图1　投资走势", centred=True)
        file.line("下文。")
        word = read(file)
        figure = {"image": 0, "alternative_text": "投资逐年增长的折线图", "caption": "图1　投资走势"}
        assert body(word)[-2:] == [("figure", figure), ("text", "<p>下文。</p>")]
        assert word.pictures[0].content == picture().getvalue()
        assert not word.report.counts[Loss.UNDESCRIBED]

    @pytest.mark.parametrize("words", ["", "  ", "手机屏幕截图\n\n描述已自动生成", "AI 生成的内容可能不正确。"])
    def test_a_picture_that_nobody_has_described_is_named(self, file, words):
        file.picture(words)
        word = read(file)
        assert word.blocks[0]["value"]["alternative_text"] == ""
        assert word.report.counts[Loss.UNDESCRIBED] == 1

    def test_old_forms_are_converted_and_unknown_ones_named(self, file):
        file.picture("甲", "BMP")
        file.picture("乙", "TIFF")
        content = repacked(file.saved(), lambda name, part: b"no picture" if name.endswith("image2.tiff") else part)
        word = read(content)
        assert [found.extension for found in word.pictures] == ["png"]
        assert word.report.counts[Loss.PICTURES] == 1

    def test_pictures_in_tables_follow_the_table(self, file):
        table = file.document.add_table(2, 2)
        table.cell(0, 0).text = "甲"
        table.cell(1, 1).paragraphs[0].add_run().add_picture(picture())
        word = read(file)
        assert [kind for kind, _value in body(word)] == ["table", "figure"]
        assert word.report.counts[Loss.CELL_PICTURES] == 1

    def test_pictures_elsewhere_are_named_and_not_fetched(self, file):
        file.picture()
        xml = re.compile(rb'r:embed="(\w+)"')
        content = repacked(
            file.saved(), lambda name, part: xml.sub(rb'r:link="\1"', part) if name == "word/document.xml" else part
        )
        assert read(content).report.counts[Loss.FOREIGN_PICTURES] == 1


class TestNotes:
    def test_notes_stand_where_their_marks_stood(self, file):
        paragraph = file.line("公开")
        for kind in ("footnote", "endnote"):
            file.footnotes(f"{kind} &lt;甲&gt;", kind=kind)
            paragraph._element.append(file.raw(f'<w:r><w:{kind}Reference w:id="1"/></w:r>'))
        assert text(read(file)) == (
            "<p>公开<footnote>footnote &lt;甲&gt;</footnote><footnote>endnote &lt;甲&gt;</footnote></p>"
        )

    def test_a_note_of_a_heading_follows_it(self, file):
        file.footnotes("注文")
        file.line("标题", style="Title")
        heading = file.line("总则", style="Heading 1")
        heading._element.append(file.raw('<w:r><w:footnoteReference w:id="1"/></w:r>'))
        word = read(file)
        assert body(word) == [("h2", "总则〔1〕"), ("text", "<p>〔1〕注文</p>")]
        assert word.report.counts[Loss.CELL_NOTES] == 1


class TestWhatIsLeftOut:
    def test_tracked_changes_are_accepted_and_counted(self, file):
        file.raw(
            '<w:p><w:ins w:id="1" w:author="甲"><w:r><w:t>新</w:t></w:r></w:ins>'
            '<w:del w:id="2" w:author="甲"><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>文</w:t></w:r></w:p>'
        )
        word = read(file)
        assert text(word) == "<p>新文</p>"
        assert list(word.report.lines()) == ["1 处修订删除的内容未导入。", "1 处修订插入的内容已按接受处理。"]

    def test_a_deleted_paragraph_mark_joins_two_paragraphs(self, file):
        file.raw('<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="甲"/></w:rPr></w:pPr><w:r><w:t>上</w:t></w:r></w:p>')
        file.line("下")
        assert text(read(file)) == "<p>上下</p>"

    def test_comments_are_counted(self, file):
        paragraph = file.line("正文")
        for words in ("批注一", "批注二", "批注三"):
            file.document.add_comment(paragraph.runs[0], words, "某某")
        word = read(file)
        assert text(word) == "<p>正文</p>"
        assert list(word.report.lines()) == ["3 条批注未导入。"]

    def test_headers_and_footers_are_counted_where_they_say_something(self, file):
        file.line("正文")
        file.document.sections[0].footer.paragraphs[0].text = "第 1 页"
        file.document.sections[0].header.is_linked_to_previous = False
        word = read(file)
        assert text(word) == "<p>正文</p>"
        assert word.report.counts == {Loss.HEADERS: 1}

    def test_the_table_of_contents_is_left_to_the_website(self, file):
        file.document.styles.add_style("toc 1", 1)
        file.line("第一章……1", style="toc 1")
        file.line("正文")
        word = read(file)
        assert text(word) == "<p>正文</p>"
        assert word.report.counts[Loss.CONTENTS] == 1

    def test_hidden_text_stays_hidden(self, file):
        file.line("正文").add_run("内部意见").font.hidden = True
        word = read(file)
        assert text(word) == "<p>正文</p>"
        assert word.report.counts[Loss.HIDDEN] == 1

    @pytest.mark.parametrize(
        "box",
        [
            "<w:drawing><wp:anchor><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></wp:anchor></w:drawing>",
            '<w:pict><v:line xmlns:v="urn:schemas-microsoft-com:vml">{}</v:line></w:pict>',
            BOTH,
        ],
        ids=["drawing", "vml", "both"],
    )
    def test_text_boxes_follow_their_paragraph_once(self, file, box):
        content = "<w:txbxContent><w:p><w:r><w:t>框中文字</w:t></w:r></w:p></w:txbxContent>"
        file.raw(f"<w:p><w:r><w:t>上文</w:t></w:r><w:r>{box.format(content)}</w:r></w:p>")
        word = read(file)
        assert text(word) == "<p>上文</p><p>框中文字</p>"
        assert word.report.counts == {Loss.TEXT_BOXES: 1}

    def test_formulas_keep_their_signs_and_charts_are_named(self, file):
        file.raw(
            '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>a+b</m:t></m:r>'
            '</m:oMath><w:r><w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
            "</w:drawing></w:r></w:p>"
        )
        word = read(file)
        assert text(word) == "<p>a+b</p>"
        assert word.report.counts == {Loss.FORMULAS: 1, Loss.DRAWINGS: 1}

    def test_nothing_is_told_of_a_document_that_came_over_whole(self):
        assert list(read(official()).report.lines()) == []


def test_a_document_in_the_strict_form_is_read_alike(file):
    file.line("标题", style="Title")
    file.line("甲", style="Heading 1")
    file.line("正文").add_run("粗").bold = True
    transitional, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    pairs = [
        (transitional + b"wordprocessingml/2006/main", strict + b"wordprocessingml/main"),
        (transitional + b"officeDocument/2006/", strict + b"officeDocument/"),
    ]

    def change(name: str, part: bytes) -> bytes:
        for old, new in pairs:
            part = part.replace(old, new)
        return part

    word = read(repacked(file.saved(), change))
    assert word.record.title == "标题"
    assert body(word) == [("h2", "甲"), ("text", "<p>正文<b>粗</b></p>")]
