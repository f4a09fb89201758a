from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

SNAPSHOT = Path(settings.BASE_DIR) / "docs" / "openapi.json"


class Command(BaseCommand):
    help = "Writes docs/openapi.json anew, so that a change of the API is seen in review."

    def handle(self, *args: Any, **options: Any) -> None:
        from cms.api import urls

        SNAPSHOT.write_text(urls.api.document_json, encoding="utf-8")
        self.stdout.write(f"{SNAPSHOT} written")
