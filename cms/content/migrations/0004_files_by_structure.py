from collections import defaultdict

from django.conf import settings
from django.db import migrations, models

CHUNK = 1000
KINDS = {settings.WAGTAILDOCS_DOCUMENT_MODEL: "upload", settings.WAGTAILIMAGES_IMAGE_MODEL: "image"}


def link_by_structure(apps, schema_editor):
    """Link public items to the files that their pages name, which Wagtail's index of references knows.

    The links by address stay for the processes of the former version, which serve until they are started anew.
    """
    ContentItem = apps.get_model("content", "ContentItem")
    Link = apps.get_model("content", "Link")
    ContentType = apps.get_model("contenttypes", "ContentType")
    ReferenceIndex = apps.get_model("wagtailcore", "ReferenceIndex")
    kinds = {}
    for label, kind in KINDS.items():
        app_label, model = label.lower().split(".")
        for found in ContentType.objects.filter(app_label=app_label, model=model):
            kinds[found.pk] = kind
    items = ContentItem.objects.filter(state="published", page_id__isnull=False).order_by("pk")
    keys = list(items.values_list("pk", flat=True)) if kinds else []
    for start in range(0, len(keys), CHUNK):
        part = list(items.filter(pk__in=keys[start : start + CHUNK]).only("page_id", "locale", "type", "published_at"))
        named = defaultdict(set)
        references = ReferenceIndex.objects.filter(
            base_content_type__app_label="wagtailcore",
            base_content_type__model="page",
            object_id__in=[str(item.page_id) for item in part],
            to_content_type__in=kinds,
        )
        for page, model, key in references.values_list("object_id", "to_content_type", "to_object_id"):
            named[page].add((kinds[model], key))
        Link.objects.bulk_create(
            Link(item=item, kind=kind, target=key, locale=item.locale, type=item.type, published_at=item.published_at)
            for item in part
            for kind, key in sorted(named[str(item.page_id)])
        )


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0003_previews_of_pages"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AlterField(
            model_name="link",
            name="kind",
            field=models.CharField(
                choices=[
                    ("parent", "所在栏目"),
                    ("column", "上级栏目"),
                    ("documents", "所解读的文件"),
                    ("related", "相关文件"),
                    ("changed_by", "修改或废止本文件的文件"),
                    ("fulfilled_by", "落实目录事项的内容"),
                    ("topic", "主题分类"),
                    ("department", "处室"),
                    ("tag", "主题词"),
                    ("upload", "文件"),
                    ("image", "图片"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunPython(link_by_structure, migrations.RunPython.noop),
    ]
