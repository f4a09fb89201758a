from django.db import models


class ShippedEntry(models.Model):
    """What the portal shipped as one entry of a word list, when it was last loaded, and the row that it became.

    The row's values differ from these where an editor has changed it, and the row is gone where one has deleted it.
    """

    # The loader writes these; what it did is one entry of the audit trail.
    watched = False

    model = models.CharField(max_length=20)
    key = models.CharField(max_length=300)
    values = models.JSONField()
    object_id = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.model}: {self.key}"
