"""A small portal in which everything is known beforehand: identities, dates, files."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from cms.content.models import ContentItem
from pages.models import (
    CataloguePage,
    ColumnPage,
    HomePage,
    InterpretationPage,
    NewsPage,
    PolicyAttachment,
    PolicyDocumentPage,
    PortalDocument,
    PortalImage,
    RelatedDocument,
)
from tests import factories

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
IMAGE, FILE = 7001, 7002


def key(number: int) -> UUID:
    """The identity with that number."""
    return UUID(int=number)


@dataclass
class World:
    """The pages of the known portal."""

    library: ColumnPage
    earlier: PolicyDocumentPage
    policy: PolicyDocumentPage
    translation: PolicyDocumentPage
    interpretation: InterpretationPage
    catalogue: CataloguePage
    news: NewsPage


def block(number: int, kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "id": str(key(number)), "value": value}


def _body(library: ColumnPage) -> list[dict[str, Any]]:
    text = f'<p>坚持<b>公开</b>,见<a linktype="page" id="{library.pk}">政策文件</a>和<a href="https://www.gov.cn/">中国政府网</a>。</p>'
    figure = {"image": IMAGE, "alternative_text": "会议现场", "caption": "全省会议"}
    questions = {
        "questions": [
            {"id": str(key(214)), "type": "item", "value": {"question": "何时施行？", "answer": "<p>即日起。</p>"}}
        ]
    }
    return [
        block(211, "heading", {"level": "2", "text": "总体要求"}),
        block(212, "text", text),
        block(213, "figure", figure),
        block(215, "questions", questions),
        block(216, "attachment", {"document": FILE, "title": "附表"}),
        block(217, "text", "<p>第十二条之一 信息公开<footnote>依照条例。</footnote>及时。</p>"),
    ]


def create() -> World:
    """Publish the home pages anew; create and publish the pages below them."""
    ContentItem.objects.all().delete()
    for page in HomePage.objects.all():
        page.translation_key, page.first_published_at = key(100), NOW
        page.save()
        page.save_revision().publish()
    home = HomePage.objects.get(locale__language_code="zh-hans")
    PortalImage.objects.create(
        pk=IMAGE, title="会议", file=get_test_image_file("meeting.png", size=(1200, 800)), credit="办公室"
    )
    PortalDocument.objects.create(pk=FILE, title="附表一", file=ContentFile(b"%PDF-1.4", "table.pdf"))
    library = factories.column(home, title="政策文件", slug="zc", translation_key=key(101), column_type="policy")
    earlier = factories.policy(
        library,
        title="关于印发年度要点的通知",
        slug="444",
        translation_key=key(201),
        body=[block(201, "text", "<p>年度要点。</p>")],
        date_written=date(2016, 3, 1),
        date_first_public=datetime(2016, 3, 5, 1, 0, tzinfo=UTC),
        document_number="青发改办〔2016〕44号",
        index_number="QHFGW-2016-00044",
    )
    policy = factories.policy(
        library,
        slug="455",
        translation_key=key(202),
        summary="全面推进政务公开。",
        date_first_public=datetime(2017, 9, 5, 1, 0, tzinfo=UTC),
        document_number="青发改办〔2017〕455号",
        index_number="QHFGW-2017-00455",
        department=factories.department(),
        topic=factories.topic(),
        body=_body(library),
        attachments=[PolicyAttachment(document_id=FILE)],
        related_documents=[RelatedDocument(document=earlier)],
    )
    translation = _translate(library, policy)
    interpretation = factories.interpretation(
        policy, parent=library, slug="jd", translation_key=key(203), body=[block(231, "text", "<p>一图读懂。</p>")]
    )
    area = {"title": "简政放权", "entries": [block(241, "item", factories.entry(fulfilled_by=library.pk))]}
    catalogue = factories.catalogue(library, slug="ml", translation_key=key(204), areas=[block(242, "area", area)])
    news = factories.news(library, slug="xw", translation_key=key(205))
    return World(library, earlier, policy, translation, interpretation, catalogue, news)


def _translate(library: ColumnPage, policy: PolicyDocumentPage) -> PolicyDocumentPage:
    english = Locale.objects.get(language_code="en")
    library.copy_for_translation(english).save_revision().publish()
    page = policy.copy_for_translation(english)
    page.title = page.draft_title = "Opinions on Openness"
    page.save_revision().publish()
    return page
