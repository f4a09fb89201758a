"""How paragraphs and runs look: what they say, and what they inherit from styles (ECMA-376 part 1, 17.7)."""

from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from pages.word.package import W

_OFF = {"0", "false", "off", "none"}


@dataclass(frozen=True)
class Look:
    """The few properties that tell what a text is; None where nothing is said."""

    outline: int | None = None
    alignment: str | None = None
    number_id: str | None = None
    number_level: int | None = None
    bold: bool | None = None
    hidden: bool | None = None
    font: str | None = None
    size: float | None = None
    """In points."""

    def over(self, other: "Look") -> "Look":
        """This look, with what it does not say taken from the other."""
        said = {name: value for name, value in vars(self).items() if value is not None}
        return replace(other, **said)


PLAIN = Look()


def value(parent: Element | None, name: str) -> str | None:
    """The `w:val` of a child, empty where the child has none, None where there is no such child."""
    child = parent.find(W + name) if parent is not None else None
    return None if child is None else child.get(W + "val", "")


def _switch(parent: Element | None, name: str) -> bool | None:
    found = value(parent, name)
    return None if found is None else found not in _OFF


def _integer(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def look_of(paragraph: Element | None, run: Element | None) -> Look:
    """What a `w:pPr` and a `w:rPr` say."""
    numbering = paragraph.find(W + "numPr") if paragraph is not None else None
    fonts = run.find(W + "rFonts") if run is not None else None
    size = _integer(value(run, "sz"))
    return Look(
        outline=_integer(value(paragraph, "outlineLvl")),
        alignment=value(paragraph, "jc"),
        number_id=value(numbering, "numId"),
        number_level=_integer(value(numbering, "ilvl")),
        bold=_switch(run, "b"),
        hidden=_switch(run, "vanish"),
        # Chinese characters are set in the East Asian font.
        font=(fonts.get(W + "eastAsia") or fonts.get(W + "ascii")) if fonts is not None else None,
        size=size / 2 if size else None,
    )


class Styles:
    """The styles of a document, each with what it inherits."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {
            style.get(W + "styleId", ""): style for style in (root.iter(W + "style") if root is not None else ())
        }
        self._looks: dict[str, Look] = {}
        self._default = next(
            (
                key
                for key, style in self._styles.items()
                if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true")
            ),
            "",
        )

    def name(self, style: str | None) -> str:
        """The name that people see, in small letters."""
        return (value(self._styles.get(style or ""), "name") or "").lower()

    def paragraph(self, style: str | None) -> Look:
        """The look of a paragraph style; of the default style where none is named."""
        return self.look(style or self._default)

    def look(self, style: str | None, above: frozenset[str] = frozenset()) -> Look:
        """The look that a style gives, with everything that it is based on."""
        element = self._styles.get(style or "")
        if element is None or not style or style in above:
            return PLAIN
        if style not in self._looks:
            own = look_of(element.find(W + "pPr"), element.find(W + "rPr"))
            self._looks[style] = own.over(self.look(value(element, "basedOn"), above | {style}))
        return self._looks[style]
