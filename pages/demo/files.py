"""The pictures and files of the demonstration, made when they are first named."""

from collections.abc import Callable
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.models import Collection

from pages.demo import attachments, pictures
from pages.demo.reading import read
from pages.models import PortalDocument, PortalImage
from snippets.models import Library


def image(name: str) -> PortalImage:
    """The picture of that name in `pages.demo.pictures`, drawn if it is missing."""
    title = read("files")["images"][name]
    found = PortalImage.objects.filter(title=title).first()
    if found is None:
        file = ImageFile(ContentFile(pictures.draw(name)), name=f"{name}.jpg")
        found = PortalImage.objects.create(title=title, file=file, credit="演示图片", collection=_collection())
    return found


def document(name: str) -> PortalDocument:
    """The file of that name, written if it is missing."""
    values = read("files")["documents"][name]
    found = PortalDocument.objects.filter(title=values["title"]).first()
    if found is None:
        writers: dict[str, Callable[[], bytes]] = {
            "pdf": partial(attachments.pdf, values["title"], values.get("lines", [])),
            "xlsx": partial(attachments.workbook, values["title"], values.get("rows", [])),
        }
        content = writers[name.rpartition(".")[2]]()
        found = PortalDocument.objects.create(
            title=values["title"], file=ContentFile(content, name=name), collection=_collection()
        )
        # Wagtail's upload form notes these; asked for, it notes them now.
        found.get_file_size()
        found.get_file_hash()
    return found


def _collection() -> Collection:
    library = Library.of(None)
    return library.collection if library else Collection.get_first_root_node()
