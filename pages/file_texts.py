"""The words of uploaded files: what search finds them by, and what checks read."""

from collections.abc import Collection
from typing import Any

from pages.models import FileText, PortalDocument
from pages.models.file_text import FileState


def text_of(document: PortalDocument) -> FileText:
    """The words of a file, read anew when it has changed; its state says why there are none."""
    try:
        digest = document.get_file_hash() if document.file.storage.exists(document.file.name) else ""
        known = FileText.objects.filter(document=document).first()
        if known and known.file_hash == digest:
            return known
        inspection = document.inspect() if digest else None
    except (OSError, ValueError):
        # The disk does not answer, or there is no file at all.
        return FileText(document=document, state=FileState.DAMAGED)
    values: dict[str, Any] = {"file_hash": digest, "state": FileState.DAMAGED, "text": ""}
    if inspection:
        values |= {"state": FileState(inspection.state), "text": inspection.text}
        if not inspection.is_final:
            return FileText(document=document, **values)
    return FileText.objects.update_or_create(document=document, defaults=values)[0]


def texts_of(keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """Title and words of the documents with these numbers, as far as they have words."""
    documents = PortalDocument.objects.select_related("words").in_bulk([int(key) for key in keys])
    texts = {}
    for key, document in documents.items():
        known = document.words if hasattr(document, "words") else text_of(document)
        if known.text:
            texts[str(key)] = (document.title, known.text)
    return texts
