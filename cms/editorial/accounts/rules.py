"""三员分立 (GB/T 22239): what one account may change about others, about groups and about the ways of review.

The rules compare the state before a request with the state after it, so it does not matter by which view, form, bulk
action or API something was changed.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cms.editorial.accounts.state import GRANT_RIGHTS, POWERS, Grant, Person, State, pages_among


def objections(actor: Any, before: State, after: State) -> list[str]:
    """Why what `actor` (perhaps nobody) has changed must not stay, a sentence each; none when it may."""
    return [
        *_about_people(actor, before, after),
        *_about_grants(actor, before, after),
        *_about_roles(before, after),
        *conflicts(before, after),
        *_about_ways(before, after),
        *_about_tokens(actor, before, after),
    ]


def _about_people(actor: Any, before: State, after: State) -> Iterator[str]:
    for pk in sorted(before.people.keys() | after.people.keys()):
        old, new = before.people.get(pk), after.people.get(pk)
        if old == new:
            continue
        if old is None and new is not None:
            yield from _about_new(actor, new)
        elif new is None and old is not None:
            yield from _about_deleted(actor, pk, old)
        elif old is not None and new is not None:
            yield from _about_changed(actor, pk, old, new, before)


def _about_new(actor: Any, new: Person) -> Iterator[str]:
    if new.superuser or new.staff:
        yield _("超级用户只能在服务器上用命令建立。")
    if not actor.has_perm("auth.add_user"):
        yield _("只有系统管理员可以建立账号。")
    if new.groups or new.permissions or new.department:
        yield from _without(actor, GRANT_RIGHTS, _("只有安全管理员可以授予权限：请先建立账号，再由安全管理员授权。"))


def _about_deleted(actor: Any, pk: int, old: Person) -> Iterator[str]:
    if actor.pk == pk:
        yield _("不能删除自己的账号。")
    if old.superuser and not actor.is_superuser:
        yield _("超级用户“%s”的账号只能由超级用户处理。") % old.name
    yield from _without(actor, "auth.delete_user", _("只有系统管理员可以删除账号。"))


def _about_changed(actor: Any, pk: int, old: Person, new: Person, before: State) -> Iterator[str]:
    own = actor.pk == pk
    if (old.superuser, old.staff) != (new.superuser, new.staff):
        yield _("不能在浏览器中授予或收回超级用户权限，只能在服务器上用命令办理。")
    # Nobody is signed in where a link sent by mail is followed.
    untouchable = old.superuser and not own and actor.is_authenticated and not actor.is_superuser
    if untouchable:
        yield _("超级用户“%s”的账号只能由超级用户处理。") % old.name
    if old.rights != new.rights:
        if own:
            yield _("不能改变自己的角色、用户组、权限或处室。")
        else:
            yield from _without(actor, GRANT_RIGHTS, _("只有安全管理员可以授予或收回权限。"))
    if old.active != new.active and own:
        yield _("不能启用或停用自己的账号。")
    if (old.name, old.names, old.active) != (new.name, new.names, new.active) and not own:
        yield from _without(actor, "auth.change_user", _("只有系统管理员可以修改、启用或停用账号。"))
    if old.email != new.email and not own:
        if before.is_protected(old):
            yield _("“%s”是管理员或审计员，其邮箱只能由本人在“我的账号”中修改。") % old.name
        yield from _without(actor, "auth.change_user", _("只有系统管理员可以修改他人的邮箱。"))
    if old.password != new.password and not own and actor.is_authenticated and not may_give_password(actor, old):
        yield _("账号“%s”已在使用或已有权限，其密码只能由本人修改，或由本人通过邮箱重设。") % old.name


def may_give_password(actor: Any, person: Person) -> bool:
    """Whether the password is still an initial one: nobody has signed in with it, and it opens nothing."""
    return bool(actor.has_perm("auth.change_user") and not person.used and not person.groups and not person.superuser)


def _about_grants(actor: Any, before: State, after: State) -> Iterator[str]:
    person = before.people.get(actor.pk)
    own = person.groups if person else frozenset()
    changed = {
        group
        for group in before.grants.keys() | after.grants.keys()
        if _differ(before.grants.get(group, frozenset()), after.grants.get(group, frozenset()), before, after)
    }
    if changed:
        yield from _without(actor, GRANT_RIGHTS, _("只有安全管理员可以改变用户组的权限。"))
    for group in sorted(changed & own):
        yield _("不能改变自己所在用户组“%s”的权限。") % before.groups[group]


def _differ(old: frozenset[Grant], new: frozenset[Grant], before: State, after: State) -> bool:
    """Whether rights were given or taken, and did not merely come or go with what they are rights to."""
    lost = {grant for grant in old - new if grant[0] != "collection" or grant[1] in after.collections}
    pages = {grant[1] for grant in lost if grant[0] == "page"}
    gone = pages - pages_among(pages) if pages else set()
    lost = {grant for grant in lost if grant[0] != "page" or grant[1] not in gone}
    return bool(lost or any(grant[0] != "collection" or grant[1] in before.collections for grant in new - old))


def _about_roles(before: State, after: State) -> Iterator[str]:
    for key, powers in POWERS.items():
        group = before.roles.get(key)
        if key in before.roles and after.roles.get(key) != group:
            yield _("“%s”是必备角色，不能删除其角色或用户组。") % key.label
        elif group is not None:
            named = {("permission", name) for name in powers}
            if (before.grants[group] - after.grants[group]) & named:
                yield _("“%s”的职权不能收回。") % key.label
        if before.holders(key) and not after.holders(key):
            yield _("至少要有一个可用的“%s”账号：请先由安全管理员指定接替的人。") % key.label


def conflicts(before: State, after: State) -> list[str]:
    """Who has become two of the three, or one of them and an editor; which group has gathered the powers of two."""
    return [*_people_in_conflict(before, after), *_groups_in_conflict(before, after)]


def _people_in_conflict(before: State, after: State) -> Iterator[str]:
    for pk, person in after.people.items():
        old = before.people.get(pk)
        kinds = after.kinds_of(person)
        if len(kinds) > 1 and kinds - (before.kinds_of(old) if old else set()):
            joined = "、".join(sorted(str(kind) for kind in kinds))
            yield _("“%(name)s”不能同时担任：%(kinds)s。") % {"name": person.name, "kinds": joined}


def _groups_in_conflict(before: State, after: State) -> Iterator[str]:
    powers_of = {key: {("permission", name) for name in powers} for key, powers in POWERS.items()}
    for group, grants in after.grants.items():
        held = [key for key, powers in powers_of.items() if grants & powers or ("role", key) in grants]
        if len(held) > 1 and grants != before.grants.get(group):
            labels = "、".join(str(key.label) for key in held)
            yield _("一个用户组不能同时具有这些角色的职权：%s。") % labels


def _about_ways(before: State, after: State) -> Iterator[str]:
    covered = {page for page, way in before.assigned.items() if before.is_complete(way)}
    bare = {page for page in covered if not after.is_complete(after.assigned.get(page))}
    if pages_among(bare):
        yield _("审签流程不能停用、取消，也不能缺少处室审核、保密审查、发布环节或其审签人员。")
    for page, way in after.assigned.items():
        if page not in covered and before.assigned.get(page) != way and not after.is_complete(way):
            yield _("为栏目指定的审签流程必须启用，并且有处室审核、保密审查，最后发布。")


def _about_tokens(actor: Any, before: State, after: State) -> Iterator[str]:
    if any(user != actor.pk for pk, user in after.tokens.items() if pk not in before.tokens):
        yield _("接口令牌只能由本人建立。")


def _without(actor: Any, permission: str, sentence: str) -> Iterator[str]:
    if not actor.has_perm(permission):
        yield sentence
