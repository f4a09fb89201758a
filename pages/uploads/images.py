"""What the child finds in an image: whether it is one, and whether every frame of it can be drawn."""

import os
from collections.abc import Iterator
from typing import Any, BinaryIO

from PIL import Image, UnidentifiedImageError

from pages.uploads.refusals import Reason, Refused

# What is opened at all. Pillow tells a JPEG of several pictures, as telephones write it, by itself.
_OPENED = ["GIF", "JPEG", "PNG", "WEBP"]
# By extension, what Pillow calls it.
FORMATS = {"gif": ["GIF"], "jpg": ["JPEG", "MPO"], "jpeg": ["JPEG", "MPO"], "png": ["PNG"], "webp": ["WEBP"]}
FRAMES = 1_000


def look(file: BinaryIO, extension: str, pixels: int) -> Iterator[dict[str, Any]]:
    """`reason`, why it is not taken; an empty text where it is. `pixels` are allowed, those of all frames together."""
    try:
        _check(file, extension, pixels)
    except Refused as refused:
        yield {"reason": refused.reason}
    else:
        yield {"reason": ""}


def _check(file: BinaryIO, extension: str, pixels: int) -> None:
    if not file.seek(0, os.SEEK_END):
        raise Refused(Reason.EMPTY)
    file.seek(0)
    # Counted here, before anything is drawn.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(file, formats=_OPENED) as image:
            if image.format not in FORMATS.get(extension, ()):
                raise Refused(Reason.KIND)
            draw(image, pixels)
    except UnidentifiedImageError as error:
        raise Refused(Reason.KIND) from error
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused(Reason.DAMAGED) from error


def draw(image: Image.Image, pixels: int) -> None:
    """Every frame, so that nothing that draws it later meets a surprise. Raises Refused, and what Pillow raises."""
    drawn = 0
    for frame in range(FRAMES + 1):
        if frame:
            try:
                image.seek(frame)
            except EOFError:
                return
        drawn += image.width * image.height
        if drawn > pixels or frame == FRAMES:
            raise Refused(Reason.PIXELS)
        image.load()
