"""More of what citizens say: the words of daily life, area by area of the law, and the words of the law that they mean.

Each line of third_vocabulary.txt is an entry. It was written from general knowledge, and never for a question of
tests/search/topics-later.txt or topics-fourth.txt.
"""

from pathlib import Path

from django.db import migrations

# Entries of the second vocabulary with a word that mostly means something else: 花钱, 走了.
NARROWED = {"花 花草 盆花": "花草 盆花", "死 去世 过世 死了 走了": "死 去世 过世 死了"}


def add(apps, schema_editor):
    entry = apps.get_model("snippets", "SearchWords")
    entries = []
    for line in Path(__file__).with_name("third_vocabulary.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words, _sign, also = (part.strip() for part in line.partition(">"))
            entries.append(entry(kind="leads" if also else "synonyms", words=words, also=also))
    entry.objects.bulk_create(entries, batch_size=200)
    for words, narrower in NARROWED.items():
        entry.objects.filter(kind="leads", words=words).update(words=narrower)


class Migration(migrations.Migration):
    dependencies = [("snippets", "0009_second_vocabulary")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
