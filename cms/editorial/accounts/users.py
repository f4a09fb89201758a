"""Wagtail's room of users and groups, with views that keep the three members apart and record the rights they give."""

from django.contrib.auth import get_user_model
from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Named in INSTALLED_APPS in place of `wagtail.users`."""

    group_viewset = "cms.editorial.audit.groups.RecordedGroupViewSet"
    user_viewset = "cms.editorial.accounts.views.AccountViewSet"

    def ready(self) -> None:
        super().ready()
        from wagtail.models import APIToken
        from wagtail.permissions import register_permission_policy
        from wagtail.users.views import api_tokens

        from cms.editorial.accounts.permissions import AccountPermissionPolicy
        from cms.editorial.accounts.tokens import TokenPermissionPolicy, TokenViewSet, may_manage

        # Wagtail names both in its own code.
        api_tokens.APITokenViewSet, api_tokens.user_can_manage_token = TokenViewSet, may_manage
        register_permission_policy(APIToken, TokenPermissionPolicy(APIToken))
        model = get_user_model()
        register_permission_policy(model, AccountPermissionPolicy(model))
