"""Answers compared whole, identities included. `GOLDEN=write pytest tests/api/test_golden.py` writes them anew."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Get
from tests.api.world import World, key

GOLDEN = Path(__file__).parent / "golden"
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "item": (f"content/{key(202)}", {}),
    "item-in-english": (f"content/{key(202)}", {"locale": "en"}),
    "item-as-nodes": ("content", {"path": "/zc/455/", "body": "nodes"}),
    "interpretation": (f"content/{key(203)}", {}),
    "catalogue": (f"content/{key(204)}", {}),
    "list": ("content", {"column": str(key(101)), "order": "published"}),
    "columns": ("columns", {}),
    "column": (f"columns/{key(101)}", {}),
    "changes": ("changes", {"limit": 100}),
    "site": ("site", {}),
    "editions": (f"content/{key(204)}/editions", {}),
    "edition": (f"content/{key(204)}/editions/1", {}),
}


def test_the_answers_are_what_they_were(get: Get, known_world: World, subtests: pytest.Subtests):
    for name, (call, parameters) in CALLS.items():
        with subtests.test(name):
            answer = get(call, **parameters)
            assert answer.status_code == 200
            compare(name, json.loads(answer.content))


def compare(name: str, found: Any) -> None:
    """Fail where `found` differs from the stored answer of that name."""
    expected = GOLDEN / f"{name}.json"
    if os.environ.get("GOLDEN") == "write":
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))
