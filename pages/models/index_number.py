"""索引号: the number under which the public finds a document, unique and never given twice."""

from collections.abc import Callable
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from snippets.models import AgencyProfile


class IndexNumberCounter(models.Model):
    """The last sequence number given out for a series, that is a pattern with everything but the sequence filled in."""

    series = models.CharField(_("系列"), max_length=150, unique=True)
    last = models.PositiveIntegerField(_("已用到"), default=0)

    class Meta:
        verbose_name = _("索引号流水")
        verbose_name_plural = _("索引号流水")

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


def next_index_number(issued_on: date, department: str, is_taken: Callable[[str], bool]) -> str:
    """The next free index number by the rule of the agency profile; numbers that are taken are passed over."""
    site = Site.objects.get(is_default_site=True)
    pattern = AgencyProfile.for_site(site).index_number_pattern
    values = {"year": issued_on.year, "department": department or "0"}
    with transaction.atomic():
        series = pattern.format(**values, sequence=0)
        IndexNumberCounter.objects.get_or_create(series=series)
        counter = IndexNumberCounter.objects.select_for_update().get(series=series)
        while True:
            counter.last += 1
            number = pattern.format(**values, sequence=counter.last)
            if not is_taken(number):
                counter.save(update_fields=["last"])
                return number
