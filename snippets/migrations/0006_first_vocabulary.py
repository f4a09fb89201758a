"""Wrote the first part of the vocabulary, which `snippets.shipped` loads today (decision 20)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("snippets", "0005_search_vocabulary")]
    operations = []
