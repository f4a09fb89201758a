"""Wagtail's room of users and groups, with a view of groups that records the rights it gives."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Named in INSTALLED_APPS in place of `wagtail.users`."""

    group_viewset = "cms.editorial.audit.groups.RecordedGroupViewSet"
