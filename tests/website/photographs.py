"""Photographs of every template: taken in every mode to be looked at, and compared with those that somebody looked at.

`make photographs` takes all into var/photographs/, with a sheet of each template; ARGS=--accept renews the references.
"""

import argparse
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from unittest.mock import patch
from zoneinfo import ZoneInfo

import django
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page, sync_playwright

from tests.tools import ROOT, chromium_options
from tests.website.visiting import SITE, answer_here

if TYPE_CHECKING:
    from tests.website.everything import Everything
TAKEN = ROOT / "var" / "photographs"
REFERENCES = Path(__file__).with_name("references")
# When the photographed portal was written and is read.
MOMENT = datetime(2026, 9, 1, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
WIDTHS = (375, 768, 1280)
# A mode is a scheme of colours and the reading aids that a reader has chosen.
MODES = {"light": ("light", ""), "dark": ("dark", ""), "contrast": ("light", "contrast"), "large": ("light", "large")}
PATTERNS = "patterns"
# Pictures that wait until they are scrolled to are fetched as well.
PICTURES_ARE_THERE = """() => Promise.all([...document.images].map((picture) => {
    picture.loading = "eager";
    return picture.decode().catch(() => null);
}))"""
# References are kept at this part of the size: letters become grey, and how they are smoothed no longer matters.
PART = {375: 2, 768: 3, 1280: 4}
# After this blur, in pixels of the reduced photograph, no colour value differs by as much as this, of 255, because of a
# lossy reference, another smoothing of letters or a pixel's shift; what a reader would notice differs by more.
BLUR = 2
SLIGHT = 34
# How references are stored: with the colour of every pixel, since sharing it would blur yellow letters on black.
STORED = {"quality": 50, "subsampling": "4:4:4"}
# So many pixels of a reduced photograph may differ by more.
STRAY = 12


@dataclass(frozen=True)
class Shot:
    """One photograph to take."""

    template: str
    address: str
    width: int
    mode: str

    @property
    def name(self) -> str:
        return f"{self.group}-{self.width}-{self.mode}"

    @property
    def group(self) -> str:
        """The template as a part of names of files."""
        return self.template.replace(" ", "-")


def shots(addresses: dict[str, str], widths: tuple[int, ...] = WIDTHS, modes: Iterable[str] = MODES) -> list[Shot]:
    """Every template at these widths in these modes."""
    every = addresses | {PATTERNS: "/patterns/"}
    return [
        Shot(template, address, width, mode)
        for template, address in every.items()
        for mode in modes
        for width in widths
    ]


def guarded(addresses: dict[str, str]) -> list[Shot]:
    """Those that are compared in CI: all templates at the widest and the narrowest, the components in every mode."""
    ends = (WIDTHS[0], WIDTHS[-1])
    return [shot for shot in shots(addresses, ends) if shot.mode == "light" or shot.template == PATTERNS]


@contextmanager
def photographed_portal() -> Iterator["Everything"]:
    """A portal that is the same each time: written and read at one moment; it is gone when the block ends."""
    from django.core.cache import cache
    from django.db import transaction
    from django.test import override_settings

    from cms.content.delivering import deliver_due
    from cms.content.gates import by_system
    from cms.content.models import Delivery
    from pages.models import HomePage
    from tests.website.everything import Everything

    clock = patch("django.utils.timezone.now", lambda: MOMENT)
    # Addresses appear on pages, as text and as codes.
    numbers = patch("tests.factories._numbers", count(1))
    # Errors show the number of the request.
    request = patch("cms.operation.requests.number_of", lambda request: "0123456789abcdef")
    with clock, numbers, request, override_settings(ELASTICSEARCH_URL=""), transaction.atomic():
        cache.clear()
        # Where two are equal, their identities decide which comes first.
        with by_system("tests"), patch("os.urandom", Random(0).randbytes):
            portal = Everything(HomePage.objects.get(locale__language_code="zh-hans"))
        # The default of this field is the clock itself, which goes on.
        Delivery.objects.update(not_before=MOMENT)
        while deliver_due():
            pass
        yield portal
        transaction.set_rollback(True)
    cache.clear()


def choose(page: Page, width: int, mode: str) -> None:
    """See what follows as a reader at that width who has chosen that mode."""
    scheme, reading = MODES[mode]
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(SITE + "/static/website/mark.svg")
    page.evaluate("words => localStorage.setItem('reading', words)", reading)


def take(page: Page, shot: Shot) -> Image.Image:
    """The whole page from top to bottom."""
    choose(page, shot.width, shot.mode)
    page.goto(SITE + shot.address, wait_until="load")
    return photograph(page)


def photograph(page: Page) -> Image.Image:
    """The page as it is now. Players show how they wait, which is never the same twice: they are covered."""
    players = page.locator("video, iframe")
    page.evaluate(PICTURES_ARE_THERE)
    taken = page.screenshot(full_page=True, animations="disabled", mask=[players], mask_color="#808080")
    return Image.open(BytesIO(taken)).convert("RGB")


def reduced(picture: Image.Image, width: int) -> Image.Image:
    """The photograph at the size of its reference."""
    return picture.reduce(PART[width])


def difference(reference: Image.Image, picture: Image.Image) -> Image.Image | None:
    """What differs between two reduced photographs, marked red in the second; None where it is next to nothing."""
    size = (max(reference.width, picture.width), max(reference.height, picture.height))
    if abs(reference.height - picture.height) <= 1:
        size = (size[0], min(reference.height, picture.height))
    before, after = (_canvas(each, size).filter(ImageFilter.GaussianBlur(BLUR)) for each in (reference, picture))
    channels = ImageChops.difference(before, after).split()
    greatest = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    stray = greatest.point(lambda value: 255 if value > SLIGHT else 0)
    if stray.histogram()[255] <= STRAY:
        return None
    marked = _canvas(picture, size)
    marked.paste((255, 0, 0), mask=stray)
    return marked


def _canvas(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture in the corner of a magenta one, so that what is missing differs from every page."""
    canvas = Image.new("RGB", size, (255, 0, 255))
    canvas.paste(picture)
    return canvas


def reference_of(shot: Shot) -> Path:
    """Where the reference of a guarded photograph is kept."""
    return REFERENCES / f"{shot.name}.avif"


def accept(shot: Shot, picture: Image.Image) -> None:
    """Make this photograph the reference."""
    reduced(picture, shot.width).save(reference_of(shot), **STORED)


def sheet(taken: dict[Shot, Image.Image]) -> Image.Image:
    """All photographs of a template side by side, two modes in a row, at 0.4 of their size."""
    rows = [[shot for shot in taken if shot.mode in pair] for pair in (("light", "contrast"), ("dark", "large"))]
    small = {shot: picture.resize((picture.width * 2 // 5, picture.height * 2 // 5)) for shot, picture in taken.items()}
    heights = [max(small[shot].height for shot in row) for row in rows]
    page = Image.new("RGB", (max(sum(small[shot].width + 10 for shot in row) for row in rows), sum(heights)), "gray")
    top = 0
    for row, height in zip(rows, heights, strict=True):
        left = 0
        for shot in row:
            page.paste(small[shot], (left, top))
            left += small[shot].width + 10
        top += height
    return page


def main() -> None:
    """Photograph every template, or only those whose names are given."""
    parser = argparse.ArgumentParser(prog="make photographs", description=__doc__)
    parser.add_argument("--accept", action="store_true", help="make anew the references of the tests, and nothing else")
    parser.add_argument("templates", nargs="*", help="names of tests/website/everything.py, or patterns")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        photograph_all(options.templates, options.accept)
    finally:
        teardown_databases(databases, verbosity=0)


def photograph_all(templates: list[str], renew: bool) -> None:
    """Take all photographs with a sheet of each template, or only those that become references."""
    from pages.founding import found_portal

    found_portal()
    # While Playwright runs, this thread has a database connection of its own.
    with sync_playwright() as playwright, photographed_portal() as everything:
        page = playwright.chromium.launch(**chromium_options()).new_page(locale="zh-CN", timezone_id="Asia/Shanghai")
        answer_here(page)
        wanted = templates or [*everything.addresses, PATTERNS]
        if renew:
            REFERENCES.mkdir(exist_ok=True)
            accept_all(page, [shot for shot in guarded(everything.addresses) if shot.template in wanted], not templates)
        else:
            for template in wanted:
                take_sheet(page, [shot for shot in shots(everything.addresses) if shot.template == template])


def accept_all(page: Page, taken: list[Shot], is_whole: bool) -> None:
    """Make photographs of these the references; of the whole set, nothing else is left."""
    for shot in taken:
        accept(shot, take(page, shot))
    if is_whole:
        for path in set(REFERENCES.iterdir()) - {reference_of(shot) for shot in taken}:
            path.unlink()


def take_sheet(page: Page, template: list[Shot]) -> None:
    """Photograph a template in every mode at every width, and put all on a sheet."""
    TAKEN.mkdir(parents=True, exist_ok=True)
    taken = {shot: take(page, shot) for shot in template}
    for shot, picture in taken.items():
        picture.save(TAKEN / f"{shot.name}.png")
    path = TAKEN / f"sheet-{template[0].group}.png"
    sheet(taken).save(path)
    print(path.relative_to(ROOT), flush=True)


if __name__ == "__main__":
    main()
