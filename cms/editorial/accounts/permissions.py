"""Who sees and opens accounts: the system administrator to keep them, the security administrator to give rights."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

from cms.editorial.accounts.state import GRANT_RIGHTS


class AccountPermissionPolicy(ModelPermissionPolicy):
    """Django's permissions, and `change` for whoever grants rights. What a form may contain, `rules` decides."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return super().user_has_permission(user, action) or (action == "change" and user.has_perm(GRANT_RIGHTS))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if instance.is_superuser and not user.is_superuser and action != "view":
            return False
        return self.user_has_permission(user, action)
