"""Every template looks as it did when somebody last looked at it: `make photographs ARGS=--accept` says so anew."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from tests.tools import ROOT
from tests.website.everything import Everything
from tests.website.photographs import (
    REFERENCES,
    STORED,
    TAKEN,
    Shot,
    difference,
    guarded,
    photograph,
    photographed_portal,
    reduced,
    reference_of,
    take,
)

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker) -> Iterator[Everything]:
    with django_db_blocker.unblock(), photographed_portal() as portal:
        yield portal


def test_every_template_looks_as_it_did_when_somebody_looked_at_it(visitor, everything):
    changed = {}
    for shot in guarded(everything.addresses):
        if report := departure(shot, take(visitor, shot)):
            changed[shot.name] = report
    assert not changed, "look at these; `make photographs ARGS=--accept` makes what is right the new reference"


def departure(shot: Shot, picture: Image.Image) -> str:
    """Where to look when a photograph differs from its reference, or nothing."""
    if not reference_of(shot).exists():
        return "no reference yet"
    with Image.open(reference_of(shot)) as reference:
        marked = difference(reference.convert("RGB"), reduced(picture, shot.width))
    if marked is None:
        return ""
    TAKEN.mkdir(parents=True, exist_ok=True)
    picture.save(TAKEN / f"{shot.name}.png")
    path = TAKEN / f"{shot.name}-difference.png"
    marked.save(path)
    return str(path.relative_to(ROOT))


def test_no_reference_is_left_of_a_template_that_is_gone(everything):
    kept = {path.name for path in REFERENCES.glob("*")}
    assert kept == {reference_of(shot).name for shot in guarded(everything.addresses)}
    assert sum(path.stat().st_size for path in REFERENCES.glob("*")) < 3_000_000


# What the comparison takes for a change, and what it does not.

PAGES = [("home", 1280), ("document", 375)]
HARM = {
    "a component lost": "document.querySelector('.breadcrumb, .navigation').remove()",
    "a component moved": "document.querySelector('main').style.cssText = 'position: relative; top: 24px'",
    "a heading moved aside": "document.querySelector('h1, h2').style.cssText = 'position: relative; left: 24px'",
    "another colour": "document.documentElement.style.setProperty('--accent', '#7a134a')",
    "larger letters": "document.querySelector('main').style.fontSize = '120%'",
    "a button lost": "document.querySelector('.search button').style.visibility = 'hidden'",
}


@pytest.fixture(params=PAGES, ids=[name for name, _width in PAGES])
def shot(request, everything) -> Shot:
    name, width = request.param
    return Shot(name, everything.addresses[name], width, "light")


def stored(picture: Image.Image, width: int) -> Image.Image:
    """The photograph as its reference would be read again."""
    file = BytesIO()
    reduced(picture, width).save(file, "avif", **STORED)
    return Image.open(file).convert("RGB")


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_the_comparison_notices(visitor, shot, harm):
    reference = stored(take(visitor, shot), shot.width)
    visitor.evaluate(f"() => {{ {harm} }}")
    assert difference(reference, reduced(photograph(visitor), shot.width))


def test_the_comparison_overlooks_another_way_of_smoothing_letters(visitor, shot):
    reference = stored(take(visitor, shot), shot.width)
    # A fraction of a pixel aside, every letter is drawn from other shades.
    visitor.evaluate("document.body.style.translate = '0.4px 0.4px'")
    assert difference(reference, reduced(photograph(visitor), shot.width)) is None
