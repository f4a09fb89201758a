from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cms.editorial.accounts.rules import conflicts
from cms.editorial.accounts.state import read_state
from cms.editorial.models import Role
from cms.editorial.models.roles import RoleKey


class Command(BaseCommand):
    help = "Gives an account a role: the first security administrator of a portal is named so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=RoleKey.values)

    @transaction.atomic
    def handle(self, *args: Any, username: str, role: str, verbosity: int, **options: Any) -> None:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}")
        group = Role.objects.get(key=role).group
        if group is None:
            raise CommandError(f"The role {role} has no group")
        before = read_state()
        user.groups.add(group)
        if found := conflicts(before, read_state()):
            transaction.set_rollback(True)
            raise CommandError("\n".join(found))
        if verbosity:
            self.stdout.write(f"{username} is {RoleKey(role).label} now")
