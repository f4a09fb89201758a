"""Two people at the same moment, and a power cut at every step: one publication, whole, or none."""

import os
import traceback
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, connections
from wagtail.models import PageLogEntry, Revision, TaskState

from cms.content.gates import PublicationRefused
from cms.content.models import ContentItem, Delivery
from cms.editorial.audit.models import Action, AuditEntry
from cms.editorial.audit.verifying import verify
from tests import factories
from tests.editorial.conftest import is_public

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 200
POWER_CUT = 77


def at_the_same_moment(*actions):
    """The outcomes of actions that begin together, each on a connection of its own."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            barrier.wait(timeout=30)
            return action()
        except PublicationRefused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(run, actions))


def published_in_trail(*pages):
    """How many publications of the pages the audit trail holds."""
    return AuditEntry.objects.filter(action=Action.PUBLISH, object_id__in=[str(page.pk) for page in pages]).count()


def publish(revision_key, user):
    Revision.objects.get(pk=revision_key).publish(user=user)


def take_last_step(state_key, user):
    state = TaskState.objects.get(pk=state_key).specific
    state.task.specific.on_action(state, user, "approve")


@pytest.mark.postgresql
def test_two_publishers_of_the_same_revision_publish_it_once(portal):
    publishers = [factories.person("publisher"), factories.person("publisher")]
    notice = factories.notice(publish=False)
    for number in range(ROUNDS):
        notice.title = f"公告 {number}"
        revision = notice.save_revision()
        at_the_same_moment(*(partial(publish, revision.pk, user) for user in publishers))
        assert PageLogEntry.objects.filter(revision=revision, action="wagtail.publish").count() == 1
        assert published_in_trail(notice) == number + 1
        item = ContentItem.objects.get(page_id=notice.pk)
        assert (item.title, item.edition) == (f"公告 {number}", number + 1)
        assert Delivery.objects.filter(item=item).count() == number + 1
        assert Delivery.objects.filter(item=item, sequence=item.sequence).count() == 1
    assert verify().findings == []


@pytest.mark.postgresql
@pytest.mark.gates
def test_of_two_publishers_who_take_the_last_step_one_is_told_that_it_was_taken(office):
    for _ in range(5):
        notice = office.reviewed("notice")
        state = notice.current_workflow_task_state
        publishers = [office.people["publisher"], factories.person("publisher")]
        outcomes = at_the_same_moment(*(partial(take_last_step, state.pk, user) for user in publishers))
        assert [str(outcome) for outcome in outcomes if outcome] == ["这一环节已由他人处理。"]
        assert PageLogEntry.objects.filter(page=notice.pk, action="wagtail.publish").count() == 1
        assert published_in_trail(notice) == 1
        assert Delivery.objects.filter(item__page_id=notice.pk).count() == 1


def with_power_cut(action, after: int) -> int:
    """The exit code of a process that does something and dies before its statement number `after` + 1 that writes."""
    connections.close_all()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    written = 0

    def cut(execute, sql, params, many, context):
        nonlocal written
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            written += 1
            if written > after:
                os._exit(POWER_CUT)
        return execute(sql, params, many, context)

    code = 1
    try:
        with connection.execute_wrapper(cut):
            action()
        code = 0
    except BaseException:  # noqa: BLE001 -- the process ends here, and the reason with it
        traceback.print_exc()
    finally:
        # The tests' process must not end twice.
        os._exit(code)


@pytest.mark.gates
def test_a_power_cut_at_any_step_of_a_joint_publication_leaves_both_or_neither(office):
    document = office.reviewed(is_major_policy=True)
    pair = [document, office.reviewed("interpretation", document)]
    cuts = 0
    while with_power_cut(lambda: office.act(document, "publisher"), cuts) == POWER_CUT:
        # The last cuts fall after the commit, while its record is chained.
        public = [is_public(page) for page in pair]
        assert public in ([False, False], [True, True])
        assert [type(page).objects.get(pk=page.pk).live for page in pair] == public
        assert Delivery.objects.filter(item__page_id__in=[page.pk for page in pair]).count() == sum(public)
        assert published_in_trail(*pair) == sum(public)
        cuts += 1
    assert cuts > 10
    assert [is_public(page) for page in pair] == [True, True]
    assert Delivery.objects.filter(item__page_id__in=[page.pk for page in pair]).count() == 2
    assert published_in_trail(*pair) == 2
    assert verify().findings == []
