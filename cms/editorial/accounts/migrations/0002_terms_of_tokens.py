from datetime import timedelta

from django.conf import settings
from django.db import migrations
from django.utils import timezone


def give_terms(apps, schema_editor):
    """Tokens that there are go on as they were, and end like new ones."""
    terms = apps.get_model("accounts", "TokenTerms").objects
    end = timezone.now() + timedelta(days=settings.API_TOKEN_DAYS)
    for token in apps.get_model("wagtailcore", "APIToken").objects.filter(revoked_at=None):
        terms.get_or_create(token=token, defaults={"scope": "publish", "expires_at": end})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(give_terms, migrations.RunPython.noop)]
