"""`manage.py rebuild_search`: make the search entries, and Elasticsearch's index, what the content items say."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import F, Q
from tqdm import tqdm

from cms.content.models import ContentItem
from search import entries, fulltext
from search.engines import EngineUnavailable
from search.models import SearchEntry

BATCH = 100


class Command(BaseCommand):
    help = "重建搜索索引:更新数据库中的检索条目,并(如已配置)重建 Elasticsearch 索引后切换。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="重新切分全部内容,而不仅是有变化的内容")

    def handle(self, *args: Any, **options: Any) -> None:
        everything = options["all"]
        items = ContentItem.objects.published() if everything else _differing()
        withdrawn = ContentItem.objects.filter(search_entry__isnull=False).exclude(
            pk__in=ContentItem.objects.published()
        )
        keys = [*items.values_list("pk", flat=True), *withdrawn.values_list("pk", flat=True)]
        self._follow("数据库检索条目", len(keys), _write(keys, force=everything))
        if everything:
            entries.recount()
        fulltext.rebuild()
        if settings.ELASTICSEARCH_URL:
            from search.engines import index

            try:
                self._follow("Elasticsearch", SearchEntry.objects.count(), index.rebuild())
            except EngineUnavailable as error:
                raise CommandError(str(error)) from error

    def _follow(self, name: str, total: int, steps: Iterator[int]) -> None:
        started, done = time.monotonic(), 0
        with tqdm(total=total, desc=name, unit="条") as bar:
            for count in steps:
                bar.update(count)
                done += count
        seconds = time.monotonic() - started
        self.stdout.write(f"{name}:{done} 条,用时 {seconds:.1f} 秒,每秒 {done / max(seconds, 0.001):.0f} 条")


def _differing() -> Any:
    """Published items without an entry, or with one made from another state."""
    return ContentItem.objects.published().filter(Q(search_entry__isnull=True) | ~Q(search_entry__digest=F("digest")))


def _write(keys: list[int], *, force: bool) -> Iterator[int]:
    for start in range(0, len(keys), BATCH):
        items = list(ContentItem.objects.filter(pk__in=keys[start : start + BATCH]))
        entries.write(items, force=force)
        yield len(items)
