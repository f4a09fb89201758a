"""What files looked like when 保密审查 passed the page that names them: replaced afterwards, they were not reviewed."""

from hashlib import sha1

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from cms.content.presenting import PresentablePage
from pages.files import PortalDocument, PortalImage

File = PortalDocument | PortalImage
FILES: tuple[type[File], ...] = (PortalDocument, PortalImage)


class ReviewedFile(models.Model):
    """A file of the revision under review, as the public would have seen it when the step was approved."""

    # The trail names the approval itself.
    watched = False

    state = models.ForeignKey(TaskState, models.CASCADE, related_name="reviewed_files", verbose_name=_("审签环节"))
    kind = models.CharField(_("类别"), max_length=20)
    file_id = models.PositiveIntegerField(_("编号"))
    digest = models.CharField(_("摘要值"), max_length=40)

    class Meta:
        verbose_name = _("审查过的文件")
        verbose_name_plural = _("审查过的文件")
        constraints = (models.UniqueConstraint(fields=["state", "kind", "file_id"], name="one_digest_per_file"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.file_id}"


def files_of(page: PresentablePage) -> list[File]:
    """The documents and images that become public with the page and that exist, each once."""
    named = set(page.named_files())
    return [
        file
        for model in FILES
        for file in model._default_manager.filter(pk__in={key for _field, each, key in named if each is model})
    ]


def digest_of(file: File) -> str:
    """Stands for what the public sees of the file: its content, and the name or credit beside it."""
    beside = file.title if isinstance(file, PortalDocument) else file.credit
    try:
        content = file.get_file_hash()
    except OSError:
        content = ""  # lost, which another gate tells
    return sha1(f"{content}\n{beside}".encode(), usedforsecurity=False).hexdigest()


def remember_files(state: TaskState) -> None:
    """Keep what the files of the revision are now that it is approved."""
    ReviewedFile.objects.bulk_create(
        ReviewedFile(state=state, kind=file._meta.model_name, file_id=file.pk, digest=digest_of(file))
        for file in files_of(state.revision.as_object())
    )


def files_changed_since(state: TaskState, page: PresentablePage) -> list[File]:
    """The files of the page that are not what was approved; none where nothing was kept, as in former versions."""
    kept = {(each.kind, each.file_id): each.digest for each in state.reviewed_files.all()}
    if not kept:
        return []
    return [file for file in files_of(page) if kept.get((file._meta.model_name, file.pk)) != digest_of(file)]
