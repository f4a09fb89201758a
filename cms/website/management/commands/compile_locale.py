import re
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

HAN = re.compile(r"[\u4e00-\u9fff]")


class Command(BaseCommand):
    help = "Compiles the translations in LOCALE_PATHS (.po to .mo); needs no gettext programs."

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in map(Path, settings.LOCALE_PATHS):
            catalogues = {path: polib.pofile(str(path)) for path in sorted(folder.rglob("*.po"))}
            own = [entry for each in catalogues.values() for entry in each if HAN.search(entry.msgid)]
            for path, catalogue in catalogues.items():
                if path.is_relative_to(folder / "zh_Hans") and path.stem == "django":
                    _add_source(catalogue, own)
                catalogue.save_as_mofile(str(path.with_suffix(".mo")))
                self.stdout.write(str(path.relative_to(settings.BASE_DIR)))


def _add_source(chinese: polib.POFile, messages: list[polib.POEntry]) -> None:
    """Translate each message of ours, which is Chinese, by itself.

    Without that, gettext looks for it in the Chinese catalogue of every application before it gives it back, and a
    page has about a hundred.
    """
    known = {(entry.msgctxt, entry.msgid) for entry in chinese}
    for entry in messages:
        if (entry.msgctxt, entry.msgid) not in known and not entry.msgid_plural:
            known.add((entry.msgctxt, entry.msgid))
            chinese.append(polib.POEntry(msgctxt=entry.msgctxt, msgid=entry.msgid, msgstr=entry.msgid))
