from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """Whether a finding stops a publication or is for the editor to judge."""

    BLOCKING = "blocking", _("须改正")
    ADVICE = "advice", _("建议")


@dataclass(frozen=True)
class Finding:
    """One thing that a check has found: where (a field's name or a block's id, and what people call it), and what."""

    severity: Severity
    where: str
    place: str
    message: str
    correction: str = ""

    @property
    def is_blocking(self) -> bool:
        return self.severity == Severity.BLOCKING
