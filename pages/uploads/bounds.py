"""Uploaded files are read in a process of their own: who uploads a file must not decide what its reading costs.

The one door for whatever looks into a file that came from outside (decision 17). A child that takes too long, needs
too much memory, writes too much or crashes is ended with all that it started; the portal goes on.
"""

import errno
import fcntl
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from pages.uploads.child import OUT_OF_MEMORY

logger = logging.getLogger(__name__)
# Threads of one process that may be busy with files: of the usual four one is always there for citizens.
_THREADS = threading.BoundedSemaphore(3)
# Seconds for which a file waits for others to be read.
_WAIT = 30
_TOLD = 2_000


class Ended(Enum):
    """How a reading ended."""

    WELL = "well"
    LATE = "out of time"
    FULL = "out of memory"
    BROKEN = "by a crash"
    UNSTARTED = "before it began"


@dataclass
class Reading:
    """What a child found, as far as it came, and how it ended."""

    ended: Ended
    found: dict[str, Any] = field(default_factory=dict)


def read(task: str, file: IO[bytes] | Any, **options: Any) -> Reading:
    """What the task finds in the file, within the bounds of the setting READING. Raises nothing for what the file is.

    `seconds` among the options allows more time than usual. The file is at its beginning afterwards.
    """
    bounds = settings.READING
    seconds = options.pop("seconds", bounds["seconds"])
    asked = {"task": task, "memory": bounds["memory"], "seconds": seconds, "output": bounds["output"]}
    try:
        with (
            _turn(bounds["at_once"]),
            tempfile.TemporaryFile() as output,
            tempfile.TemporaryFile() as complaints,
            _opened(file) as content,
        ):
            # Waiting for a busy processor costs the file nothing, but the editor waits with it.
            ended = _run(json.dumps(asked | {"options": options}), content, output, complaints, 3 * seconds)
            reading = Reading(ended, _merged(output))
            said = _end_of(complaints)
    except OSError as error:
        reading, said = Reading(Ended.UNSTARTED), str(error)
    file.seek(0)
    if reading.ended is not Ended.WELL:
        name = os.path.basename(str(getattr(file, "name", "")))  # noqa: PTH119 -- a name from outside is no path of ours
        logger.warning("Reading the file %r as %s ended %s. %s", name, task, reading.ended.value, said)
    return reading


@contextmanager
def _turn(places: int) -> Iterator[None]:
    """While so few read on this machine, for whichever process: each may need the whole memory that is allowed.

    Raises OSError at once where too many threads of this process read or wait already, and after a while of waiting.
    The system takes back the place of a process that ends, however that ends.
    """
    if not _THREADS.acquire(blocking=False):
        raise OSError(errno.EBUSY, "too many files at once")
    try:
        folder = Path(tempfile.gettempdir()) / f"portal-reading-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        until = time.monotonic() + _WAIT
        while (place := _place(folder, places)) is None:
            if time.monotonic() > until:
                raise OSError(errno.EBUSY, "too many files at once")
            time.sleep(0.05)
        try:
            yield
        finally:
            os.close(place)
    finally:
        _THREADS.release()


def _place(folder: Path, places: int) -> int | None:
    """A locked file that nobody else has locked, if there is one."""
    for number in range(places):
        opened = os.open(folder / str(number), os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(opened)
        else:
            return opened
    return None


def _run(asked: str, content: IO[bytes], output: IO[bytes], complaints: IO[bytes], seconds: float) -> Ended:
    process = subprocess.Popen(
        [sys.executable, "-s", "-m", "pages.uploads.child", asked],
        stdin=content,
        stdout=output,
        stderr=complaints,
        cwd=settings.BASE_DIR,
        # Nothing else: the database's password is none of its business.
        env={
            "PYTHONPATH": str(settings.BASE_DIR),
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
        },
        start_new_session=True,
    )
    try:
        status = process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        status = -signal.SIGXCPU
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return {0: Ended.WELL, OUT_OF_MEMORY: Ended.FULL, -signal.SIGXCPU: Ended.LATE, -signal.SIGKILL: Ended.LATE}.get(
        status, Ended.BROKEN
    )


@contextmanager
def _opened(file: Any) -> Iterator[IO[bytes]]:
    """The file as one of the operating system, which a child can be given."""
    inner = getattr(file, "file", file)
    path = next((each.temporary_file_path() for each in (file, inner) if hasattr(each, "temporary_file_path")), None)
    if path:
        with Path(path).open("rb") as opened:
            yield opened
        return
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        yield copy


def _merged(output: IO[bytes]) -> dict[str, Any]:
    """The lines that are whole; the last one is not where the child was killed while it wrote."""
    output.seek(0)
    found: dict[str, Any] = {}
    for line in output:
        if line.endswith(b"\n"):
            found |= json.loads(line)
    return found


def _end_of(complaints: IO[bytes]) -> str:
    size = complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, size - _TOLD))
    return complaints.read().decode(errors="replace").strip()
