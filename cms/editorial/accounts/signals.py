"""Accounts that are changed by whatever way, commands among them."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.signals import post_save
from django.dispatch import receiver

from cms.editorial.accounts.sessions import end_all
from cms.editorial.accounts.tokens import revoke_all


@receiver(post_save, sender=get_user_model())
def follow_account(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Whoever is no longer active has no tokens and no sessions; they do not come back with the account."""
    if not created and not raw and not instance.is_active:
        revoke_all([instance.pk])
        end_all([instance.pk])


class TokensEnd:
    """Named among the validators of passwords, which Django tells of every new password, not of an upgraded hash."""

    def validate(self, password: str, user: Any = None) -> None:
        """Any password will do."""

    def get_help_text(self) -> str:
        return ""

    def password_changed(self, password: str, user: Any = None) -> None:
        """All tokens end. Other sessions end by themselves: Django ties them to the password."""
        if user is not None and user.pk:
            revoke_all([user.pk])
