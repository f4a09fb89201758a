"""Word lists that ship with the portal, and how they come to one that runs already (decision 20).

`data/*.txt` are the lists. Loading compares three states: what was shipped when it was last loaded (`ShippedEntry`),
what ships now, and the rows. A row that nobody has touched follows what ships; what editors have written, changed or
deleted stays as they left it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps as current_apps
from django.db import models, transaction
from django.dispatch import Signal

from snippets.models import ShippedEntry

DATA = Path(__file__).with_name("data")
# Sent when a load has changed rows, with `loaded`: what it did.
shipped_data_loaded = Signal()


class Format(NamedTuple):
    """How the lines of a file become rows: the first field is the one by which an entry is known."""

    model: str
    fields: tuple[str, ...]
    fixed: Mapping[str, str]


FORMATS = {
    "synonyms": Format("searchwords", ("words", "also"), {"kind": "synonyms"}),
    "leads": Format("searchwords", ("words", "also"), {"kind": "leads"}),
    "misspelt": Format("wordrule", ("word", "replacement", "note"), {"kind": "misspelt"}),
    "forbidden": Format("wordrule", ("word", "replacement", "note"), {"kind": "forbidden"}),
    "sites": Format("allowedsite", ("domain", "name"), {}),
}
KEYS = {each.model: each.fields[0] for each in FORMATS.values()}
Values = dict[str, str]
# Entries as the files have them, by model and key. Former states had some keys twice.
Entries = dict[tuple[str, str], list[Values]]


@dataclass
class Loaded:
    """What a load did, in numbers of entries."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    left: list[str] = field(default_factory=list)
    """Keys of entries that ship now as they did not before, and that editors have changed, deleted or written."""

    def __bool__(self) -> bool:
        return bool(self.added or self.updated or self.removed)

    def __str__(self) -> str:
        return f"{self.added} added, {self.updated} updated, {self.removed} removed, {len(self.left)} left to editors"


def shipped() -> Entries:
    """What ships now."""
    entries: Entries = defaultdict(list)
    for name, form in FORMATS.items():
        for line in _lines(DATA / f"{name}.txt"):
            _add(entries, form, line)
    return entries


def former_states() -> Iterator[Entries]:
    """The states in which migrations left installations before the loader came; the first one is the empty one."""
    states: defaultdict[str, Entries] = defaultdict(lambda: defaultdict(list))
    letters, form = "", FORMATS["leads"]
    yield {}
    for line in _lines(DATA / "former.txt"):
        if line.startswith("="):
            _sign, letters, name = line.split()
            form = FORMATS[name]
        else:
            for letter in letters:
                _add(states[letter], form, line)
    yield from states.values()


def _lines(path: Path) -> Iterator[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))


def _add(entries: Entries, form: Format, line: str) -> None:
    parts = [part.strip() for part in line.split(">")]
    texts = dict.fromkeys(form.fields, "") | dict(zip(form.fields, parts, strict=False))
    entries[form.model, parts[0]].append({**form.fixed, **texts})


def load(apps: Any = current_apps) -> Loaded:
    """Bring rows that nobody has touched to what ships now; `apps` holds the models, as a migration knows them.

    Loading twice changes nothing.
    """
    with transaction.atomic():
        loaded = _Load(apps).run()
        if loaded:
            shipped_data_loaded.send(sender=ShippedEntry, loaded=loaded)
    return loaded


class _Load:
    """One run of the loader: the rows as they are, and what becomes of them."""

    def __init__(self, apps: Any) -> None:
        self.models = {name: apps.get_model("snippets", name) for name in KEYS}
        self.ledger = apps.get_model("snippets", "ShippedEntry").objects
        self.rows: dict[tuple[str, int], Values] = {}
        for form in FORMATS.values():
            rows = self.models[form.model].objects.filter(**form.fixed).order_by("pk")
            for row in rows.values("pk", *form.fixed, *form.fields):
                self.rows[form.model, row.pop("pk")] = row
        self.taken = {(model, row[KEYS[model]]) for (model, _pk), row in self.rows.items()}
        self.gone: list[tuple[str, int]] = []
        self.new: list[models.Model] = []
        self.done = Loaded()

    def run(self) -> Loaded:
        stored = [_Known(*each) for each in self.ledger.values_list("model", "key", "values", "object_id")]
        before = stored or self.adopted()
        known: defaultdict[tuple[str, str], list[_Known]] = defaultdict(list)
        for each in before:
            known[each.model, each.key].append(each)
        now = {place: entries[0] for place, entries in shipped().items()}
        for place in known.keys() - now.keys():
            self.remove(self.untouched(known[place]))
        after = [(place, values, self.follow(place, values, known[place])) for place, values in now.items()]
        self.write()
        # Rows have numbers now that they are written.
        entries = [
            _Known(*place, values, row.pk if isinstance(row, models.Model) else row) for place, values, row in after
        ]
        if sorted(entries, key=_place) != sorted(stored, key=_place):
            self.ledger.all().delete()
            self.ledger.bulk_create([self.ledger.model(**each._asdict()) for each in entries], batch_size=500)
        return self.done

    def adopted(self) -> list["_Known"]:
        """What shipped last where nobody has noted it: the former state that the rows resemble most, with its rows."""
        written: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for (model, pk), values in self.rows.items():
            written[model, _text(values)].append(pk)
        states = [
            {(model, _text(values)): values for (model, _key), each in state.items() for values in each}
            for state in former_states()
        ]
        ever = set().union(*states)
        nearest = min(states, key=lambda state: len(state.keys() ^ (written.keys() & ever)))
        # Rows that are equal are one entry that was written twice.
        return [
            _Known(model, values[KEYS[model]], values, pk)
            for (model, text), values in nearest.items()
            for pk in written.get((model, text), [None])
        ]

    def untouched(self, known: Iterable["_Known"]) -> list[tuple[str, int]]:
        """The rows of these entries that are as they were shipped."""
        rows = [((each.model, each.object_id), each.values) for each in known if each.object_id is not None]
        return [row for row, values in rows if self.rows.get(row) == values]

    def follow(self, place: tuple[str, str], values: Values, known: list["_Known"]) -> models.Model | int | None:
        """Make the entry's rows what ships now; returns its row, new or by number, None where there is none of ours."""
        model, key = place
        if not known and place not in self.taken:
            self.done.added += 1
            return self.add(model, values)
        rows = sorted(self.untouched(known), key=lambda row: self.rows[row] != values)
        if rows:
            self.remove(rows[1:])
            if self.rows[rows[0]] == values:
                return rows[0][1]
            self.done.updated += 1
            self.gone.append(rows[0])
            return self.add(model, values, pk=rows[0][1])
        if values not in [each.values for each in known]:
            self.done.left.append(key)
        # Should an editor write again what ships, the row follows again.
        return next((each.object_id for each in known), None)

    def add(self, model: str, values: Values, pk: int | None = None) -> models.Model:
        self.new.append(self.models[model](pk=pk, **values))
        return self.new[-1]

    def remove(self, rows: list[tuple[str, int]]) -> None:
        self.done.removed += len(rows)
        self.gone += rows

    def write(self) -> None:
        """Past the signals: the trail has one entry for the whole load, not one for each word."""
        for name, model in self.models.items():
            gone = model.objects.filter(pk__in=[pk for of, pk in self.gone if of == name])
            gone._raw_delete(gone.db)  # noqa: SLF001
            model.objects.bulk_create([row for row in self.new if isinstance(row, model)], batch_size=500)


class _Known(NamedTuple):
    """An entry as it was shipped, and the number of the row that it became."""

    model: str
    key: str
    values: Values
    object_id: int | None


def _place(known: _Known) -> tuple[str, str, int]:
    return known.model, known.key, known.object_id or 0


def _text(values: Values) -> str:
    return repr(sorted(values.items()))
