"""Wrote the first word lists, which `snippets.shipped` loads today (decision 20)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("snippets", "0003_word_lists")]
    operations = []
