"""Pages of lists under addresses that people can keep: ?page=2."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import Http404

AROUND = 2
LARGEST = 100_000


def page_number(query: Mapping[str, str]) -> int:
    """The page that was asked for; raises Http404 for what is no page number."""
    text = query.get("page", "1")
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= LARGEST:
        raise Http404(text)
    return int(text)


def query_address(query: Mapping[str, str | int | None]) -> str:
    """A relative address that keeps the page and has these parameters; without any it is the page itself."""
    told = {name: value for name, value in query.items() if value not in (None, "")}
    return f"?{urlencode(told)}" if told else "./"


@dataclass(frozen=True)
class Paging:
    """`query` holds the parameters that stay the same from page to page. Raises Http404 beyond the last page."""

    number: int
    total: int
    size: int
    query: Mapping[str, str | int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.number > self.pages:
            raise Http404(self.number)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    def address(self, number: int) -> str:
        return query_address({**self.query, "page": number if number > 1 else None})

    @property
    def previous(self) -> str | None:
        return self.address(self.number - 1) if self.number > 1 else None

    @property
    def next(self) -> str | None:
        return self.address(self.number + 1) if self.number < self.pages else None

    @property
    def steps(self) -> list[tuple[int, str | None] | None]:
        """Page numbers with their addresses: the first, the last, those around this one; None for what is left out."""
        shown = {1, self.pages} | set(range(self.number - AROUND, self.number + AROUND + 1))
        numbers = sorted(number for number in shown if 1 <= number <= self.pages)
        steps: list[tuple[int, str | None] | None] = []
        for number in numbers:
            if steps and number - 1 not in shown:
                steps.append(None)
            steps.append((number, None if number == self.number else self.address(number)))
        return steps
