"""A channel that writes what it is told into a file, slowly enough to be killed in between."""

import os
import time
from pathlib import Path

from cms.content.models import ContentItem


class RecordingChannel:
    name = "recording"

    def deliver(self, items: list[ContentItem]) -> None:
        with Path(os.environ["RECORDING"]).open("a") as file:
            for item in items:
                file.write(f"{item.content_id} {item.locale} {item.sequence}\n")
                file.flush()
                time.sleep(float(os.environ.get("RECORDING_PAUSE", "0.02")))
