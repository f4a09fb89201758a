from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cms.api.api import api

SNAPSHOT = Path(settings.BASE_DIR) / "docs" / "openapi.json"


class Command(BaseCommand):
    help = "Writes docs/openapi.json anew, so that a change of the API is seen in review."

    def handle(self, *args: Any, **options: Any) -> None:
        # The addresses import the modules of the calls, which register them.
        import_module("cms.api.urls")
        SNAPSHOT.write_text(api.document_json, encoding="utf-8")
        self.stdout.write(f"{SNAPSHOT} written")
