"""Answers compared whole, identities included. `GOLDEN=write pytest tests/api/test_golden.py` writes them anew."""

import json
import os
from pathlib import Path

import pytest

from tests.api.conftest import Get
from tests.api.world import World, key

GOLDEN = Path(__file__).parent / "golden"
CALLS = {
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


@pytest.mark.parametrize("name", CALLS)
def test_the_answer_is_what_it_was(name: str, get: Get, known_world: World):
    call, parameters = CALLS[name]
    answer = get(call, **parameters)
    assert answer.status_code == 200
    found = json.loads(answer.content)
    expected = GOLDEN / f"{name}.json"
    if os.environ.get("GOLDEN") == "write":
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))
