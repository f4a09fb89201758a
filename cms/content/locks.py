"""The lock under which content becomes public and ceases to be, and pages that are true when it is held.

One lock for the whole portal (docs/decisions/0018): whoever changes what is public waits for it first, reads what he
decides by afterwards, and keeps it until his transaction ends. Draft saves do without it; for them a page keeps what
others have decided about it in the meantime.
"""

from typing import Any, Self

from django.db import OperationalError, connection, models, transaction
from django.db.transaction import TransactionManagementError
from wagtail.models import Page

# Names PostgreSQL's advisory lock; any constant does.
_PUBLICATION = 5_418_455
# PostgreSQL ended the transaction for the sake of another one: a deadlock, or a failed serialization.
_SACRIFICED = ("40P01", "40001")
# What is decided about a page as a whole, not written by whoever edits its text.
DECIDED = (
    "path", "depth", "numchild", "url_path", "live", "expired", "has_unpublished_changes", "live_revision_id",
    "latest_revision_id", "latest_revision_created_at", "first_published_at", "last_published_at",
)  # fmt: skip


def hold_publication() -> None:
    """Wait until nobody else is changing what is public, and let nobody begin before this transaction ends.

    Whatever is read afterwards is as the last one has left it. May be called again by who holds it. Raises
    TransactionManagementError outside a transaction. On SQLite the transaction itself is the lock (BEGIN IMMEDIATE).
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("What is public is changed inside a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLICATION])


def was_sacrificed(error: OperationalError) -> bool:
    """Whether PostgreSQL undid the transaction for another one's sake, so that it may simply be tried again."""
    return getattr(error.__cause__, "pgcode", None) in _SACRIFICED


class PageUnderLock(models.Model):
    """A page whose public steps are taken one after another, on the page as it is by then."""

    live: bool
    _decided: dict[str, Any] = {}

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Save the page; what others have decided about it since it was read stays as they decided.

        A draft is not written over a page that has become public meanwhile: its revision keeps it.
        """
        if self._state.adding or options.get("update_fields") is not None:
            super().save(*args, **options)
            return
        with transaction.atomic():
            if self.live != self._read("live"):
                # It becomes public or ceases to be: the portal's lock comes before that of the row.
                hold_publication()
            was_draft = not self.live and not self._read("live")
            self.follow_decisions(Page.objects.select_for_update())
            if not (was_draft and self.live):
                super().save(*args, **options)
            self.note_decisions()

    @classmethod
    def from_db(cls, *args: Any, **options: Any) -> Self:
        page = super().from_db(*args, **options)
        page.note_decisions()
        return page

    def refresh_from_db(self, *args: Any, **options: Any) -> None:
        super().refresh_from_db(*args, **options)
        self.note_decisions()

    def with_content_json(self, content: Any) -> Any:
        page = super().with_content_json(content)  # type: ignore[misc]
        page.note_decisions()
        return page

    def note_decisions(self) -> None:
        """Remember what was decided about the page when it was read, so that `save` knows what was decided since."""
        self._decided = {name: self.__dict__[name] for name in DECIDED if name in self.__dict__}

    def follow_decisions(self, pages: models.QuerySet[Any] | None = None) -> None:
        """Take over what others have decided about the page since it was read, unless it was decided anew here."""
        now = (Page.objects if pages is None else pages).filter(pk=self.pk).values(*DECIDED).first() or {}
        for name, value in now.items():
            if name in self._decided and getattr(self, name) == self._decided[name]:
                setattr(self, name, value)
                self._decided[name] = value

    def _read(self, name: str) -> Any:
        return self._decided.get(name, getattr(self, name))

    # Saving a page and telling its readers is one transaction, whoever asks for it.
    def publish(self, revision: Any, **options: Any) -> Any:
        from cms.content.publishing import PublishAction

        skip = options.pop("skip_permission_checks", False)
        return PublishAction(revision, **options).execute(skip_permission_checks=skip)

    @transaction.atomic
    def copy(self, *args: Any, **options: Any) -> Any:
        hold_publication()
        return super().copy(*args, **options)  # type: ignore[misc]

    @transaction.atomic
    def unpublish(self, *args: Any, **options: Any) -> None:
        hold_publication()
        self._read_again(self)
        super().unpublish(*args, **options)  # type: ignore[misc]

    @transaction.atomic
    def move(self, target: Page, *args: Any, **options: Any) -> None:
        hold_publication()
        self._read_again(self, target)
        super().move(target, *args, **options)  # type: ignore[misc]

    @transaction.atomic
    def delete(self, *args: Any, **options: Any) -> Any:
        hold_publication()
        self._read_again(self)
        return super().delete(*args, **options)

    def _read_again(self, *pages: Any) -> None:
        """Bring pages that were read before the lock to what they are now, and keep draft saves away from the subtree.

        A draft that is added below a page which moves would else be left behind, under the former path.
        """
        keys = [page.pk for page in pages]
        path = Page.objects.values_list("path", flat=True).get(pk=self.pk)
        concerned = models.Q(pk__in=keys) | models.Q(path__startswith=path)
        list(Page.objects.select_for_update().filter(concerned).order_by("pk").values_list("pk"))
        for page in pages:
            # What was read of the relations of its parts, and of its place, is as old as the page itself.
            for name in ("_cluster_related_objects", "_cached_parent_obj"):
                page.__dict__.pop(name, None)
            page.refresh_from_db()
