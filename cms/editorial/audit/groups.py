"""The form of a group. It writes rights to pages and collections in bulk, which no signal tells; taking them tells."""

from django.contrib.auth.models import Group
from django.http import HttpResponse
from wagtail.models import GroupCollectionPermission, GroupPagePermission
from wagtail.users.views.groups import CreateView, EditView, GroupViewSet

from cms.editorial.audit.models import Action
from cms.editorial.audit.recording import record


def rights_of(group: Group) -> set[str]:
    """The group's rights to pages and collections, in words."""
    if group._state.adding:
        return set()
    pages = GroupPagePermission.objects.filter(group=group).select_related("page", "permission")
    collections = GroupCollectionPermission.objects.filter(group=group).select_related("collection", "permission")
    return {f"{right.page.title}：{right.permission.name}" for right in pages} | {
        f"{right.collection.name}：{right.permission.name}" for right in collections
    }


class Recorded:
    """Records what a group may do that it might not before."""

    object: Group

    def process_form(self) -> HttpResponse:
        before = rights_of(self.object)
        response: HttpResponse = super().process_form()  # type: ignore[misc]
        if added := rights_of(self.object) - before:
            record(Action.GRANT, self.object, note="；".join(sorted(added)))
        return response


class RecordedCreateView(Recorded, CreateView):
    """A new group."""


class RecordedEditView(Recorded, EditView):
    """Changing a group."""


class RecordedGroupViewSet(GroupViewSet):
    """Wagtail's views of groups, recorded."""

    add_view_class = RecordedCreateView
    edit_view_class = RecordedEditView
