"""What a page with a text offers beside it: contents, history, citation, and what machines read."""

import html
import json
import re
from datetime import UTC, datetime
from unittest import mock

import html5lib
import pytest
import zxingcpp
from django.utils import timezone
from wagtail.models import Locale

from cms.content.publishing import synchronise
from cms.website import sharing
from pages.models import RelatedDocument
from snippets.models import Department
from tests import factories
from tests.website.everything import TIBETAN, block, each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
SITE = "https://fgw.example.gov.cn"


@pytest.fixture
def column(portal):
    return factories.column(portal, slug="zc", title="政策文件")


def text_of(client, page) -> str:
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


def section(text: str, name: str) -> str:
    """The part of the page from the element of that class to the end of its kind."""
    found = re.search(rf'<(\w+) class="{name}".*?</\1>', text, re.DOTALL)
    return found[0] if found else ""


def described(client, page) -> dict[str, dict]:
    """The nodes of the page's JSON-LD by their type."""
    tree = html5lib.parse(text_of(client, page), namespaceHTMLElements=False)
    (script,) = [each for each in tree.iter("script") if each.get("type") == "application/ld+json"]
    data = json.loads(script.text)
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


class TestContents:
    def test_a_long_text_leads_to_every_heading_and_article(self, client, column):
        articles = "".join(f"<p>第{number}条 内容</p>" for number in "一二三四")
        body = [block("heading", {"level": "2", "text": f"第{number}章"}) for number in "一二三"]
        text = text_of(client, factories.policy(column, body=[*body, block("text", articles)]))
        addresses = re.findall(r'href="#([^"]*)"', section(text, "contents"))
        assert len(addresses) == 7
        for address in addresses:
            assert text.count(f'id="{address}"') == 1
        assert "第一条 – 第四条" in text
        assert 'id="第三条"' in text

    def test_a_short_text_has_none(self, client, column):
        assert section(text_of(client, factories.policy(column)), "contents") == ""


class TestHistory:
    def publish(self, page, day: int, note: str = "", **fields):
        for name, value in fields.items():
            setattr(page, name, value)
        page.change_note = note
        with mock.patch("django.utils.timezone.now", return_value=datetime(2026, 3, day, 1, 0, tzinfo=UTC)):
            page.save_revision().publish()
        page.refresh_from_db()

    def test_changes_are_listed_with_date_and_note_and_without_a_note_too(self, client, column):
        page = factories.policy(column, publish=False)
        self.publish(page, 1, "首次发布的说明没有意义")
        assert section(text_of(client, page), "history") == ""
        self.publish(page, 2, "更正附件 2 的数据。", title="修订")
        self.publish(page, 4, title="再次修订")
        listed = re.findall(r"<li>(.*?)</li>", section(text_of(client, page), "history"), re.DOTALL)
        words = [" ".join(re.sub("<[^>]+>", " ", each).split()) for each in listed]
        assert words == ["2026年3月4日", "2026年3月2日 更正附件 2 的数据。"]

    def test_what_is_only_presented_anew_is_no_change(self, client, column):
        page = factories.policy(column, department=factories.department(), publish=False)
        self.publish(page, 1)
        self.publish(page, 2, "更正。", title="修订")
        department = Department.objects.get()
        department.title = "新名称"
        department.save()
        text = text_of(client, page)
        assert "新名称" in text
        assert section(text, "history").count("<li>") == 1


class TestSharing:
    def test_the_code_leads_to_the_page(self, client, column, tmp_path):
        from PIL import Image

        page = factories.policy(column, slug="455")
        figure = section(text_of(client, page), "share-code")
        path = re.search(r'<path [^>]*d="([^"]*)"', figure)[1]
        size = int(re.search(r'viewBox="0 0 (\d+) ', figure)[1])
        image = Image.new("L", (size, size), 255)
        x = y = 0
        for command, numbers in re.findall(r"([Mmh])([-\d. ]*)", path):
            values = [float(number) for number in numbers.split()]
            if command == "h":
                for dot in range(int(values[0])):
                    image.putpixel((x + dot, int(y)), 0)
                x += int(values[0])
            elif command == "M":
                x, y = int(values[0]), values[1]
            else:
                x, y = x + int(values[0]), y + values[1]
        (found,) = zxingcpp.read_barcodes(image.resize((size * 8, size * 8), Image.Resampling.NEAREST))
        assert found.text == f"{SITE}/zc/455/"
        assert 'role="img" aria-label="本页网址的二维码"' in figure

    def test_a_document_is_cited_in_both_forms(self, client, column):
        page = factories.policy(
            column,
            slug="455",
            title="关于印发《管理办法》的通知",
            document_number="青发改办〔2017〕455号",
            date_first_public=datetime(2017, 9, 5, 1, 0, tzinfo=UTC),
        )
        text = html.unescape(text_of(client, page))
        assert ">《关于印发〈管理办法〉的通知》（青发改办〔2017〕455号）</textarea>" in text
        today = timezone.localdate().isoformat()
        reference = (
            "青海省发展和改革委员会. 关于印发《管理办法》的通知: 青发改办〔2017〕455号[EB/OL]. "
            f"(2017-09-05)[{today}]. {SITE}/zc/455/."
        )
        assert f">{reference}</textarea>" in text

    def test_other_pages_have_no_official_name(self, client, column):
        assert "公文引用" not in text_of(client, factories.news(column))

    def test_a_page_without_summary_is_described_by_how_its_text_begins(self):
        body = [{"type": "heading", "html": "<h2>标题</h2>"}, {"type": "text", "html": f"<p>{'文' * 200}</p>"}]
        assert sharing.description({"body": body}) == "文" * 119 + "…"
        assert sharing.description({"summary": "摘要", "body": body}) == "摘要"
        assert sharing.description({"body": []}) == ""


class TestStructuredData:
    def test_a_document_is_legislation_with_its_force_and_what_changed_it(self, client, column):
        newer = factories.policy(column, slug="new", title="新办法", document_number="青发改办〔2020〕1号")
        fields = {"document_number": "青发改办〔2017〕455号", "validity": "amended", "changed_by": newer}
        page = factories.policy(column, slug="old", related_documents=[RelatedDocument(document=newer)], **fields)
        node = described(client, page)["Legislation"]
        assert node["legislationIdentifier"] == "青发改办〔2017〕455号"
        assert node["legislationDate"] == "2017-09-01"
        assert node["legislationLegalForce"] == "https://schema.org/PartiallyInForce"
        assert node["legislationPassedBy"]["name"] == "青海省发展和改革委员会"
        reference = {
            "@type": "Legislation",
            "@id": f"{SITE}/zc/new/",
            "url": f"{SITE}/zc/new/",
            "name": "新办法",
            "legislationIdentifier": "青发改办〔2020〕1号",
        }
        assert node["@reverse"] == {"legislationChanges": [reference]}
        assert node["citation"] == [reference]
        assert described(client, newer)["Legislation"]["legislationChanges"][0]["url"] == f"{SITE}/zc/old/"

    def test_a_repealed_document_is_not_in_force(self, client, column):
        newer = factories.policy(column)
        node = described(client, factories.policy(column, validity="repealed", changed_by=newer))["Legislation"]
        assert node["legislationLegalForce"] == "https://schema.org/NotInForce"
        assert list(node["@reverse"]) == ["legislationRepeals"]
        assert "legislationRepeals" in described(client, newer)["Legislation"]

    def test_questions_and_answers_are_questions_and_answers(self, client, column):
        body = [block("questions", {"questions": each({"question": "何时施行？", "answer": "<p>即日起。</p>"})})]
        document = factories.policy(column, slug="d")
        page = factories.interpretation(document, parent=column, kind="questions", body=body)
        node = described(client, page)["FAQPage"]
        assert node["mainEntity"][0]["name"] == "何时施行？"
        assert node["mainEntity"][0]["acceptedAnswer"]["text"] == "<p>即日起。</p>"
        assert node["about"][0]["url"] == f"{SITE}/zc/d/"
        assert described(client, document)["Legislation"]["subjectOf"][0]["url"] == SITE + page.url

    def test_every_other_type_says_what_it_is(self, client, portal, column):
        document = factories.policy(column)
        assert described(client, portal)["GovernmentOrganization"]["name"] == "青海省发展和改革委员会"
        assert described(client, factories.news(column))["NewsArticle"]["headline"]
        assert described(client, factories.notice(column))["Article"]["author"]["name"] == "青海省发展和改革委员会"
        assert described(client, factories.interpretation(document, parent=column))["Article"]["about"]
        for page, kind in ((column, "CollectionPage"), (factories.guide(column), "WebPage")):
            assert described(client, page)[kind]["url"] == SITE + page.url

    def test_the_way_to_the_page_is_told(self, client, column):
        page = factories.news(column, title="头条")
        items = described(client, page)["BreadcrumbList"]["itemListElement"]
        assert [(each["position"], each["item"]) for each in items] == [
            (1, f"{SITE}/"),
            (2, f"{SITE}/zc/"),
            (3, SITE + page.url),
        ]

    def test_no_text_ends_the_script(self, client, column):
        hostile = "</script><script>alert(1)</script><!--&"
        page = factories.news(column, title=hostile, summary=hostile)
        assert described(client, page)["NewsArticle"]["headline"] == hostile
        assert "<script>alert" not in text_of(client, page)


def test_the_record_leaves_no_cell_empty(client, column):
    issued = datetime(2009, 1, 8, tzinfo=UTC)
    record = section(text_of(client, factories.policy(column, date_written=None, date_first_public=issued)), "record")
    cells = re.findall(r"<td[^>]*>(.*?)</td>", record, re.DOTALL)
    assert len(cells) == 9
    assert all(re.sub(r"<[^>]+>", "", cell).strip() for cell in cells)


def test_what_is_shared_shows_title_text_and_picture(client, everything):
    text = text_of(client, everything.policy)
    told = {
        name: html.unescape(value) for name, value in re.findall(r'<meta property="([^"]*)" content="([^"]*)">', text)
    }
    assert told["og:title"] == everything.policy.title
    assert told["og:type"] == "article"
    assert told["og:url"] == SITE + everything.policy.url
    assert told["og:site_name"] == "青海省发展和改革委员会"
    assert told["og:description"].startswith("坚持 公开 为常态。")
    assert told["og:locale"] == "zh_CN"
    assert told["og:locale:alternate"] == "en_US"
    news = client.get(everything.addresses["news"]).content.decode()
    assert re.search(rf'<meta property="og:image" content="{SITE}/media/[^"]+">', news)


def test_passages_in_another_script_name_their_language(client, column):
    page = factories.news(column, title=f"双语 {TIBETAN}", body=[block("text", f"<p>{TIBETAN}，意为藏文。</p>")])
    text = text_of(client, page)
    assert f'<h1>双语 <span lang="bo">{TIBETAN}</span></h1>' in text
    assert f'<p><span lang="bo">{TIBETAN}</span>，意为藏文。</p>' in text


def test_a_related_document_without_a_translation_is_marked_as_chinese(client, column):
    other = factories.policy(column, title="新办法")
    page = factories.policy(column, related_documents=[RelatedDocument(document=other)])
    english = Locale.objects.get(language_code="en")
    column.copy_for_translation(english).save_revision().publish()
    translated = page.copy_for_translation(english)
    translated.save_revision().publish()
    translated = type(page).objects.get(pk=translated.pk)
    synchronise([translated])
    assert re.search(rf'<a href="{other.url}" lang="zh-hans">.*新办法', text_of(client, translated))
