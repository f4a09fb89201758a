from typing import Any, Self

from django.db import models, transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Collection

from snippets.models.department import Department


class Library(models.Model):
    """Whose files a collection keeps: those of a department, or without one what all may use."""

    # It follows the department, which the trail tells of.
    watched = False

    department = models.OneToOneField(
        Department, models.CASCADE, null=True, related_name="library", verbose_name=gettext_lazy("处室")
    )
    collection = models.OneToOneField(
        Collection, models.PROTECT, related_name="library", verbose_name=gettext_lazy("文件库")
    )

    class Meta:
        verbose_name = gettext_lazy("文件库")
        verbose_name_plural = gettext_lazy("文件库")

    def __str__(self) -> str:
        return self.collection.name

    @classmethod
    @transaction.atomic
    def of(cls, department: Department | None) -> Self | None:
        """The library of the department, or the common one; made when it is missing, and named as the department is.

        A collection of that name that stands below the root already becomes it. None while there is no root, as in a
        database that was emptied.
        """
        # Locked, since two new collections would get the same place.
        root = Collection.objects.select_for_update().filter(depth=1).first()
        if root is None:
            return None
        name = department.title if department else _("公共素材")
        library = cls.objects.select_related("collection").filter(department=department).first()
        if library is None:
            known = root.get_children().filter(name=name, library=None).first()
            library = cls.objects.create(department=department, collection=known or root.add_child(name=name))
        elif department and library.collection.name != name:
            library.collection.name = name
            library.collection.save()
        return library


@receiver(post_save, sender=Department)
def follow_department(instance: Department, raw: bool = False, **kwargs: Any) -> None:
    """Every department has a library, which is called as it is."""
    if not raw:
        Library.of(instance)
