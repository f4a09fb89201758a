"""`manage.py search_repair`: compare items, entries and index by their digests, and mend only what differs."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import mending
from search.engines import EngineUnavailable
from search.management.progress import follow


class Command(BaseCommand):
    help = "核对检索索引：按摘要值比对内容项、检索条目和 Elasticsearch，只修补不一致的部分。"

    def handle(self, *args: Any, **options: Any) -> None:
        keys = [
            *mending.differing().order_by("pk").values_list("pk", flat=True),
            *mending.left_over().values_list("pk", flat=True),
        ]
        self.stdout.write(follow("数据库检索条目", len(keys), mending.mend_entries(keys)))
        if not settings.ELASTICSEARCH_URL:
            return
        from search.engines import index

        try:
            if not index.is_there():
                raise CommandError("Elasticsearch 中没有索引，请运行 manage.py rebuild_search。")
            self.stdout.write(follow("Elasticsearch", None, mending.mend_index()))
        except EngineUnavailable as error:
            raise CommandError(str(error)) from error
