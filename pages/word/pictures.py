"""The pictures of a document, in forms that browsers show."""

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

LONGEST_DESCRIPTION = 250
# A photograph of 128 megapixels, as Wagtail's own form allows.
MOST_PIXELS = 128_000_000
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
                image.verify()
                return Picture(content, _KEPT[form])
            return Picture(_as_png(image), "png") if form in _CONVERTED else None
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None


def _as_png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.convert("RGBA" if "A" in image.getbands() else "RGB").save(target, "PNG")
    return target.getvalue()
