from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test import Client

PATHS = ("/", "/search/?q=%E8%8A%82%E8%83%BD", "/api/v1/site", "/admin/login/")


class Command(BaseCommand):
    help = (
        "Makes this release ready to serve: checks the configuration, collects static files and asks for some pages, "
        "without a server; fails when something is wrong."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.check(include_deployment_checks=True, databases=["default"])
        call_command("collectstatic", interactive=False, verbosity=0)
        # The handlers and middleware of production, with the host name that visitors use.
        client = Client(raise_request_exception=False, SERVER_NAME=urlsplit(settings.SITE_URL).hostname)
        for path in PATHS:
            status = client.get(path, secure=True).status_code
            self.stdout.write(f"{status} {path}")
            if status != 200:
                raise CommandError(f"{path} is answered with {status}")
