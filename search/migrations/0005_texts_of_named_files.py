from django.db import migrations

CHUNK = 1000


def forget_unnamed_files(apps, schema_editor):
    """Texts of files that no page names by structure go; their entries are made anew by the worker."""
    Link, SearchEntry = apps.get_model("content", "Link"), apps.get_model("search", "SearchEntry")
    SearchFile = apps.get_model("search", "SearchFile")
    rows = Link.objects.filter(kind="upload").values_list("item_id", "target")
    named = {(item, f"/documents/{key}/") for item, key in rows.iterator(chunk_size=CHUNK)}
    held = SearchFile.objects.values_list("pk", "entry_id", "address").iterator(chunk_size=CHUNK)
    unnamed = [(key, entry) for key, entry, address in held if (entry, address) not in named]
    for start in range(0, len(unnamed), CHUNK):
        part = unnamed[start : start + CHUNK]
        SearchFile.objects.filter(pk__in=[key for key, _entry in part]).delete()
        SearchEntry.objects.filter(pk__in={entry for _key, entry in part}).update(digest="", files="")


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0004_files_by_structure"),
        ("search", "0004_promotions_counts_state"),
    ]

    operations = [migrations.RunPython(forget_unnamed_files, migrations.RunPython.noop)]
