"""What has to become public together: documents and their interpretations (青发改办〔2017〕455号 13)."""

from contextvars import ContextVar

from wagtail.models import Page, Revision, TaskState

from pages.models import InterpretationPage

together: ContextVar[frozenset[int]] = ContextVar("together", default=frozenset())
"""The pages that the running joint publication makes public."""


def interpretations_of(document: Page) -> list[InterpretationPage]:
    """The interpretations of a document, public or not, in any language."""
    key = document.translation_key
    return list(InterpretationPage.objects.filter(interpreted_documents__document__translation_key=key).distinct())


def waits_for_publication(page: Page) -> bool:
    """Whether everybody has approved the page and only its publication is left."""
    state = page.current_workflow_task_state
    return state is not None and state.status == TaskState.STATUS_IN_PROGRESS and _is_last(state)


def _is_last(state: TaskState) -> bool:
    from cms.editorial.models.tasks import PublicationTask

    return isinstance(state.task.specific, PublicationTask)


def is_ready(page: Page) -> bool:
    """Whether the page waits for its publication, or for the time that was set for it."""
    return page.scheduled_revision is not None or waits_for_publication(page)


def revision_to_publish(page: Page) -> Revision:
    """The revision that is scheduled, or else the latest one."""
    return page.scheduled_revision or page.get_latest_revision()


def group_of(page: Page) -> list[Page]:
    """The page with what becomes public with it, documents first.

    A document takes along its interpretations that wait for publication; an interpretation brings the documents that
    are not public yet, ready or not: it must not go before them.
    """
    explained = page.explained_documents()
    documents = [document for document in explained if not document.live] if explained else [page]
    interpretations = {found.pk: found for document in documents for found in interpretations_of(document)}
    ready = [found for found in interpretations.values() if not found.live and is_ready(found)]
    pages = {member.pk: member for member in [*documents, *ready, page]}
    return list(pages.values())
