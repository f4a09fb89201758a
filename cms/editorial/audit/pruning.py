"""The end of an entry's time: what is older than the profile's period is removed, and the chain says so."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from cms.editorial.audit.chain import chain
from cms.editorial.audit.differences import Change
from cms.editorial.audit.models import Action, AuditEntry, AuditHead
from cms.editorial.audit.recording import compose, write
from snippets.models import AgencyProfile

LONGEST_MONTH = timedelta(days=31)


def kept_since() -> datetime:
    """The moment from which entries are kept: the longest period of all sites' profiles ago, and never less."""
    longest = AgencyProfile.objects.aggregate(longest=Max("audit_months"))["longest"]
    months: int = longest or AgencyProfile._meta.get_field("audit_months").default
    return timezone.now() - months * LONGEST_MONTH


def prune() -> int:
    """Remove the entries of before `kept_since`; return how many. That they were removed is an entry of its own."""
    chain()
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get_or_create(pk=1)[0]
        chained = AuditEntry.objects.exclude(number=None)
        # Whole beginnings only: the oldest entry that is kept ends what may go.
        first_kept = chained.filter(moment__gte=kept_since()).aggregate(first=Min("number"))["first"]
        old = chained.filter(number__lt=head.number + 1 if first_kept is None else first_kept)
        last = old.order_by("-number").first()
        if last is None or last.number is None:
            return 0
        # The database refuses to delete anything else.
        head.pruned = last.number
        head.save(update_fields=["pruned"])
        count = old.delete()[0]
        # `verify` reads the number and the hash of the last entry that was removed.
        changes = [
            Change(field="末条摘要值", before=last.hash, after=""),
            Change(field="条数", before="", after=str(count)),
        ]
        entry = compose(Action.PRUNE, title=f"编号 {last.number} 及以前", changes=changes)
        entry.object_type, entry.object_id = AuditEntry._meta.label_lower, str(last.number)
        write([entry])
        return count
