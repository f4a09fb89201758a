"""Files that the public can read are changed like everything public: by a new version that is reviewed.

A replaced file would be public at once, past 保密审查, which binds the revision that names it. So what the public
sees of a file in use stays as it is: a new file is uploaded and named in a new draft.
"""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from cms.content.gates import Obstacle, PublicationRefused, publication_refused
from cms.content.models import ContentItem
from cms.content.references import file_kinds
from pages.files import PortalDocument, PortalImage

# What the public sees of a file.
SHOWN = ("file", "title", "credit")


def public_pages_with(file: PortalDocument | PortalImage) -> list[str]:
    """The titles of the public pages that show the file or offer it."""
    items = ContentItem.objects.published().linked_to(file_kinds()[type(file)], str(file.pk))
    return sorted(set(items.values_list("title", flat=True)))


def objection_to_change(file: PortalDocument | PortalImage) -> Obstacle | None:
    """Why the file must stay as it is, and what to do instead; None when no public page needs it."""
    titles = public_pages_with(file)
    if not titles:
        return None
    named = _("、").join(f"《{title}》" for title in titles[:3])
    return Obstacle(
        _("文件正由已公开的%(pages)s使用（共 %(count)d 页），不能直接替换、改名或删除。")
        % {"pages": named, "count": len(titles)},
        _("请上传新文件，在该页面的新草稿中改用新文件，再提交审签；页面的附件可以另写标题。"),
    )


class KeepsWhatIsPublic:
    """A form of the library that leaves files in public use as they are."""

    instance: Any

    def clean(self) -> Any:
        values = super().clean()  # type: ignore[misc]
        changed = [name for name in SHOWN if name in self.changed_data]  # type: ignore[attr-defined]
        # An image's title is for the library alone.
        if isinstance(self.instance, PortalImage):
            changed = [name for name in changed if name != "title"]
        if self.instance.pk and changed and (objection := objection_to_change(self.instance)):
            for name in changed:
                self.add_error(name, str(objection))  # type: ignore[attr-defined]
            refusal = PublicationRefused([objection], self.instance, undo=False)
            publication_refused.send(sender=type(self.instance), refused=refusal)
        return values


class DocumentForm(KeepsWhatIsPublic, BaseDocumentForm):
    """Of a document, in every view of the library."""


class ImageForm(KeepsWhatIsPublic, BaseImageForm):
    """Of an image, in every view of the library."""


@receiver(pre_delete, sender=PortalDocument)
@receiver(pre_delete, sender=PortalImage)
def keep_public_file(instance: Any, **kwargs: Any) -> None:
    """Whoever deletes it, in bulk as well. Raises PublicationRefused."""
    if objection := objection_to_change(instance):
        raise PublicationRefused([objection], instance)
