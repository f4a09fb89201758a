"""Uploaded files on a disk: whole or not there, and gone with the transaction that wanted them."""

import logging
import os
import uuid
import weakref
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db import transaction

logger = logging.getLogger(__name__)


class MediaStorage(FileSystemStorage):
    """Writes under a temporary name, so that no torn file stands where a whole one is expected.

    What was written in a transaction that is undone is removed again.
    """

    def _save(self, name: str, content: Any) -> str:
        # Copied, not moved: a request that is tried again after a deadlock brings the same file.
        content = File(content.file, name) if hasattr(content, "temporary_file_path") else content
        folder = os.path.dirname(name)  # noqa: PTH120 -- names in storages are texts
        part = f"{folder}/.{uuid.uuid4().hex}.part".lstrip("/")
        try:
            super()._save(part, content)  # type: ignore[misc]
            _sync(self.path(part))
            while True:
                try:
                    # Unlike a renaming, it fails where the name was taken meanwhile.
                    os.link(self.path(part), self.path(name))
                    break
                except FileExistsError:
                    name = self.get_available_name(name)
        finally:
            Path(self.path(part)).unlink(missing_ok=True)
        transaction.on_commit(_Written(self.path(name)))
        return name.replace("\\", "/")


class _Written:
    """Waits for the commit. Django forgets it when the transaction or its savepoint is undone; then the file goes."""

    def __init__(self, path: str) -> None:
        self.undo = weakref.finalize(self, _remove, path)
        # A process that ends has not decided anything.
        self.undo.atexit = False

    def __call__(self) -> None:
        self.undo.detach()


def _remove(path: str) -> None:
    logger.info("Removing %s: its transaction was undone", path)
    Path(path).unlink(missing_ok=True)


def _sync(path: str) -> None:
    """On the disk itself: a full one may say so only now."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
