from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles the translations in LOCALE_PATHS (.po to .mo); needs no gettext programs."

    def handle(self, *args: Any, **options: Any) -> None:
        for source in sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po")):
            polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
            self.stdout.write(str(source.relative_to(settings.BASE_DIR)))
