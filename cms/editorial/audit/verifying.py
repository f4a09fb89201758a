"""Walking the chain: whether every entry says what was written, stands where it stood, and none is missing."""

from collections.abc import Iterable, Mapping

import orjson
from django.db import transaction

from cms.editorial.audit.chain import chain, is_linked, is_signed
from cms.editorial.audit.models import Action, AuditEntry, AuditHead

CHUNK = 2000


def verify(anchors: Mapping[int, str] | None = None) -> "Walk":
    """Walk the whole chain; what is wrong stands in the walk's `findings`, a sentence each.

    `anchors` are hashes by number, as the log or an anchor file has kept them outside of the database: only they
    show that the newest entries were cut off together with the note of the end.
    """
    chain()
    walk = Walk(anchors or {})
    walk.on()
    with transaction.atomic():
        # Nobody chains meanwhile, so the end stands still. The walk itself holds up nobody.
        head = AuditHead.objects.select_for_update().filter(pk=1).first()
        walk.on()
        walk.finish(head)
    return walk


class Walk:
    """A walk along the chain from its oldest entry."""

    def __init__(self, anchors: Mapping[int, str]) -> None:
        self.anchors = anchors
        self.findings: list[str] = []
        self.count = 0
        self.start, self.before_start = 0, ""
        self.number, self.hash = 0, ""
        self.pruned: set[tuple[str, str]] = set()

    def on(self) -> None:
        """Go on to the last entry that there is."""
        entries = AuditEntry.objects.filter(number__gt=self.number).order_by("number")
        for entry in entries.iterator(CHUNK):
            self._step(entry, entry.number or 0)

    def finish(self, head: AuditHead | None) -> None:
        """Look at both ends, and at what stands outside of the chain; `head` is the note of the chain's end."""
        if self.start > 1 and (str(self.start - 1), self.before_start) not in self.pruned:
            self._found(f"entries 1 to {self.start - 1} were removed: no record of a retention period explains it")
        noted = head.number if head else 0
        newest = max(self.anchors, default=0)
        if max(noted, newest) > self.number:
            self._found(f"entries {self.number + 1} to {max(noted, newest)} were removed from the end")
        elif (noted, head.hash if head else "") != (self.number, self.hash):
            self._found(f"the note of the chain's end was changed: it names entry {noted}")
        for entry in AuditEntry.objects.filter(number=None):
            if not is_signed(entry):
                self._found(f"row {entry.pk} was inserted: it carries no signature of the portal")

    def _step(self, entry: AuditEntry, number: int) -> None:
        if not self.count:
            self.start, self.before_start = number, entry.previous
        elif number > self.number + 1:
            self._found(f"entries {self.number + 1} to {number - 1} were removed")
        if not is_signed(entry):
            self._found(f"entry {number} was changed or inserted: its signature does not fit what it says")
        elif not is_linked(entry):
            self._found(f"entry {number} was moved: it was written for another place in the chain")
        elif number == self.number + 1 and entry.previous != self.hash:
            self._found(f"entry {number} does not follow entry {self.number}: one of the two was replaced")
        elif entry.action == Action.PRUNE:
            self.pruned.add((entry.object_id, entry.changes[0]["before"]))
        if self.anchors.get(number, entry.hash) != entry.hash:
            self._found(f"entry {number} was replaced: its anchor says otherwise")
        self.number, self.hash, self.count = number, entry.hash, self.count + 1

    def _found(self, sentence: str) -> None:
        self.findings.append(sentence)


def anchors_in(lines: Iterable[str]) -> dict[int, str]:
    """The hashes by number that lines of JSON name, as the log has them; other lines are passed over."""
    found: dict[int, str] = {}
    for line in lines:
        start = line.find("{")
        try:
            said = orjson.loads(line[start:]) if start >= 0 else None
        except orjson.JSONDecodeError:
            continue
        if isinstance(said, dict) and isinstance(said.get("number"), int) and isinstance(said.get("hash"), str):
            found[said["number"]] = said["hash"]
    return found
