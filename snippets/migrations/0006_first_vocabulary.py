"""A vocabulary to begin with, from general knowledge of the field; editors change it as they see fit.

Each line of first_vocabulary.txt is an entry: words that mean the same and, after >, what they also find.
"""

from pathlib import Path

from django.db import migrations


def add(apps, schema_editor):
    entry = apps.get_model("snippets", "SearchWords")
    entries = []
    for line in Path(__file__).with_name("first_vocabulary.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words, _sign, also = (part.strip() for part in line.partition(">"))
            entries.append(entry(kind="synonyms", words=words, also=also))
    entry.objects.bulk_create(entries, batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("snippets", "0005_search_vocabulary")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
