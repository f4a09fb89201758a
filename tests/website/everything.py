"""A portal that shows every template of the website in every state."""

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from cms.content.delivering import deliver_due
from cms.content.models import ContentItem
from pages.models import ColumnPage, HomePage, PolicyAttachment, PortalDocument, PortalImage, RelatedDocument
from tests import factories

TIBETAN = "བོད་ཡིག"
LONG_TITLE = "关于进一步完善全省固定资产投资项目审批核准备案和节能审查服务工作机制的若干具体政策措施的通知"


def block(kind: str, value: Any) -> dict[str, Any]:
    """A block as StreamField data."""
    return {"type": kind, "id": str(uuid4()), "value": value}


def each(*values: Any) -> list[dict[str, Any]]:
    """The items of a ListBlock as StreamField data."""
    return [block("item", value) for value in values]


def full_body(image: PortalImage, file: PortalDocument) -> list[dict[str, Any]]:
    """A body with every block."""
    table = {
        "caption": "分市州安排",
        "columns": [
            {"type": "text", "heading": "地区"},
            {"type": "number", "heading": "金额"},
            {"type": "text", "heading": ""},
        ],
        "rows": [{"values": ["西宁", "1200", "备注"]}, {"values": ["海西", "900", ""]}],
    }
    return [
        block("heading", {"level": "2", "text": "一、总体要求"}),
        block("text", "<p>坚持<b>公开</b>为常态。</p><ul><li>第一</li><li>第二<ol><li>其一</li></ol></li></ul>"),
        block("figure", {"image": image.pk, "alternative_text": "会场", "caption": "会议现场"}),
        block("table", table),
        block("table", table | {"caption": ""}),
        block("table", wide_table()),
        block("quotation", {"text": "公开是常态。", "source": "实施意见"}),
        block("attachment", {"document": file.pk, "title": "附表"}),
        block("questions", {"questions": each({"question": "何时施行？", "answer": "<p>即日起。</p>"})}),
        block(
            "video",
            {
                "title": "政策一分钟",
                "address": "https://www.bilibili.com/video/BV1xx411c7mD",
                "transcript": "<p>各位网友好。</p>",
            },
        ),
        block("video", own_video()),
        block("infographic", {"image": image.pk, "title": "一图读懂", "full_text": "<p>五个步骤。</p>"}),
        block("links", {"title": "延伸阅读", "links": each({"text": "国务院", "url": "https://www.gov.cn/"})}),
        block("heading", {"level": "3", "text": "（一）细则"}),
        block("heading", {"level": "2", "text": "第二章 附则"}),
        block(
            "text", f"<p>第一条 依照<footnote>见<b>条例</b>。</footnote>办理，{TIBETAN}。</p><p>第二条之一 施行。</p>"
        ),
    ]


def wide_table() -> dict[str, Any]:
    """A table that is wider than a telephone and longer than a screen."""
    return {
        "caption": "各季度进度",
        "columns": [{"type": "text", "heading": f"第{number}季度"} for number in range(1, 8)],
        "rows": [{"values": ["按计划推进"] * 7} for _ in range(20)],
    }


def own_video() -> dict[str, Any]:
    """A video of our own, with captions."""
    names = ("film.mp4", "film.vtt")
    film, captions = (PortalDocument.objects.create(title=name, file=ContentFile(b"WEBVTT", name)) for name in names)
    return {"title": "发布会", "address": "", "file": film.pk, "captions": captions.pk, "transcript": ""}


class Everything:
    """Creates and publishes the pages; `addresses` names them."""

    def __init__(self, home: HomePage) -> None:
        self.home = home
        self.image = PortalImage.objects.create(
            title="会议", credit="办公室", file=get_test_image_file("meeting.png", size=(1200, 800), colour="#7d98b5")
        )
        self.file = PortalDocument.objects.create(title="附表", file=ContentFile(b"%PDF-1.4", "table.pdf"))
        self.body = full_body(self.image, self.file)
        self.addresses: dict[str, str] = {}
        self.columns()
        self.documents()
        self.articles()
        self.catalogue()
        self.translations()
        self.addresses |= {
            "home without blocks": "/bo/",
            "site map": "/sitemap/",
            "patterns": "/patterns/",
            "not found": "/nothing/",
        }
        self.arrange_home()
        while deliver_due():
            pass
        self.addresses |= {
            "search": "/search/?q=公开",
            "empty search": "/search/?q=不存在的词语",
            "search form": "/search/",
            "refused search": "/search/?q=" + "长" * 201,
        }

    def column(self, name: str, **fields: Any) -> ColumnPage:
        """A column whose address is called by that name."""
        page = factories.column(fields.pop("parent", self.home), slug=name, **{"title": f"栏目{name}"} | fields)
        self.addresses[f"column {name}"] = page.url
        return page

    def columns(self) -> None:
        """A column of each presentation, some below another, some empty."""
        self.library = self.column("library", presentation="library", summary="标明有效性。", department=office())
        self.list = self.column("list", body=[block("text", "<p>栏目说明。</p>")])
        self.pictures = self.column("pictures", presentation="pictures", parent=self.list)
        self.column("single", presentation="single", body=self.body)
        self.catalogues = self.column("catalogues", presentation="catalogue")
        self.column("empty")
        self.column("empty-single", presentation="single", parent=self.list)

    def documents(self) -> None:
        """Documents in every validity, related to each other, with interpretations."""
        common = {"topic": factories.topic(), "department": office()}
        self.policy = factories.policy(
            self.library,
            title=LONG_TITLE,
            body=self.body,
            document_number="青发改办〔2017〕455号",
            attachments=[PolicyAttachment(document=self.file)],
            **common,
        )
        self.policy.tags.add("公开", "服务")
        self.policy.change_note = "补充主题词。"
        self.policy.save_revision().publish()
        other = factories.topic("jiage", "价格")
        for validity in ("amended", "repealed", "expired"):
            document = factories.policy(
                self.library,
                title=f"暂行办法{validity}",
                validity=validity,
                changed_by=self.policy,
                topic=other,
                related_documents=[RelatedDocument(document=self.policy)],
            )
            self.addresses[f"document {validity}"] = document.url
        self.addresses["document"] = self.policy.url
        for kind in ("text", "infographic", "questions", "video", "press"):
            page = factories.interpretation(
                self.policy, parent=self.list, title=f"解读{kind}", kind=kind, body=self.body, department=office()
            )
            self.addresses[f"interpretation {kind}"] = page.url

    def articles(self) -> None:
        """News, notices, pages and guides."""
        picture = {"image": self.image, "image_alternative_text": "会场"}
        for number in range(13):
            factories.news(self.pictures, title=f"要闻{number}", summary="一句话。", **picture if number % 2 else {})
        news = factories.news(self.pictures, title="头条", body=self.body, department=office(), **picture)
        for number in range(21):
            factories.notice(self.list, title=f"公告{number}")
        made = {
            "news": news,
            "notice": factories.notice(self.list, body=self.body),
            "page": factories.simple(self.list, body=self.body),
            "guide": factories.guide(self.list, body=self.body),
        }
        self.addresses |= {name: page.url for name, page in made.items()}
        self.addresses |= {
            "second page": f"{self.list.url}?page=2",
            "narrowed list": f"{self.library.url}?validity=repealed&topic=jiage",
            "narrowed to nothing": f"{self.library.url}?year=1999",
        }
        gone = factories.notice(self.list, title="撤下")
        gone.unpublish()
        self.addresses["withdrawn"] = gone.url

    def catalogue(self) -> None:
        """A catalogue with two areas and a former edition."""
        first = factories.entry(fulfilled_by=self.library.pk)
        second = factories.entry(item="责任清单", subject="办公室")
        areas = [block("area", {"title": title, "entries": each(first, second)}) for title in ("简政放权", "规划计划")]
        page = factories.catalogue(self.catalogues, areas=areas, department=office())
        page.title = "主动公开基本目录（修订）"
        kept = areas[0]["value"]["entries"][0] | {"value": first | {"time_limit": "形成之日起 7 个工作日内"}}
        added = each(factories.entry(item="新的事项"))
        page.areas = [block("area", {"title": "简政放权", "entries": [kept, *added]}), areas[1]]
        page.save_revision().publish()
        self.addresses |= {
            "catalogue": page.url,
            "narrowed catalogue": f"{page.url}?q=责任&area=2",
            "edition": f"{page.url}editions/1/",
            "compared editions": f"{page.url}editions/compare/",
            "same editions": f"{page.url}editions/compare/?from=1&to=1",
        }

    def translations(self) -> None:
        """The library and its document in English."""
        english = Locale.objects.get(language_code="en")
        self.library.copy_for_translation(english).save_revision().publish()
        page = self.policy.copy_for_translation(english)
        page.title = page.draft_title = "Opinions on Openness"
        page.save_revision().publish()
        self.addresses["translation"] = type(page).objects.get(pk=page.pk).url

    def arrange_home(self) -> None:
        """Every block of a home page."""
        listed = {"title": "", "column": self.list.pk, "count": 5}
        link = {"text": "公开指南", "description": "怎样申请", "page": self.list.pk}
        slides = [
            {"image": self.image.pk, "alternative_text": "会场", "title": title, "page": self.list.pk}
            for title in ("会议召开", "项目开工")
        ]
        self.home.refresh_from_db()
        entrance = link | {"icon": "book-open"}
        lead = {"title": "头条", "summary": "一句话。", "page": self.list.pk, "image": None, "alternative_text": ""}
        pictured = lead | {"image": self.image.pk, "alternative_text": "会场"}
        interaction = listed | {"links": each(entrance, link | {"icon": "phone"})}
        topics = {"title": "按主题", "column": self.library.pk, "topics": each(factories.topic().pk)}
        self.home.blocks = [
            block("lead", lead),
            block("lead", pictured),
            block("tabs", {"title": "动态", "columns": each(listed, listed | {"column": self.pictures.pk})}),
            block("interaction", interaction),
            block("key_areas", {"title": "重点领域", "columns": each(listed | {"icon": "wallet", "count": 2})}),
            block("topics", topics),
            block("carousel", {"slides": each(*slides)}),
            block("notices", listed),
            block("policies", listed | {"column": self.library.pk, "title": "政策文件"}),
            block("latest", listed | {"column": self.pictures.pk, "with_pictures": True}),
            block("latest", listed | {"with_pictures": False}),
            block("catalogue_entrances", {"title": "政府信息公开", "links": each(entrance, link | {"icon": ""})}),
            block("links", {"title": "相关网站", "links": each({"text": "中国政府网", "url": "https://www.gov.cn/"})}),
        ]
        self.home.save_revision().publish()
        self.addresses["home"] = "/"


def office() -> Any:
    """The department of everything here."""
    return factories.department()


def published_paths() -> list[str]:
    """The addresses of all that is public."""
    return list(ContentItem.objects.published().values_list("path", flat=True))
