"""From a Word document to a draft: a new page, or a new revision of one. Nothing here publishes anything."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry
from wagtail.utils.file import hash_filelike

from pages.models import (
    ColumnPage,
    InterpretationPage,
    NewsPage,
    NoticePage,
    PolicyAttachment,
    PolicyDocumentPage,
    PortalDocument,
    PortalImage,
    SimplePage,
)
from pages.models.base import BodyPage
from pages.slugs import free_slug
from pages.word.body import Block
from pages.word.child import read_word_bounded
from pages.word.pictures import Picture
from pages.word.reading import Word
from pages.word.report import Loss, Report
from snippets.models import Department, Library

# The types that are written as texts.
PAGE_TYPES: tuple[type[BodyPage], ...] = (PolicyDocumentPage, InterpretationPage, NewsPage, NoticePage, SimplePage)
ACTION = "word.import"


@dataclass
class Imported:
    """The page as a draft, and the report of what the file held besides."""

    page: BodyPage
    report: Report


def types_below(parent: Page) -> list[type[BodyPage]]:
    """The types of pages that can be imported below a page."""
    creatable = [model for model in parent.specific_class.creatable_subpage_models() if model.can_create_at(parent)]
    return [model for model in PAGE_TYPES if model in creatable]


@transaction.atomic
def create_page(model: type[BodyPage], parent: Page, file: UploadedFile, user: Any, attach: bool) -> Imported:
    """A new draft below `parent`, with the file as attachment if wanted. Raises WordRefused; then nothing is stored.

    Whether the user may add pages there is for the caller to ask.
    """
    word = read_word_bounded(_opened(file), with_head=model is not PolicyDocumentPage)
    library = _Library(parent, user)
    title = word.record.title or str(file.name).rpartition(".")[0]
    page = model(title=title[:255], owner=user, live=False, locale=parent.locale)
    page.slug = free_slug(title, parent)
    if isinstance(page, PolicyDocumentPage):
        for name in ("document_number", "issuing_authority", "date_written", "date_issued"):
            if value := getattr(word.record, name):
                setattr(page, name, value)
    if hasattr(page, "department"):
        page.department = library.department
    page.body = library.stored(word, title)
    if attach:
        library.attach(page, file, title)
    parent.add_child(instance=page)
    _save(page, file, word, user, created=True)
    return Imported(page, word.report)


@transaction.atomic
def replace_body(page: BodyPage, file: UploadedFile, user: Any, attach: bool) -> Imported:
    """A new revision of `page` with the body of the file; all that was saved before stays among the revisions.

    Raises WordRefused; then nothing is stored. Whether the user may edit the page is for the caller to ask.
    """
    word = read_word_bounded(_opened(file), with_head=not isinstance(page, PolicyDocumentPage))
    if page.latest_revision is None:
        page.save_revision(log_action=False)
    draft = page.get_latest_revision_as_object()
    library = _Library(page, user)
    draft.body = library.stored(word, draft.title)
    if attach:
        library.attach(draft, file, draft.title)
    _save(draft, file, word, user, created=False)
    return Imported(draft, word.report)


def _opened(file: UploadedFile) -> BinaryIO:
    file.seek(0)
    return file  # type: ignore[return-value]


def _save(page: BodyPage, file: UploadedFile, word: Word, user: Any, created: bool) -> None:
    revision = page.save_revision(user=user, log_action=False, clean=False)
    log(page, "wagtail.create" if created else "wagtail.edit", user=user, revision=revision, content_changed=True)
    data = {"file": str(file.name), "left_out": list(word.report.lines())}
    log(page, ACTION, user=user, revision=revision, data=data)


class _Library:
    """Where the pictures and files of a page below a column are kept: in the collection of the column's department."""

    def __init__(self, place: Page, user: Any) -> None:
        columns = ColumnPage.objects.ancestor_of(place, inclusive=True).filter(department__isnull=False)
        nearest = columns.select_related("department").order_by("-depth").first()
        self.department: Department | None = nearest.department if nearest else None
        self.user = user

    def collection(self) -> Collection:
        """The collection of the department's library, or of the common one."""
        library = Library.of(self.department)
        return library.collection if library else Collection.get_first_root_node()

    def stored(self, word: Word, title: str) -> list[Block]:
        """The blocks, with the pictures stored and named by their keys."""
        if not word.pictures:
            return word.blocks
        if not may_add(PortalImage, self.user):
            word.report.add(Loss.FORBIDDEN_PICTURES, len(word.pictures))
            return [block for block in word.blocks if block["type"] != "figure"]
        collection = self.collection()
        for block in word.blocks:
            if block["type"] == "figure":
                place = block["value"]["image"]
                name = block["value"]["caption"] or f"{title[:200]}（图片{place + 1}）"
                block["value"]["image"] = self._image(word.pictures[place], name[:255], collection).pk
        return word.blocks

    def _image(self, picture: Picture, title: str, collection: Collection) -> PortalImage:
        """The picture in the library; one that is there already is not stored twice."""
        digest = hash_filelike(ContentFile(picture.content))
        if known := PortalImage.objects.filter(collection=collection, file_hash=digest).first():
            return known
        return PortalImage.objects.create(
            title=title,
            file=ImageFile(ContentFile(picture.content), name=f"word.{picture.extension}"),
            file_size=len(picture.content),
            file_hash=digest,
            collection=collection,
            uploaded_by_user=self.user,
        )

    def attach(self, page: BodyPage, file: UploadedFile, title: str) -> None:
        """The file itself among the attachments of the page, or at the end of its body."""
        file.seek(0)
        content = file.read()
        document = PortalDocument.objects.create(
            title=title[:255],
            file=ContentFile(content, name=str(file.name)),
            file_size=len(content),
            file_hash=hash_filelike(ContentFile(content)),
            collection=self.collection(),
            uploaded_by_user=self.user,
        )
        if isinstance(page, PolicyDocumentPage):
            page.attachments.add(PolicyAttachment(document=document))
        else:
            page.body.append(("attachment", {"document": document, "title": ""}))


def may_add(model: type[PortalImage | PortalDocument], user: Any) -> bool:
    """Whether the user may add to the library of pictures or files."""
    return bool(policy_registry.get_by_type(model).user_has_permission(user, "add"))
