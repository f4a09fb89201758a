"""Where the rules of accounts are enforced: at the end of every writing request, whichever door it came by.

The guard watches the statements of the request. The first one that writes to a table of accounts, rights or workflows
makes it read their state; when the view is done it reads them again and asks the rules. Signals would not do: bulk
actions and forms change many rows in one statement, which no signal tells.

Commands pass: whoever has a shell on the server has the database.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import connection, models
from django.http import HttpRequest
from wagtail.models import (
    APIToken,
    GroupCollectionPermission,
    GroupPagePermission,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.models.workflows import AbstractGroupApprovalTask

from cms.content.guards import WriteRefused, guard
from cms.editorial.accounts.consequences import follow
from cms.editorial.accounts.rules import objections
from cms.editorial.accounts.state import State, read_state
from cms.editorial.models import Membership, Role

MODELS: tuple[type[models.Model], ...] = (
    User, User.groups.through, User.user_permissions.through, Group, Group.permissions.through, GroupPagePermission,
    GroupCollectionPermission, Role, Membership, Workflow, WorkflowPage, WorkflowTask, Task, APIToken,
)  # fmt: skip
# What the system notes of itself, at each sign-in and each call.
BOOKKEEPING = ("last_login", "last_used_at")


def _pattern() -> re.Pattern[str]:
    approvals = [
        model.groups.through
        for base in AbstractGroupApprovalTask.__subclasses__()
        for model in [base, *base.__subclasses__()]
        if not model._meta.abstract
    ]
    tables = "|".join(re.escape(model._meta.db_table) for model in [*MODELS, *approvals])
    noted = "|".join(BOOKKEEPING)
    return re.compile(rf'(?:INSERT INTO|UPDATE|DELETE FROM) "(?:{tables})"(?! SET "(?:{noted})" = \S+ WHERE)')


@guard
@contextmanager
def rights_guard(request: HttpRequest) -> Iterator[None]:
    """Around the view of a writing request. Raises WriteRefused when the rules object to what it changed."""
    writes = _pattern()
    states: list[State] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not states and writes.match(sql):
            # One at a time: of two requests that each remove one of two administrators, the second sees the first.
            list(Role.objects.select_for_update().order_by("pk"))
            states.append(read_state())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    if not states or connection.needs_rollback:
        return
    after = read_state()
    if reasons := objections(request.user, states[0], after):
        raise WriteRefused(list(dict.fromkeys(reasons)))
    follow(request.user, states[0], after)
