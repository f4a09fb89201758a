"""Who may do what with a file: Wagtail's permissions on collections, inside the library of the user's department.

Wagtail asks this policy about images and documents from everywhere: lists, searches, choosers, forms, bulk actions and
the write API. What the public can read may be chosen by all, and what stands on a page is read by whoever has that
page (`view`); both are changed by their department only.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, Model, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.documents.views.bulk_actions.document_bulk_action import DocumentBulkAction
from wagtail.images.views.bulk_actions.image_bulk_action import ImageBulkAction
from wagtail.models import Collection, Page, ReferenceIndex
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from cms.content.files import is_public
from cms.content.models import Link
from cms.content.references import file_kinds
from cms.editorial.departments import Territory
from cms.editorial.models.roles import ALL_DEPARTMENTS, Membership
from cms.editorial.visibility import GONE, visibility_of
from pages.files import PortalDocument, PortalImage
from snippets.models import Library

# The common library belongs to no department when something is changed, and to everyone's when it is chosen.
_NOBODY = 0


def libraries_of(user: Any) -> dict[str, Territory]:
    """The parts of the tree of collections where the user may `choose` and `change`; read once for a user object."""
    if not hasattr(user, "libraries"):
        user.libraries = _libraries(user)
    found: dict[str, Territory] = user.libraries
    return found


def _libraries(user: Any) -> dict[str, Territory]:
    if user.has_perm(ALL_DEPARTMENTS):
        return dict.fromkeys(("choose", "change"), Territory(everywhere=True))
    mine = Membership.objects.filter(user=user.pk).values_list("department", flat=True).first() or -1
    rows = list(Library.objects.order_by("collection__path").values_list("collection__path", "department"))
    return {
        "choose": Territory(mine, columns=tuple((path, owner or mine) for path, owner in rows)),
        "change": Territory(mine, columns=tuple((path, owner or _NOBODY) for path, owner in rows)),
    }


class DepartmentFilePolicy(CollectionOwnershipPermissionPolicy):
    """What a user may do with files; nothing is changed outside the library of his department."""

    def _reach(self, user: Any, action: str) -> Territory:
        return libraries_of(user)["choose" if action == "choose" else "change"]

    def _check_perm(self, user: Any, actions: Iterable[str], collection: Collection | None = None) -> bool:
        if user.is_active and user.is_superuser:
            return True
        return any(self._is_granted(user, action, collection) for action in actions)

    def _is_granted(self, user: Any, action: str, collection: Collection | None) -> bool:
        if not super()._check_perm(user, [action], collection):
            return False
        reach = self._reach(user, action)
        if collection is not None:
            return collection in reach
        granted = [each.collection for each in self._get_user_permission_objects_for_actions(user, [action])]
        return any(place in reach or any(own.startswith(place.path) for own in reach.own) for place in granted)

    def _collections_with_perm(self, user: Any, actions: Iterable[str]) -> QuerySet[Collection]:
        collections = Collection.objects.none()
        for action in actions:
            found = super()._collections_with_perm(user, [action]).filter(self._reach(user, action).condition())
            # What is put at the root belongs to nobody.
            collections |= found.exclude(depth=1) if action == "add" else found
        return collections

    def _users_with_perm_filter(self, actions: Iterable[str], collection: Collection | None = None) -> Q:
        users: Q = super()._users_with_perm_filter(actions, collection)
        if collection is None:
            return users
        unbound = Q(is_superuser=True) | Q(groups__in=Group.objects.filter(permissions__codename="all_departments"))
        return users & (unbound | Q(membership__department__library__collection__in=collection.get_ancestors(True)))

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        actions = set(actions)
        if instance.pk in withheld_files(user, self.model):
            return "view" in actions and _stands_on_a_page_of(user, instance)
        if "view" in actions and self._may_view(user, instance):
            return True
        if "choose" in actions and self._check_perm(user, ["choose"]) and is_public(instance):
            return True
        allowed: bool = super().user_has_any_permission_for_instance(user, actions, instance)
        return allowed

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        withheld = withheld_files(user, self.model)
        files = self._instances(user, set(actions))
        return files.exclude(pk__in=withheld) if withheld else files

    def _instances(self, user: Any, actions: set[str]) -> QuerySet[Any]:
        if "view" in actions:
            if user.is_active and user.has_perm(ALL_DEPARTMENTS):
                return self.model._default_manager.all()
            actions = actions - {"view"} | {"choose", "change"}
        files = super().instances_user_has_any_permission_for(user, actions)
        if user.is_superuser or "choose" not in actions or not self._check_perm(user, ["choose"]):
            return files
        known = Q(pk__in=files.order_by().values("pk")) | Q(pk__in=_public_files(self.model))
        return self.model._default_manager.filter(known)

    def _may_view(self, user: Any, file: Model) -> bool:
        """Whether the user may read the file: in its collection, or because it stands on a page that he may edit."""
        return (
            user.has_perm(ALL_DEPARTMENTS)
            or self.user_has_any_permission_for_instance(user, {"choose", "change"}, file)
            or _stands_on_a_page_of(user, file)
        )


def withheld_files(user: Any, model: type[Model]) -> set[int]:
    """The files that the user, who sees those of all departments, does not see: of documents that he must not read.

    What is public, and what he has uploaded himself, he sees all the same.
    """
    hidden = visibility_of(user).hidden - {GONE} if user.has_perm(ALL_DEPARTMENTS) else frozenset()
    if not hidden:
        return set()
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(key) for key in hidden],
        to_content_type=ContentType.objects.get_for_model(model),
    )
    named = {int(key) for key in references.values_list("to_object_id", flat=True)}
    # Wagtail's index knows a public page as the public sees it; what its draft names stands in the revision.
    drafts = Page.objects.filter(pk__in=hidden, live=True, has_unpublished_changes=True, latest_revision__isnull=False)
    for draft in drafts.select_related("latest_revision"):
        page = draft.latest_revision.as_object()
        named |= {key for _field, each, key in page.named_files() if each is model}
    seen = Q(uploaded_by_user=user.pk) | Q(pk__in=_public_files(model))
    return named - set(model._default_manager.filter(seen, pk__in=named).values_list("pk", flat=True))


def _public_files(model: type[Model]) -> QuerySet[Any]:
    return Link.objects.filter(kind=file_kinds()[model]).values(key=Cast("target", IntegerField()))


def _stands_on_a_page_of(user: Any, file: Model) -> bool:
    pages = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, {"add", "change", "publish"})
    references = ReferenceIndex.get_references_to(file).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    named_by = [int(key) for key in references.values_list("object_id", flat=True)]
    if named_by and pages.filter(pk__in=named_by).exists():
        return True
    # Wagtail's index knows a public page as the public sees it; what its draft names stands in the revision.
    drafts = pages.filter(has_unpublished_changes=True, latest_revision__isnull=False).select_related("latest_revision")
    return any(
        (type(file), file.pk)
        in {(model, key) for _field, model, key in draft.latest_revision.as_object().named_files()}
        for draft in drafts
        if hasattr(draft.specific_class, "named_files")
    )


def viewable(user: Any, model: type[Model]) -> QuerySet[Any]:
    """The documents or images of which the user may know."""
    files: QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["view"])
    return files


def narrow_bulk_actions() -> None:
    """Let bulk actions name no files that the user may not know, as Wagtail does of those that it must not change."""
    for action in (DocumentBulkAction, ImageBulkAction):
        action.get_actionable_objects = _actionable_and_known


def _actionable_and_known(action: BulkAction) -> tuple[list[Any], dict[str, Any]]:
    allowed, refused = BulkAction.get_actionable_objects(action)
    known = set(viewable(action.request.user, action.model).values_list("pk", flat=True))
    return allowed, {name: [file for file in files if file.pk in known] for name, files in refused.items()}


# Exactly, since Wagtail's own applications, which are ready later, register theirs for these models.
for model, wagtails in ((PortalDocument, "wagtaildocs.Document"), (PortalImage, "wagtailimages.Image")):
    register_permission_policy(model, DepartmentFilePolicy(model, wagtails, "uploaded_by_user"), exact_class=True)
