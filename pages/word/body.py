"""The body of a document as StreamField data, made of the converter's HTML."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag
from django.utils.html import escape

from pages.blocks.footnotes import footnote
from pages.word.pictures import LONGEST_DESCRIPTION, Picture
from pages.word.report import Loss, Report
from pages.word.tables import read_table

_BLANK = " \t\r\n\u3000\xa0"
_NOTE = re.compile(r"^(?:footnote|endnote)-[^r]")
_TABLE_CAPTION = re.compile(r"^(?:附?表)\s*[0-9一二三四五六七八九十\-–.]*[\s：:、.．]*\S.{0,80}$")
_FIGURE_CAPTION = re.compile(r"^图\s*[0-9一二三四五六七八九十\-–.]+[\s：:、.．]*\S.{0,80}$")
LONGEST_HEADING = 200

Block = dict[str, Any]


@dataclass
class BodyReader:
    """Turns the markup of a document into blocks; pictures stand in figures under their place in the list."""

    pictures: list[Picture]
    report: Report

    def read(self, markup: str) -> list[Block]:
        """The blocks in their order."""
        self.blocks: list[Block] = []
        self.text: list[str] = []
        soup = BeautifulSoup(markup, "html.parser")
        notes = self._take_notes(soup)
        for element in soup.find_all(True, recursive=False):
            if element.name in {"h2", "h3", "h4"}:
                self._heading(element, notes)
            elif element.name == "table":
                self._table(element, notes)
            else:
                self._paragraph(element, notes)
        self._end_text()
        self._caption_figures()
        return self.blocks

    def _take_notes(self, soup: BeautifulSoup) -> dict[str, str]:
        """The words of the notes by their id; the converter gives them as a list at the end."""
        notes: dict[str, str] = {}
        for item in soup.find_all("li", id=_NOTE):
            for back in item.find_all("a", href=re.compile("^#")):
                back.decompose()
            for link in item.find_all("a", href=True):
                if (address := str(link["href"])) not in link.get_text():
                    link.append(f"（{address}）")
            notes[str(item["id"])] = " ".join(" ".join(item.get_text().split()).strip("↑").split())
            if item.parent is not None and len(item.parent.find_all("li", recursive=False)) == 1:
                item.parent.decompose()
            else:
                item.decompose()
        return notes

    def _heading(self, element: Tag, notes: dict[str, str]) -> None:
        pictures = self._take_pictures(element)
        after = self._notes_after(element, notes)
        words = " ".join(element.get_text().split())
        if len(words) > LONGEST_HEADING:
            self.text.append(f"<p><b>{escape(words)}</b></p>")
        elif words:
            self._add("heading", {"level": element.name[1], "text": words})
        self._figures(pictures)
        self.text += after

    def _paragraph(self, element: Tag, notes: dict[str, str]) -> None:
        pictures = self._take_pictures(element)
        self._put_notes(element, notes)
        for each in [element, *element.find_all(["p", "li"])]:
            _trim(each)
        if element.get_text().strip(_BLANK):
            self.text.append(str(element))
        self._figures(pictures)

    def _table(self, element: Tag, notes: dict[str, str]) -> None:
        pictures = self._take_pictures(element)
        after = self._notes_after(element, notes)
        caption = self._take_caption(_TABLE_CAPTION)
        value = read_table(element, caption, self.report)
        if value is not None:
            self.report.add(Loss.CELL_PICTURES, len(pictures))
            self._add("table", value)
        else:
            # A frame: what stands in it is text.
            self.text += [f"<p>{escape(caption)}</p>"] if caption else []
            for part in element.find_all(["p", "ul", "ol"]):
                if part.find_parent(["ul", "ol"]) is None:
                    self._paragraph(part, notes)
        self._figures(pictures)
        self.text += after

    def _take_pictures(self, element: Tag) -> list[Tag]:
        return [picture for found in element.find_all("img") if (picture := found.extract()).get("src")]

    def _put_notes(self, element: Tag, notes: dict[str, str]) -> None:
        for mark, words in _marks(element, notes):
            mark.replace_with(BeautifulSoup(footnote(words), "html.parser"))

    def _notes_after(self, element: Tag, notes: dict[str, str]) -> list[str]:
        """Headings and tables hold no footnotes: a mark stays, and the words follow as text."""
        after = []
        for mark, words in _marks(element, notes):
            sign = f"〔{' '.join(mark.get_text().split()).strip('[]')}〕"
            mark.replace_with(sign)
            after.append(f"<p>{sign}{escape(words)}</p>")
            self.report.add(Loss.CELL_NOTES)
        return after

    def _figures(self, pictures: list[Tag]) -> None:
        for picture in pictures:
            described = " ".join(str(picture.get("alt", "")).split())
            self.report.add(Loss.UNDESCRIBED, not described)
            self.report.add(Loss.LONG_DESCRIPTIONS, len(described) > LONGEST_DESCRIPTION)
            place = int(str(picture["src"]).rpartition("-")[2])
            alternative = described[:LONGEST_DESCRIPTION]
            self._add("figure", {"image": place, "alternative_text": alternative, "caption": ""})

    def _take_caption(self, pattern: re.Pattern[str]) -> str:
        """The last paragraph before, where it is the caption of what comes next."""
        words = BeautifulSoup(self.text[-1], "html.parser").get_text().strip(_BLANK) if self.text else ""
        if not pattern.match(words) or words.endswith(("。", "：", ":")):
            return ""
        self.text.pop()
        return words

    def _caption_figures(self) -> None:
        """A paragraph below a picture that begins with 图 and its number is the caption."""
        for figure, text in zip(self.blocks, self.blocks[1:], strict=False):
            if figure["type"] != "figure" or text["type"] != "text":
                continue
            soup = BeautifulSoup(text["value"], "html.parser")
            first = soup.find(True)
            words = first.get_text().strip(_BLANK) if isinstance(first, Tag) and first.name == "p" else ""
            if isinstance(first, Tag) and _FIGURE_CAPTION.match(words) and not words.endswith("。"):
                figure["value"]["caption"] = words
                first.decompose()
                text["value"] = str(soup)
        self.blocks = [block for block in self.blocks if block["type"] != "text" or block["value"].strip()]

    def _end_text(self) -> None:
        if self.text:
            markup, self.text = "".join(self.text), []
            self.blocks.append({"type": "text", "value": markup, "id": str(uuid.uuid4())})

    def _add(self, kind: str, value: dict[str, Any]) -> None:
        self._end_text()
        self.blocks.append({"type": kind, "value": value, "id": str(uuid.uuid4())})


def _marks(element: Tag, notes: dict[str, str]) -> list[tuple[Tag, str]]:
    """The marks of notes inside the element, each with the words of its note."""
    found = []
    for link in element.find_all("a", href=re.compile(r"^#(?:footnote|endnote)-")):
        mark = link.parent if link.parent is not None and link.parent.name == "sup" else link
        found.append((mark, notes.get(str(link["href"])[1:], "")))
    return found


def _trim(element: Tag) -> None:
    """Without the space before the first word: on paper it indents, on a screen the style sheet does."""
    for text in list(element.find_all(string=True)):
        if text.strip(_BLANK):
            text.replace_with(text.lstrip(_BLANK))
            break
        text.extract()
