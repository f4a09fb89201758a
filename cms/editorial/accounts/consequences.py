"""What follows from a change of accounts that the rules allow."""

from typing import Any

from django.utils.translation import gettext as _

from cms.editorial.accounts.models import Account
from cms.editorial.accounts.sessions import end_all
from cms.editorial.accounts.state import Person, State
from cms.editorial.accounts.tokens import revoke_all
from cms.editorial.notices.telling import tell_at_once


def follow(actor: Any, before: State, after: State) -> None:
    """Note what somebody has to confirm himself because another filled it in for him, and tell those concerned."""
    for pk, new in after.people.items():
        old = before.people.get(pk)
        if old is None:
            Account.objects.update_or_create(user_id=pk, defaults={"password_given": True, "email_given": True})
        elif old != new:
            if old.active and not new.active:
                revoke_all([pk])
                end_all([pk])
            _follow_change(pk, old, new, by_other=actor.is_authenticated and actor.pk != pk)


def _follow_change(pk: int, old: Person, new: Person, by_other: bool) -> None:
    if old.password != new.password:
        if by_other:
            Account.objects.update_or_create(user_id=pk, defaults={"password_given": True})
        else:
            Account.objects.filter(user=pk).update(password_given=False)
        tell_at_once(
            pk,
            new.email,
            _("您的密码已更改"),
            _("账号“%s”的密码刚刚更改。如非本人操作，请立即联系安全管理员。") % new.name,
        )
    if old.email != new.email:
        if by_other:
            Account.objects.update_or_create(user_id=pk, defaults={"email_given": True})
        text = _("账号“%(name)s”的邮箱已改为 %(email)s。如非本人要求，请立即联系安全管理员。")
        tell_at_once(pk, old.email, _("您的账号邮箱已更改"), text % {"name": new.name, "email": new.email})
