"""More of the vocabulary to begin with: what citizens say, and the words of the law that it belongs to.

Each line of second_vocabulary.txt is an entry. Entries that editors keep are left as they are.
"""

from pathlib import Path

from django.db import migrations


def add(apps, schema_editor):
    entry = apps.get_model("snippets", "SearchWords")
    entries = []
    for line in Path(__file__).with_name("second_vocabulary.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words, _sign, also = (part.strip() for part in line.partition(">"))
            entries.append(entry(kind="leads", words=words, also=also))
    entry.objects.bulk_create(entries, batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("snippets", "0008_what_citizens_say")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
