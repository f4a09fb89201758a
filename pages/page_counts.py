"""How many pages a file has, as far as it tells: a reader on a telephone wants to know before the download."""

import logging
import zipfile
from collections.abc import Callable
from typing import IO, Any

from defusedxml import ElementTree
from pypdf import PdfReader

logger = logging.getLogger(__name__)
# No list of pages is larger; what claims to be is not unpacked.
MOST_XML = 20 * 1024 * 1024


def count_pages(file: IO[bytes], extension: str) -> int | None:
    """The number of pages of an open file, or None where it does not say, is damaged or has none."""
    counter = _COUNTERS.get(extension.lower())
    if counter is None:
        return None
    try:
        file.seek(0)
        return counter(file) or None
    except Exception:  # a damaged file raises whatever its reader stumbles over, and has no number
        logger.info("A file does not say how many pages it has", exc_info=True)
        return None


def _of_pdf(file: IO[bytes]) -> int:
    return len(PdfReader(file).pages)


def _of_office(file: IO[bytes]) -> int:
    """Office Open XML: what the program that saved it has noted (ECMA-376 part 1, 22.2)."""
    properties = _part(zipfile.ZipFile(file), "docProps/app.xml")
    found = next((each.text for each in properties.iter() if _name(each) in ("Pages", "Slides")), None)
    return int(found or 0)


def _of_ofd(file: IO[bytes]) -> int:
    """OFD: the pages of each document that the package names (GB/T 33190-2016, 7.4 and 7.5)."""
    package = zipfile.ZipFile(file)
    roots = [each.text or "" for each in _part(package, "OFD.xml").iter() if _name(each) == "DocRoot"]
    pages = (list(each) for root in roots for each in _part(package, root.strip("/ ")) if _name(each) == "Pages")
    return sum(len(each) for each in pages)


def _part(package: zipfile.ZipFile, name: str) -> Any:
    if package.getinfo(name).file_size > MOST_XML:
        raise ValueError(name)
    return ElementTree.fromstring(package.read(name))


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2]


_COUNTERS: dict[str, Callable[[IO[bytes]], int]] = {
    "pdf": _of_pdf,
    "docx": _of_office,
    "pptx": _of_office,
    "xlsx": _of_office,
    "ofd": _of_ofd,
}
