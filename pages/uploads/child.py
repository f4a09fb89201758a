"""The process that reads one uploaded file: bounded before it looks at it, without Django, database or secrets.

    python -m pages.uploads.child '{"task": …, "memory": …, "seconds": …, "output": …, "options": {…}}' < file

Each line of its output is a JSON object; a later one adds to those before. So what was found is known also where a
bound ends the reading.
"""

import contextlib
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, BinaryIO

# What can be asked for. Each is a generator of dictionaries, given the file and the options.
TASKS = {
    "document": ("pages.uploads.documents", "look"),
    "image": ("pages.uploads.images", "look"),
    "word": ("pages.word.child", "look"),
}
# How the process ends where memory was not enough.
OUT_OF_MEMORY = 3


def main() -> int:
    """Read the file on standard input. Returns the status with which the process ends."""
    asked = json.loads(sys.argv[1])
    _bound(asked["memory"], asked["seconds"], asked["output"])
    try:
        module, name = TASKS[asked["task"]]
        look: Callable[..., Iterator[dict[str, Any]]] = getattr(import_module(module), name)
        file: BinaryIO = sys.stdin.buffer
        for found in look(file, **asked["options"]):
            sys.stdout.write(json.dumps(found) + "\n")
            sys.stdout.flush()
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _bound(memory: int, seconds: int, output: int) -> None:
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: output,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in limits.items():
        # macOS knows no limit of address space.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))
    # Citizens come first.
    os.nice(5)


if __name__ == "__main__":
    sys.exit(main())
