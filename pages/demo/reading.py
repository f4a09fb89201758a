"""The data of the demonstration: JSON and text files beside this module."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")


def read(name: str) -> Any:
    """The content of data/<name>.json."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def lines_of(name: str) -> list[str]:
    """The lines of data/<name>.txt that are not empty, in the notation of `pages.demo.bodies`."""
    return [line for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line.strip()]
