"""Wrote the third part of the vocabulary, which `snippets.shipped` loads today (decision 20)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("snippets", "0009_second_vocabulary")]
    operations = []
