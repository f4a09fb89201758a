"""The forms of accounts: each shows its reader what is his to fill in.

What a form does not show and is sent all the same is taken at its word, so that the guard refuses it and the refusal
is recorded; a field that was silently dropped would leave no trace of the attempt.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from cms.content.guards import WriteRefused
from cms.editorial.accounts.rules import may_give_password
from cms.editorial.accounts.state import GRANT_RIGHTS, read_state

NAMES = (get_user_model().USERNAME_FIELD, "email", "first_name", "last_name")
PASSWORDS = ("password1", "password2")


class Restricted:
    """Takes out of the form what its reader may not fill in, unless it was sent."""

    def restrict(self, shown: set[str]) -> None:
        for name in set(self.fields) - shown:  # type: ignore[attr-defined]
            if not (self.is_bound and any(self.data.getlist(name))):  # type: ignore[attr-defined]
                del self.fields[name]  # type: ignore[attr-defined]


class AccountCreationForm(Restricted, UserCreationForm):
    """A new account, with a password that its owner has to change at first sign-in."""

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PASSWORDS:
            self.fields[name].label = _("初始密码") if name == "password1" else _("重复初始密码")
        self.restrict({*NAMES, *PASSWORDS, *(["groups"] if actor.has_perm(GRANT_RIGHTS) else [])})


class AccountEditForm(Restricted, UserEditForm):
    """An account that there is: its names for the system administrator, its groups for the security administrator."""

    def __init__(self, *args: Any, actor: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editing_self = editing_self
        self.restrict(self._shown(actor))

    def _shown(self, actor: Any) -> set[str]:
        shown: set[str] = set()
        state = read_state()
        person = state.people[self.instance.pk]
        if actor.has_perm("auth.change_user"):
            shown |= set(NAMES) if self.editing_self else {*NAMES, "is_active"}
            if self.editing_self or state.is_protected(person):
                shown.discard("email")
            if may_give_password(actor, person) and not self.editing_self:
                shown |= set(PASSWORDS)
        if actor.has_perm(GRANT_RIGHTS) and not self.editing_self:
            shown.add("groups")
        return shown

    def clean(self) -> Any:
        """One's own password and address are changed where the present password is asked for."""
        cleaned = super().clean()
        sent = self.cleaned_data.get("email", self.instance.email) != self.initial.get("email", self.instance.email)
        if self.editing_self and (self.cleaned_data.get("password1") or ("email" in self.fields and sent)):
            raise WriteRefused([_("自己的密码和邮箱请在“我的账号”中修改，须输入现在的密码。")])
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if "password1" not in self.fields:
            self.cleaned_data["password1"] = ""
        return super().save(commit)
