"""The places of a page at which something can be said: its fields, and the blocks of its bodies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.blocks import Block, FieldBlock, StructBlock
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Comment, Page

from cms.content.gates import Obstacle
from cms.content.presenting import plain_text


@dataclass(frozen=True)
class Place:
    """A place as Wagtail's comments know it (`field` or `field.block.part`), and what people call it."""

    path: str
    label: str


def places_of(page: Page) -> list[Place]:
    """Every place of the page on which the editor shows a comment, in the order of the form."""
    places: list[Place] = []
    for name in dict.fromkeys(_field_names(page.get_edit_handler())):
        field = page._meta.get_field(name)
        if isinstance(field, StreamField):
            places += _places_in(field, getattr(page, name))
        else:
            places.append(Place(name, str(field.verbose_name)))
    return places


def _field_names(panel: Panel) -> Iterator[str]:
    if isinstance(panel, FieldPanel):
        yield panel.field_name
    for child in getattr(panel, "children", ()):
        yield from _field_names(child)


def _places_in(field: StreamField, stream: Any) -> Iterator[Place]:
    for number, child in enumerate(stream, 1):
        part = _first_part(child.block)
        if part is not None:
            label = _("%(field)s第 %(number)d 块") % {"field": field.verbose_name, "number": number}
            words = Truncator(" ".join(map(plain_text, child.block.get_searchable_content(child.value)))).chars(24)
            yield Place(".".join([field.name, child.id, *part]), f"{label}（{child.block.label}）：{words}")


def _first_part(block: Block) -> list[str] | None:
    """The way from a block to the first field in it, where the editor shows comments; None without one."""
    if isinstance(block, FieldBlock):
        return []
    if isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            if (rest := _first_part(child)) is not None:
                return [name, *rest]
    return None


def comments_on(page: Page) -> list[tuple[str, Comment]]:
    """The comments that nobody has settled yet, each with what people call its place."""
    labels = {place.path: place.label for place in places_of(page.get_latest_revision_as_object())}
    comments = Comment.objects.filter(page=page.pk, resolved_at=None).select_related("user").order_by("pk")
    return [(labels.get(comment.contentpath, ""), comment) for comment in comments]


def mark(form: Any, obstacles: Sequence[Obstacle]) -> None:
    """Show the obstacles as errors at the fields and blocks of an edit form that was just opened."""
    form.errors  # noqa: B018 -- asking for them prepares the form for more
    form.cleaned_data = {}
    streams = {name: getattr(form.instance, name) for name in form.fields if _is_stream(form.instance, name)}
    for name, stream in streams.items():
        if error := _stream_error(name, stream, obstacles):
            form.add_error(name, error)
    for obstacle in obstacles:
        if obstacle.field in form.fields and obstacle.field not in streams:
            form.add_error(obstacle.field, str(obstacle))


def _is_stream(page: Page, name: str) -> bool:
    return any(field.name == name for field in page._meta.get_fields() if isinstance(field, StreamField))


def _stream_error(name: str, stream: Any, obstacles: Sequence[Obstacle]) -> ValidationError | None:
    whole = [str(obstacle) for obstacle in obstacles if obstacle.field == name]
    blocks: dict[int, Any] = {}
    for number, child in enumerate(stream):
        if found := [str(obstacle) for obstacle in obstacles if obstacle.field == child.id]:
            blocks[number] = ValidationError(found)
    if not whole and not blocks:
        return None
    return StreamBlockValidationError(block_errors=blocks, non_block_errors=whole)
