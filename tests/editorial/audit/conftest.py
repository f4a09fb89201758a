"""Reading the trail."""

from collections.abc import Callable

import pytest
from wagtail.models import Page

from cms.editorial.audit.models import AuditEntry


@pytest.fixture
def trail(portal) -> Callable[..., list[AuditEntry]]:
    """What the trail says since the test began, in order: about one object, or everything."""
    before = set(AuditEntry.objects.values_list("pk", flat=True))

    def read(instance=None, action="") -> list[AuditEntry]:
        entries = AuditEntry.objects.exclude(pk__in=before).order_by("moment")
        if instance is not None:
            model = instance.specific_class if isinstance(instance, Page) else type(instance)
            entries = entries.filter(object_type=model._meta.label_lower, object_id=str(instance.pk))
        return list(entries.filter(action=action) if action else entries)

    return read
