"""A trail that somebody with the database in his hands has changed, and what `verify_audit` says about it."""

# ruff: noqa: S608 -- the SQL of whoever tampers, made of constants

from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cms.editorial.audit.chain import chain, line
from cms.editorial.audit.models import Action, AuditEntry, AuditHead
from cms.editorial.audit.recording import compose, record, write
from cms.editorial.audit.verifying import anchors_in, verify
from snippets.models import AgencyProfile

pytestmark = pytest.mark.django_db
TABLE = "audit_auditentry"


@pytest.fixture
def numbers() -> list[int]:
    """The numbers of ten new entries at the end of a whole chain."""
    for number in range(10):
        record(Action.OTHER, title=f"第 {number} 条")
    chain()
    mine = AuditEntry.objects.filter(title__startswith="第 ").order_by("number")
    return list(mine.values_list("number", flat=True))


def tamper(*statements: str) -> None:
    """Run SQL as somebody who may do anything with the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER audit_content")
            cursor.execute("DROP TRIGGER audit_place")
        for statement in statements:
            cursor.execute(statement)


def test_a_whole_chain_is_whole_and_every_entry_names_the_one_before(numbers):
    assert verify().findings == []
    entries = list(AuditEntry.objects.filter(number__in=numbers).order_by("number"))
    assert all(later.previous == earlier.hash for earlier, later in pairwise(entries))
    assert [entry.title for entry in entries] == [f"第 {number} 条" for number in range(10)]
    output = StringIO()
    call_command("verify_audit", stdout=output)
    assert f"the last is {numbers[-1]}" in output.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        "title = '别的'",
        "actor = '别人', actor_id = 7",
        "moment = '2020-01-01 00:00:00+00:00'",
        'changes = \'[{"field": "a"}]\'',
        "address = '10.0.0.1'",
    ],
)
def test_a_changed_entry_is_found(numbers, change):
    tamper(f"UPDATE {TABLE} SET {change} WHERE number = {numbers[4]}")
    assert verify().findings == [f"entry {numbers[4]} was changed or inserted: its signature does not fit what it says"]


def test_a_removed_entry_is_found(numbers):
    tamper(f"DELETE FROM {TABLE} WHERE number IN ({numbers[4]}, {numbers[5]})")
    assert verify().findings == [f"entries {numbers[4]} to {numbers[5]} were removed"]


def test_a_gap_that_was_closed_is_found(numbers):
    tamper(
        f"DELETE FROM {TABLE} WHERE number = {numbers[8]}",
        f"UPDATE {TABLE} SET number = {numbers[8]} WHERE number = {numbers[9]}",
        f"UPDATE audit_audithead SET number = {numbers[8]}",
    )
    assert f"entry {numbers[8]} was moved: it was written for another place in the chain" in verify().findings


def test_the_removed_beginning_is_found(numbers):
    tamper(f"DELETE FROM {TABLE} WHERE number <= {numbers[2]}")
    (finding,) = verify().findings
    assert finding.startswith(f"entries 1 to {numbers[2]} were removed")


def test_the_removed_end_is_found(numbers):
    tamper(f"DELETE FROM {TABLE} WHERE number >= {numbers[8]}")
    assert verify().findings == [f"entries {numbers[8]} to {numbers[9]} were removed from the end"]


def test_the_removed_end_is_found_by_its_anchor_although_the_note_of_the_end_fits(numbers, tmp_path):
    anchors = tmp_path / "anchors"
    call_command("verify_audit", anchors=str(anchors), stdout=StringIO())
    kept = AuditEntry.objects.get(number=numbers[7])
    tamper(
        f"DELETE FROM {TABLE} WHERE number >= {numbers[8]}",
        f"UPDATE audit_audithead SET number = {kept.number}, hash = '{kept.hash}'",
    )
    assert verify().findings == []
    with pytest.raises(CommandError, match="not whole"):
        call_command("verify_audit", anchors=str(anchors), stderr=(errors := StringIO()))
    assert f"entries {numbers[8]} to {numbers[9]} were removed from the end" in errors.getvalue()
    assert len(anchors.read_text().splitlines()) == 1


def test_an_end_that_was_cut_off_and_grew_again_is_found_by_its_anchor(numbers):
    anchors = anchors_in([line(AuditEntry.objects.get(number=numbers[9]))])
    kept = AuditEntry.objects.get(number=numbers[7])
    tamper(
        f"DELETE FROM {TABLE} WHERE number >= {numbers[8]}",
        f"UPDATE audit_audithead SET number = {kept.number}, hash = '{kept.hash}'",
    )
    for _ in range(4):
        record(Action.OTHER, title="后来")
    assert verify(anchors).findings == [f"entry {numbers[9]} was replaced: its anchor says otherwise"]


def test_entries_that_changed_places_are_found(numbers):
    tamper(
        f"UPDATE {TABLE} SET number = -1 WHERE number = {numbers[3]}",
        f"UPDATE {TABLE} SET number = {numbers[3]} WHERE number = {numbers[4]}",
        f"UPDATE {TABLE} SET number = {numbers[4]} WHERE number = -1",
    )
    findings = verify().findings
    assert [finding for finding in findings if "was moved" in finding] == [
        f"entry {number} was moved: it was written for another place in the chain" for number in numbers[3:5]
    ]


COLUMNS = "moment, channel, address, agent, action, actor, object_type, object_id, title, note, changes, previous, hash"


def forge(numbers: list[int], key: str, number: str, signature: str) -> None:
    tamper(
        f"INSERT INTO {TABLE} (id, number, signature, {COLUMNS}) SELECT '{key}', {number}, {signature}, {COLUMNS} "
        f"FROM {TABLE} WHERE number = {numbers[9]}"
    )


def test_an_inserted_entry_is_found(numbers):
    forge(numbers, "0" * 32, str(numbers[9] + 1), "signature")
    findings = verify().findings
    assert f"entry {numbers[9] + 1} was changed or inserted: its signature does not fit what it says" in findings


def test_an_entry_inserted_to_be_chained_later_stays_outside_and_is_found(numbers):
    forge(numbers, "0" * 32, "NULL", "signature")
    record(Action.OTHER, title="真的")
    (finding,) = verify().findings
    assert finding.endswith("was inserted: it carries no signature of the portal")
    assert AuditEntry.objects.get(title="真的").number == numbers[9] + 1


@pytest.mark.parametrize("statement", ["title = '别的'", "hash = ''", "number = NULL", "signature = 'x'"])
def test_the_database_itself_refuses_to_change_an_entry(numbers, statement):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {statement} WHERE number = {numbers[0]}")


@pytest.mark.postgresql
def test_the_database_itself_refuses_to_delete_an_entry(numbers):
    with pytest.raises(DatabaseError, match="prune_audit only"), transaction.atomic():
        AuditEntry.objects.filter(number=numbers[0]).delete()
    record(Action.OTHER, title="未入链")
    with pytest.raises(DatabaseError, match="prune_audit only"), transaction.atomic():
        AuditEntry.objects.filter(number=None).delete()


@pytest.mark.postgresql
def test_the_database_itself_refuses_to_empty_the_trail(numbers):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE} CASCADE")
    assert AuditEntry.objects.filter(number__in=numbers).count() == len(numbers)


def test_another_key_verifies_nothing_and_a_former_key_still_does(numbers, settings):
    settings.AUDIT_KEYS = ["new-key"]
    assert len(verify().findings) >= len(numbers)
    settings.AUDIT_KEYS = ["new-key", "tests-only"]
    record(Action.OTHER, title="新钥")
    assert verify().findings == []
    settings.AUDIT_KEYS = []
    assert verify().findings


def test_what_a_killed_process_left_unchained_the_next_one_chains(numbers):
    record(Action.OTHER, title="未入链")
    assert AuditEntry.objects.get(title="未入链").number is None
    record(Action.OTHER, title="下一条")
    chain()
    assert [AuditEntry.objects.get(title=title).number for title in ("未入链", "下一条")] == [
        numbers[9] + 1,
        numbers[9] + 2,
    ]


@pytest.mark.django_db(transaction=True)
def test_an_act_is_chained_as_soon_as_it_is_committed_and_once_for_all_of_its_entries():
    with transaction.atomic():
        for _ in range(3):
            record(Action.OTHER, title="一事")
        assert len(connection.run_on_commit) == 1
        assert not AuditEntry.objects.filter(title="一事").exclude(number=None).exists()
    assert AuditEntry.objects.filter(title="一事").exclude(number=None).count() == 3
    assert verify().findings == []


def test_what_is_signed_survives_what_databases_do_not_keep(numbers):
    record(Action.OTHER, title="零\0字" + "长" * 400, note="半个字 \ud800", changes=[])
    assert verify().findings == []


def aged(days: int) -> AuditEntry:
    """An entry of that many days ago."""
    entry = compose(Action.OTHER, title=f"{days} 天前")
    entry.moment = timezone.now() - timedelta(days=days)
    write([entry])
    return entry


@pytest.fixture
def old_trail(portal) -> None:
    """A trail that begins long ago."""
    tamper(f"DELETE FROM {TABLE}", "DELETE FROM audit_audithead")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
    for days in (800, 400, 200, 190, 180, 1):
        aged(days)
    chain()


def test_what_is_older_than_six_months_is_removed_and_the_chain_stays_whole(old_trail):
    output = StringIO()
    call_command("prune_audit", stdout=output)
    assert output.getvalue().startswith("4 entries")
    left = AuditEntry.objects.order_by("moment").values_list("title", flat=True)
    assert list(left) == ["180 天前", "1 天前", "编号 4 及以前"]
    assert verify().findings == []
    call_command("prune_audit", stdout=(again := StringIO()))
    assert again.getvalue().startswith("0 entries")


def test_the_profile_keeps_it_longer_and_never_shorter(old_trail, portal):
    profile = AgencyProfile.for_site(portal.get_site())
    profile.audit_months = 24
    profile.save()
    call_command("prune_audit", stdout=StringIO())
    assert AuditEntry.objects.filter(title="400 天前").exists()
    assert not AuditEntry.objects.filter(title="800 天前").exists()
    assert verify().findings == []
    profile.audit_months = 5
    with pytest.raises(Exception, match="6"):
        profile.full_clean()


def test_removing_more_than_was_recorded_is_found(old_trail):
    call_command("prune_audit", stdout=StringIO())
    chain()
    AuditHead.objects.update(pruned=5)
    AuditEntry.objects.filter(number=5).delete()
    (finding,) = verify().findings
    assert finding.startswith("entries 1 to 5 were removed")


def test_anchors_are_read_from_the_lines_of_a_log():
    found = anchors_in(['Nov 24 portal[7]: {"number": 3, "hash": "abc"}', "GET / 200", "{broken", '{"number": "x"}'])
    assert found == {3: "abc"}


def test_the_command_ends_with_an_error_where_the_trail_is_broken(numbers):
    AuditHead.objects.update(number=numbers[9] + 1)
    with pytest.raises(CommandError) as error:
        call_command("verify_audit", stderr=StringIO())
    assert error.value.returncode == 1
