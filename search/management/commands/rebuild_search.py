"""`manage.py rebuild_search`: make the search entries, and Elasticsearch's index, what the content items say."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.content.models import ContentItem
from search import entries, fulltext, mending
from search.engines import EngineUnavailable
from search.management.progress import follow
from search.models import SearchEntry


class Command(BaseCommand):
    help = "重建搜索索引：更新数据库中的检索条目，并（如已配置）重建 Elasticsearch 索引后切换。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="重新切分全部内容，而不仅是有变化的内容")

    def handle(self, *args: Any, **options: Any) -> None:
        everything = options["all"]
        items = ContentItem.objects.published() if everything else mending.differing()
        keys = [*items.values_list("pk", flat=True), *mending.left_over().values_list("pk", flat=True)]
        steps = mending.mend_entries(keys, force=everything, tell=False)
        self.stdout.write(follow("数据库检索条目", len(keys), steps))
        if everything:
            entries.recount()
        fulltext.rebuild()
        if settings.ELASTICSEARCH_URL:
            from search.engines import index

            try:
                self.stdout.write(follow("Elasticsearch", SearchEntry.objects.count(), index.rebuild()))
            except EngineUnavailable as error:
                raise CommandError(str(error)) from error
