"""The trail of a period as a file: JSON lines, which can be checked, or CSV, which people read."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO

from django.utils import timezone

from cms.content.spreadsheets import MARK, inert
from cms.editorial.audit.chain import line
from cms.editorial.audit.models import AuditEntry

HEADINGS = (
    "编号",
    "时间",
    "人员",
    "途径",
    "IP 地址",
    "客户端",
    "操作",
    "对象类别",
    "对象编号",
    "对象",
    "变化",
    "摘要值",
)


def entries_between(first: date, last: date) -> Iterator[AuditEntry]:
    """The chained entries of the days from `first` to `last`, both included, in the portal's time zone."""
    start, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1)))
    entries = AuditEntry.objects.filter(moment__gte=start, moment__lt=end).exclude(number=None)
    return entries.order_by("number").iterator(2000)


def write_json_lines(entries: Iterator[AuditEntry], file: IO[str]) -> int:
    """Write a line of JSON for each entry, as the log has it; return how many."""
    count = 0
    for entry in entries:
        file.write(f"{line(entry)}\n")
        count += 1
    return count


def write_csv(entries: Iterator[AuditEntry], file: IO[str]) -> int:
    """Write a table with Chinese headings; return the number of its rows."""
    file.write(MARK)
    table = csv.writer(file)
    table.writerow(HEADINGS)
    count = 0
    for entry in entries:
        count += 1
        table.writerow(
            [
                entry.number,
                entry.local_moment,
                inert(entry.actor_name),
                entry.get_channel_display(),
                inert(entry.address),
                inert(entry.agent),
                entry.get_action_display(),
                inert(entry.type_name),
                inert(entry.object_id),
                inert(entry.title),
                inert(entry.differences),
                entry.hash,
            ]
        )
    return count
