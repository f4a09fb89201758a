"""How many pages a file has, as far as it tells: a reader on a telephone wants to know before the download."""

import zipfile
from typing import Any

from defusedxml import ElementTree

# No list of pages is larger; what claims to be is not unpacked.
MOST_XML = 20 * 1024 * 1024
# No file has more.
MOST_PAGES = 1_000_000


def pages_of_package(archive: zipfile.ZipFile, extension: str) -> int | None:
    """The number of pages that an opened package tells; None where it tells none, or nonsense."""
    try:
        count = _of_ofd(archive) if extension == "ofd" else _of_office(archive)
    except (KeyError, ValueError, ElementTree.ParseError):
        return None
    return count if 0 < count <= MOST_PAGES else None


def _of_office(archive: zipfile.ZipFile) -> int:
    """Office Open XML: what the program that saved it has noted (ECMA-376 part 1, 22.2)."""
    properties = _part(archive, "docProps/app.xml")
    found = next((each.text for each in properties.iter() if _name(each) in ("Pages", "Slides")), None)
    return int(found or 0)


def _of_ofd(archive: zipfile.ZipFile) -> int:
    """OFD: the pages of each document that the package names (GB/T 33190-2016, 7.4 and 7.5)."""
    roots = [each.text or "" for each in _part(archive, "OFD.xml").iter() if _name(each) == "DocRoot"]
    pages = (list(each) for root in roots for each in _part(archive, root.strip("/ ")) if _name(each) == "Pages")
    return sum(len(each) for each in pages)


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    if archive.getinfo(name).file_size > MOST_XML:
        raise ValueError(name)
    return ElementTree.fromstring(archive.read(name))


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2]
