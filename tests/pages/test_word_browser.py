"""In a real browser: an editor uploads a Word file, and pastes from Word and WPS."""

import re

import pytest
from playwright.sync_api import Page, expect

from pages.models import ColumnPage, NoticePage, PolicyDocumentPage
from tests import factories
from tests.pages.word_files import MIME, official

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.sqlite]

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=ProgId content=Word.Document><style><!-- p.MsoNormal {margin:0cm} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings>内部</o:OfficeDocumentSettings></xml><![endif]--></head>
<body lang=ZH-CN><!--StartFragment-->
<h1><span style='font-family:黑体'>一、总体要求<o:p></o:p></span></h1>
<p class=MsoNormal style='text-indent:21.0pt'><span style='font-size:16.0pt;font-family:仿宋_GB2312;
mso-bidi-font-family:"Times New Roman"'>　　坚持以公开为
常态，<b style='mso-bidi-font-weight:normal'>不公开为例外</b>。见<a href="https://www.gov.cn/">国务院</a>、<a
href="javascript:alert(1)">脚本</a>。<del>删去</del><ins>补上</ins><a style='mso-footnote-id:ftn1' href="#_ftn1"
title=""><span class=MsoFootnoteReference>[1]</span></a><span lang=EN-US><o:p></o:p></span></span></p>
<p class=MsoListParagraph style='margin-left:21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Wingdings;mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span><![endif]><span style='font-weight:bold'>第一项</span></p>
<p class=MsoListParagraph style='margin-left:42.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>子项</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span
style='mso-list:Ignore'>l<span>&nbsp; </span></span><!--[endif]-->第二项</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>甲</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>2.<span>&nbsp; </span></span><![endif]>乙</p>
<p class=MsoListParagraph style='mso-list:l2 level1 lfo3'><![if !supportLists]><span
style='mso-list:Ignore'>（三）</span><![endif]>条目</p>
<p class=MsoNormal><font color=red face="宋体">面积12m<sup>2</sup></font>，H<span
style='vertical-align:sub'>2</span>O</p>
<table class=MsoNormalTable border=1><tr><td><p class=MsoNormal>地区</p></td><td><p class=MsoNormal>万元</p></td></tr>
<tr><td><p class=MsoNormal>西宁</p></td><td><p class=MsoNormal>12</p></td></tr></table>
<p class=MsoNormal>尾段<img src="file:///C:/a.png"></p>
<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a
href="#_ftnref1"><span>[1]</span></a> 依照条例。</p></div></div>
<!--EndFragment--></body></html>"""
WORD_STORED = (
    "<p>一、总体要求</p>"
    '<p>坚持以公开为常态，<b>不公开为例外</b>。见<a href="https://www.gov.cn/">国务院</a>、脚本。补上'
    "<footnote>依照条例。</footnote></p>"
    "<ul><li><b>第一项</b><ul><li>子项</li></ul></li><li>第二项</li></ul><ol><li>甲</li><li>乙</li></ol>"
    "<p>（三）条目</p><p>面积12m<sup>2</sup>，H<sub>2</sub>O</p><p>地区　万元</p><p>西宁　12</p><p>尾段</p>"
)
WPS = """<html><head><meta name="Generator" content="Kingsoft WPS"></head><body><!--StartFragment-->
<p class="p" style="mso-char-indent-count:2"><span style="mso-spacerun:'yes';font-family:仿宋_GB2312"><font
face="仿宋_GB2312">为深入贯彻</font><b><span class="15">重要精神</span></b></span></p>
<p class=MsoNormal style="margin-left:21pt;mso-list:l0 level1 lfo1;"><!--[if !supportLists]--><span
style="font-family:Wingdings"><span style='mso-list:Ignore;'>&#61548;<span>&nbsp;</span></span></span><!--[endif]-->
<span style="mso-spacerun:'yes'">要点一</span></p>
<p class=MsoNormal style="mso-list:l0 level1 lfo1;"><!--[if !supportLists]--><span
style='mso-list:Ignore;'>&#61548;<span>&nbsp;</span></span><!--[endif]--><span>要点二</span></p>
<!--EndFragment--></body></html>"""
WPS_STORED = "<p>为深入贯彻<b>重要精神</b></p><ul><li>要点一</li><li>要点二</li></ul>"
OTHER = "<p>网页上的<b>粗体</b></p>"
OTHER_STORED = "<p>网页上的<b>粗体</b></p>"

PASTE = """html => {
  const editor = document.querySelector('.public-DraftEditor-content');
  editor.focus();
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', '纯文本');
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  editor.dispatchEvent(new ClipboardEvent('paste', options));
}"""


@pytest.fixture
def column(portal) -> ColumnPage:
    return factories.column(slug="column", title="政策文件", department=factories.department())


@pytest.fixture
def editor(column, page: Page, live_server, client) -> Page:
    """The browser of somebody who edits the column, signed in."""
    client.force_login(factories.person("column_editor", column.department))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    page.set_viewport_size({"width": 1300, "height": 1000})
    return page


def open_admin(editor: Page, live_server, address: str) -> None:
    editor.goto(f"{live_server.url}/admin/{address}", wait_until="load")


def test_an_editor_imports_a_file_and_sees_the_draft(editor, live_server, column):
    file = official()
    file.picture()
    open_admin(editor, live_server, f"pages/{column.pk}/add_subpage/")
    editor.get_by_role("link", name="从 Word 导入").last.click()
    editor.get_by_label("页面类型").select_option("公文")
    editor.get_by_label("Word 文件").set_input_files(
        {"name": "通知.doc", "mimeType": MIME, "buffer": b"\xd0\xcf\x11\xe0"}
    )
    editor.get_by_role("button", name="从 Word 导入").click()
    expect(editor.get_by_text("另存为 .docx 后上传").first).to_be_visible()
    editor.get_by_label("Word 文件").set_input_files({"name": "通知.docx", "mimeType": MIME, "buffer": file.saved()})
    editor.get_by_role("button", name="从 Word 导入").click()
    document = PolicyDocumentPage.objects.get()
    editor.wait_for_url(f"**/admin/pages/{document.pk}/edit/")
    expect(editor.get_by_text("已导入为草稿")).to_be_visible()
    expect(editor.get_by_text("1 幅图片没有替代文字，发布前必须填写。")).to_be_visible()
    expect(editor.locator("#id_title")).to_have_value("关于印发《全面推进政务公开工作实施意见》的通知")
    expect(editor.get_by_label("发文字号")).to_have_value("青发改办〔2017〕455号")
    expect(editor.locator("#page-edit-form")).to_contain_text("坚持以公开为常态、不公开为例外。")
    assert not document.live


def test_an_editor_replaces_the_body_of_a_draft(editor, live_server, column):
    notice = factories.notice(column, publish=False, body=[factories.paragraph("旧正文")])
    open_admin(editor, live_server, f"word/{notice.pk}/replace/")
    editor.get_by_label("Word 文件").set_input_files(
        {"name": "稿.docx", "mimeType": MIME, "buffer": official().saved()}
    )
    editor.get_by_label("我确认").check()
    editor.get_by_role("button", name="替换正文").click()
    editor.wait_for_url(f"**/admin/pages/{notice.pk}/edit/")
    expect(editor.locator("#page-edit-form")).to_contain_text("坚持以公开为常态、不公开为例外。")
    expect(editor.get_by_text("旧正文")).to_have_count(0)


@pytest.mark.parametrize(
    ("pasted", "stored", "last", "told"),
    [
        (WORD, WORD_STORED, "尾段", ["表格不能粘贴", "图片不能粘贴"]),
        (WPS, WPS_STORED, "要点二", []),
        (OTHER, OTHER_STORED, "粗体", []),
    ],
    ids=["word", "wps", "other"],
)
def test_what_is_pasted_keeps_its_meaning_and_loses_its_look(editor, live_server, column, pasted, stored, last, told):
    notice = factories.notice(column, publish=False, body=[{"type": "text", "value": ""}])
    open_admin(editor, live_server, f"pages/{notice.pk}/edit/")
    editor.locator(".public-DraftEditor-content").first.wait_for()
    editor.evaluate(PASTE, pasted)
    for sentence in told:
        expect(editor.get_by_text(re.compile(sentence))).to_be_visible()
    # The editor hands its text to the form a moment after the last change.
    field = editor.locator('[name="body-0-value"]')
    expect(field).to_have_value(re.compile(last))
    with editor.expect_navigation():
        editor.get_by_role("button", name="保存草稿").first.click()
    (block,) = NoticePage.objects.get(pk=notice.pk).get_latest_revision_as_object().body.raw_data
    assert re.sub(r' data-block-key="\w+"', "", block["value"]) == stored
