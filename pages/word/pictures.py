"""The pictures of a document, in forms that browsers show."""

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from pages.uploads.images import draw
from pages.uploads.refusals import Refused

LONGEST_DESCRIPTION = 250
# As WAGTAILIMAGES_MAX_IMAGE_PIXELS: what else is in the file needs memory too.
MOST_PIXELS = 50_000_000
_KEPT = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
_CONVERTED = {"BMP", "TIFF", "DIB"}


@dataclass
class Picture:
    """A picture that can be stored."""

    content: bytes
    extension: str


def read_picture(content: bytes) -> Picture | None:
    """The picture as PNG, JPEG, GIF or WebP; None for other forms, for damaged files and for too many pixels."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            form = image.format or ""
            if image.width * image.height > MOST_PIXELS:
                return None
            if form in _KEPT:
                draw(image, MOST_PIXELS)
                return Picture(content, _KEPT[form])
            return Picture(_as_png(image), "png") if form in _CONVERTED else None
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError, Refused):
        return None


def _as_png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.convert("RGBA" if "A" in image.getbands() else "RGB").save(target, "PNG")
    return target.getvalue()
