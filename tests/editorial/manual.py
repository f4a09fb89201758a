"""Photographs of the administration for the editors' manual (`make manual`), of a small office at work.

The office is the same each time, at one moment, and a photograph is written only where it differs from the one that is
there: on an unchanged administration this changes no file.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING
from unittest.mock import patch

import django
from django.test import Client
from django.utils.timesince import timesince
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.tools import ROOT, chromium_options
from tests.website.photographs import MOMENT, difference
from tests.website.visiting import SITE, answer_here

if TYPE_CHECKING:
    from tests.editorial.conftest import Office

TARGET = ROOT / "docs" / "images" / "editors"
# Pixels in the manual; the administration is photographed larger, so that letters stay sharp.
WIDTH = 960
NAMES = {
    "column_editor": "马文涛", "department_head": "祁连", "secrecy_reviewer": "韩冰", "publisher": "星宿",
    "auditor": "昂欠", "countersigner_research": "文成", "countersigner_legal": "贺兰",
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """One photograph: its name, who looks at which address, and what is done before the shutter opens."""

    name: str
    role: str
    address: str
    prepare: Callable[[Page], object] = lambda page: None


def office_at_work() -> "Office":
    """People with names, and pages on every part of their way."""
    from django.utils import timezone

    from tests import factories
    from tests.editorial.conftest import founded_office

    office = founded_office()
    for role, name in NAMES.items():
        office.people[role].first_name = name
        office.people[role].save()
    office.column.title = "政策文件"
    today = timezone.localdate()
    for days, title in ((25, "关于做好节能审查工作的通知"), (45, "关于调整成品油价格的通知")):
        office.draft(title=title, date_written=today - timedelta(days=days))
    body = [
        factories.paragraph("为规范项目管理，制定本办法。咨询电话：13900000000，联系人身份证号：11010519491231002X。")
    ]
    office.draft(title="青海省政府投资项目管理办法", document_number="青发改〔2026〕12号", body=body, is_normative=True)
    returned = office.submit(office.draft("notice", title="关于开展2026年项目储备工作的公告"))
    office.act(returned, "department_head", "reject", "请核实申报截止日期")
    office.submit(office.draft("notice", title="关于征集营商环境建议的公告"))
    document = office.reviewed(title="关于促进清洁能源高质量发展的实施意见", is_major_policy=True)
    office.reviewed("interpretation", document, title="《实施意见》政策解读")
    return office


def scenes(office: "Office") -> list[Scene]:
    """What the manual shows, in its order."""
    from wagtail.models import Comment

    from pages.models import NoticePage, PolicyDocumentPage

    draft = PolicyDocumentPage.objects.get(is_normative=True)
    joint = PolicyDocumentPage.objects.get(is_major_policy=True)
    returned, waiting = NoticePage.objects.order_by("pk")
    Comment.objects.create(
        page=returned, user=office.people["department_head"], text="请注明“省级”", contentpath="title"
    )
    edit = f"/admin/pages/{draft.pk}/edit/"

    def side_panel(name: str) -> Callable[[Page], None]:
        return lambda page: page.locator(f"[data-side-panel-toggle={name}]").click()

    def settings_tab(page: Page) -> None:
        page.get_by_role("tab", name="设置").click()

    return [
        Scene("home", "column_editor", "/admin/"),
        Scene("edit", "column_editor", edit),
        Scene("word", "column_editor", f"/admin/word/{office.column.pk}/"),
        Scene(
            "missing",
            "column_editor",
            f"{edit}?missing=1",
            lambda page: page.locator(".w-field--error").first.scroll_into_view_if_needed(),
        ),
        Scene("checks", "column_editor", edit, side_panel("checks")),
        Scene("change-note", "column_editor", edit, settings_tab),
        Scene("review", "department_head", f"/admin/review/{waiting.pk}/"),
        Scene("returned", "column_editor", f"/admin/pages/{returned.pk}/edit/", side_panel("comments")),
        Scene("joint", "publisher", f"/admin/review/{joint.pk}/"),
        Scene("deadlines", "auditor", "/admin/reports/deadlines/"),
        Scene("audit", "auditor", f"/admin/reports/audit/?object_type=pages.policydocumentpage&object_id={joint.pk}"),
        Scene(
            "notices",
            "department_head",
            "/admin/account/",
            lambda page: page.get_by_role("tab", name="通知").click(),
        ),
    ]


def photograph(browser: Browser, office: "Office", scene: Scene) -> None:
    """Take one photograph into the manual's folder."""
    client = Client()
    client.force_login(office.people[scene.role])
    page = browser.new_page(locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1360, "height": 860})
    page.clock.set_fixed_time(MOMENT)
    answer_here(page, client)
    page.goto(SITE + scene.address, wait_until="load")
    page.wait_for_timeout(1500)
    scene.prepare(page)
    page.wait_for_timeout(500)
    picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    picture = picture.resize((WIDTH, picture.height * WIDTH // picture.width), Image.Resampling.LANCZOS)
    target = TARGET / f"{scene.name}.webp"
    if not target.exists() or difference(Image.open(target).convert("RGB"), picture):
        picture.save(target, quality=70, method=6)
        print(target.relative_to(ROOT), flush=True)
    page.close()


def main() -> None:
    """Take all photographs in a database of their own, which is gone afterwards."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        from pages.founding import found_portal

        TARGET.mkdir(parents=True, exist_ok=True)
        # What is said of how long ago something was has a clock of its own.
        ago = patch.object(timesince, "__defaults__", (MOMENT, *timesince.__defaults__[1:]))
        with patch("django.utils.timezone.now", lambda: MOMENT), ago, sync_playwright() as playwright:
            found_portal()
            with patch("os.urandom", Random(0).randbytes):
                office = office_at_work()
            browser = playwright.chromium.launch(**chromium_options())
            for scene in scenes(office):
                photograph(browser, office, scene)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
