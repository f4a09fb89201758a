"""Signing and chaining entries.

An entry is signed when it is written, in the transaction of the act. It is chained in a short transaction of its own
right after the commit, under the lock of the one head row, since a lock that is held from an act to its commit would
let two acts wait for each other (decision 10). What a killed process left unchained, the next one chains.

Both steps are keyed: who reaches the database only can compute neither.
"""

import hmac
import logging
from collections.abc import Iterable, Sequence
from datetime import UTC

import orjson
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from cms.editorial.audit.models import AuditEntry, AuditHead

CHUNK = 500
_SALT = "cms.editorial.audit"
logger = logging.getLogger("cms.audit")


def keys() -> list[str]:
    """The keys that signatures may come from; the first one signs."""
    return settings.AUDIT_KEYS or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def content(entry: AuditEntry) -> dict[str, object]:
    """What is signed: everything but the place in the chain."""
    return {
        "id": str(entry.id),
        "moment": entry.moment.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": entry.actor_id,
        "actor": entry.actor,
        "channel": str(entry.channel),
        "address": entry.address,
        "agent": entry.agent,
        "action": str(entry.action),
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "title": entry.title,
        "note": entry.note,
        "changes": entry.changes,
    }


def sign(entry: AuditEntry) -> None:
    """Give the entry its signature."""
    entry.signature = _keyed(_canonical(entry), keys()[0])


def is_signed(entry: AuditEntry) -> bool:
    """Whether the entry says what was written."""
    return _is_from(entry.signature, _canonical(entry))


def is_linked(entry: AuditEntry) -> bool:
    """Whether the entry stands in the place of the chain that it was given."""
    return _is_from(entry.hash, _place(entry))


def line(entry: AuditEntry) -> str:
    """The entry as one line of JSON, with its place in the chain."""
    place = {"number": entry.number, "previous": entry.previous, "hash": entry.hash}
    return orjson.dumps(content(entry) | place, option=orjson.OPT_SORT_KEYS).decode()


def chain_after_commit() -> None:
    """Chain what the running transaction writes as soon as it is committed; at once outside of one."""
    connection = transaction.get_connection()
    if not any(function is chain for _savepoints, function, _robust in connection.run_on_commit):
        transaction.on_commit(chain, robust=True)


def chain() -> None:
    """Chain all entries that are not yet, and tell them to the log."""
    while entries := _chain_some():
        for entry in entries:
            logger.info("%s", line(entry))


@transaction.atomic
def _chain_some() -> Sequence[AuditEntry]:
    head = AuditHead.objects.select_for_update().get_or_create(pk=1)[0]
    waiting = AuditEntry.objects.filter(number=None).order_by("moment", "pk")
    # What carries no signature of ours stays outside, where `verify_audit` finds it.
    entries = [entry for entry in waiting[:CHUNK] if is_signed(entry)]
    if entries:
        _link(entries, head)
        for entry in entries:
            AuditEntry.objects.filter(pk=entry.pk).update(number=entry.number, previous=entry.previous, hash=entry.hash)
        head.save(update_fields=["number", "hash"])
    return entries


def _link(entries: Iterable[AuditEntry], head: AuditHead) -> None:
    for entry in entries:
        entry.number, entry.previous = head.number + 1, head.hash
        entry.hash = _keyed(_place(entry), keys()[0])
        head.number, head.hash = entry.number, entry.hash


def _canonical(entry: AuditEntry) -> bytes:
    return orjson.dumps(content(entry), option=orjson.OPT_SORT_KEYS)


def _place(entry: AuditEntry) -> bytes:
    return f"{entry.number}\n{entry.previous}\n{entry.signature}".encode()


def _keyed(message: bytes, key: str) -> str:
    return salted_hmac(_SALT, message, key, algorithm="sha256").hexdigest()


def _is_from(code: str, message: bytes) -> bool:
    return any(hmac.compare_digest(code, _keyed(message, key)) for key in keys())
