"""Files that the public can read are changed like everything public: by a new version that is reviewed.

A replaced file would be public at once, past 保密审查, which binds the revision that names it. So what the public
sees of a file in use stays as it is: a new file is uploaded and named in a new draft.
"""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.content.full_disk import full_message, is_full
from cms.content.gates import Obstacle, PublicationRefused, is_by_system, publication_refused
from cms.content.locks import hold_publication
from cms.content.models import ContentItem
from cms.content.references import file_kinds
from cms.editorial.models.roles import Membership
from pages.files import PortalDocument, PortalImage
from pages.uploads.inspection import objection_to_image
from snippets.models import Library

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        user = kwargs.get("user")
        super().__init__(*args, **kwargs)
        if choice := self.fields.get("collection"):  # type: ignore[attr-defined]
            choice.label = _("所属文件库")
            if user and not self.instance.pk:
                mine = Membership.objects.filter(user=user.pk).values_list("department", flat=True).first()
                library = Library.objects.filter(department=mine).first()
                self.initial["collection"] = library and library.collection_id  # type: ignore[attr-defined]

    def clean(self) -> Any:
        values = super().clean()  # type: ignore[misc]
        changed = [name for name in SHOWN if name in self.changed_data]  # type: ignore[attr-defined]
        # An image's title is for the library alone.
        if isinstance(self.instance, PortalImage):
            changed = [name for name in changed if name != "title"]
        if not (self.instance.pk and changed):
            return values
        # A publication that has begun ends first, and one that begins later reads what is saved here.
        hold_publication()
        if objection := objection_to_change(self.instance):
            for name in changed:
                self.add_error(name, str(objection))  # type: ignore[attr-defined]
            refusal = PublicationRefused([objection], self.instance, undo=False)
            publication_refused.send(sender=type(self.instance), refused=refusal)
        return values


class StoresFile:
    """A form that stores its file at the end of validation, so that a full disk is an error like others.

    The file that it replaces goes when the transaction has come to its end, and not before.
    """

    instance: Any

    def full_clean(self) -> None:
        """Validate, and store the file where nothing is wrong."""
        super().full_clean()  # type: ignore[misc]
        if not self.instance.has_new_file:
            return
        if not self._errors:  # type: ignore[attr-defined]
            try:
                self.instance.store_file()
            except OSError as error:
                if not is_full(error):
                    raise
                self.add_error("file", full_message())  # type: ignore[attr-defined]
        if self._errors:  # type: ignore[attr-defined]
            # Views that show the form again note the size of the file, and would save with it what was refused.
            self.instance.file = self.original_file

    def save(self, commit: bool = True) -> Any:
        replaced = self.original_file if "file" in self.changed_data else None  # type: ignore[has-type, attr-defined]
        # Wagtail would delete it at once.
        self.original_file = None
        saved = super().save(commit=commit)  # type: ignore[misc]
        if commit and replaced:
            if isinstance(saved, PortalImage):
                saved.renditions.all().delete()
            transaction.on_commit(partial(replaced.storage.delete, replaced.name))
        return saved


class DocumentForm(KeepsWhatIsPublic, StoresFile, BaseDocumentForm):
    """Of a document, in every view of the library."""


class CheckedImageField(WagtailImageField):
    """Looks at a file in a child process before anything here opens it."""

    def to_python(self, data: Any) -> Any:
        """The image. Raises ValidationError for what the portal does not take."""
        if data and (objection := objection_to_image(data, data.name)):
            raise ValidationError(objection, code="invalid_image")
        return super().to_python(data)


class ImageForm(KeepsWhatIsPublic, StoresFile, BaseImageForm):
    """Of an image, in every view of the library."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = CheckedImageField(
                label=field.label, required=field.required, widget=field.widget, max_length=field.max_length
            )


@receiver(pre_save, sender=PortalDocument)
@receiver(pre_save, sender=PortalImage)
def keep_what_is_shown(instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """Whoever saves it, in the shell as well; what is shown and what becomes public are changed one after the other.

    Raises PublicationRefused.
    """
    shown = ["file", "credit"] if isinstance(instance, PortalImage) else ["file", "title"]
    shown = [name for name in shown if update_fields is None or name in update_fields]
    stored = type(instance)._default_manager.filter(pk=instance.pk).values(*shown) if instance.pk and shown else []
    if raw or is_by_system() or all(values[name] == getattr(instance, name) for values in stored for name in shown):
        return
    hold_publication()
    if objection := objection_to_change(instance):
        raise PublicationRefused([objection], instance)


@receiver(pre_delete, sender=PortalDocument)
@receiver(pre_delete, sender=PortalImage)
def keep_public_file(instance: Any, **kwargs: Any) -> None:
    """Whoever deletes it, in bulk as well. Raises PublicationRefused."""
    hold_publication()
    if objection := objection_to_change(instance):
        raise PublicationRefused([objection], instance)
