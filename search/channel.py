"""Search as a channel: it is told of every change of public content."""

from django.conf import settings

from cms.content.channels import ChannelUnavailable
from cms.content.models import ContentItem
from search import entries
from search.engines import EngineUnavailable
from search.tending import Tending


class SearchChannel:
    """Keeps the database's entries, and with them Elasticsearch where that is configured, as the items are."""

    name = "search"

    def __init__(self) -> None:
        self._tending = Tending()

    def tend(self) -> bool:
        """A piece of the upkeep of search; returns whether there is more to do at once."""
        return self._tending.step()

    def deliver(self, items: list[ContentItem]) -> None:
        """Write the entries of published items and remove those of withdrawn ones; older changes are passed over.

        The database is always brought up to date; afterwards raises ChannelUnavailable when Elasticsearch is down.
        """
        # What was overtaken since it was read has a delivery of its own, with the newer state.
        keys = [item.pk for item in items]
        newest = dict(ContentItem.objects.filter(pk__in=keys).values_list("pk", "sequence"))
        current = [item for item in items if item.sequence >= newest.get(item.pk, item.sequence)]
        written = entries.write(current)
        if not settings.ELASTICSEARCH_URL:
            return
        from search.engines import index

        try:
            index.update(written, [item for item in current if not item.is_published])
        except EngineUnavailable as error:
            raise ChannelUnavailable(str(error)) from error
