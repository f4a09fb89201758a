"""Tokens of the write API: whose they are, how far they reach, when they end.

Wagtail keeps a keyed digest of a token and shows it once. What is added here: a scope, an end, and that only its owner
makes one; a change of his password or the end of his account ends it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError
from wagtail.admin.ui.tables import Column
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.models import APIToken
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.signals import page_published, page_unpublished
from wagtail.users.views import api_tokens

from cms.content.guards import FORBIDDEN, WriteRefused, guard
from cms.content.models import ContentItem
from cms.editorial.accounts.lockout import BEARER, TOO_MANY
from cms.editorial.accounts.models import Scope, TokenTerms
from cms.editorial.audit.origin import request_in_hand
from cms.http.input import SAFE_METHODS

ORDER = list(Scope.values)


class ScopedBearerAuth(BearerTokenAuth):
    """Wagtail's tokens, as long as their terms hold; `request.token_scope` says how far they reach.

    Whoever tries too many is locked out for a while, with a valid one too: HttpError 429. HttpError 403 when a token
    for reading writes.
    """

    def __call__(self, request: HttpRequest) -> Any:
        if "Authorization" not in request.headers:
            return super().__call__(request)
        credentials = {"username": BEARER}
        if not AxesProxyHandler.is_allowed(request, credentials):
            raise HttpError(TOO_MANY, gettext("尝试次数过多，请稍后再试。"))
        found = super().__call__(request)
        if not found:
            AxesProxyHandler.user_login_failed(ScopedBearerAuth, credentials, request)
        elif request.method not in SAFE_METHODS and not reaches(request, Scope.DRAFT):
            raise HttpError(FORBIDDEN, gettext("此令牌只能读取。"))
        return found

    def authenticate(self, request: HttpRequest, token: str) -> APIToken | None:
        found = super().authenticate(request, token)
        terms = TokenTerms.objects.filter(token=found, expires_at__gt=timezone.now()).first() if found else None
        if terms is None:
            request.user = AnonymousUser()
            return None
        request.token_scope = terms.scope  # type: ignore[attr-defined]
        return found


def reaches(request: Any, scope: Scope) -> bool:
    """Whether the request's token, if it came by one, has that scope."""
    given = getattr(request, "token_scope", None)
    return given is None or ORDER.index(given) >= ORDER.index(scope)


def revoke_all(users: Any) -> None:
    """End all tokens of these people."""
    for token in APIToken.objects.filter(user__in=users, revoked_at=None):
        token.revoke()


@receiver(post_save, sender=APIToken)
def give_terms(instance: APIToken, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A token that is made by command reaches as far as its owner and ends like all others."""
    if created and not raw:
        end = timezone.now() + timedelta(days=settings.API_TOKEN_DAYS)
        TokenTerms.objects.get_or_create(token=instance, defaults={"scope": Scope.PUBLISH, "expires_at": end})


@guard
@contextmanager
def scope_guard(request: HttpRequest) -> Iterator[None]:
    """Around the view of a writing request: a token that may not publish changes nothing that the public reads."""
    named = f'"{ContentItem._meta.db_table}"'
    refused: list[WriteRefused] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        writes = sql.startswith(("INSERT", "UPDATE", "DELETE")) and named in sql
        if writes and not reaches(request, Scope.PUBLISH):
            refused.append(WriteRefused([gettext("此令牌不能发布、撤下、移动或删除已公开的内容。")]))
            raise refused[0]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    if refused:
        # Whatever became of it in between.
        raise refused[0]


@receiver([page_published, page_unpublished])
def follow_publication(**kwargs: Any) -> None:
    """Also of what the public does not read."""
    request = request_in_hand()
    if request is not None and not reaches(request, Scope.PUBLISH):
        raise WriteRefused([gettext("此令牌不能发布或撤下。")])


class TokenForm(forms.Form):
    """A new token of one's own."""

    name = forms.CharField(label=_("名称"), max_length=255, help_text=_("写明用于哪个系统。"))
    scope = forms.ChoiceField(label=_("范围"), choices=Scope.choices, initial=Scope.READ)
    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=366)

    def __init__(self, *args: Any, owner: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].initial = settings.API_TOKEN_DAYS
        self.owner = owner


class TokenCreateView(api_tokens.CreateView):
    """Wagtail's view, for oneself only, with scope and end."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("manageable_users")
        return {**kwargs, "owner": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        if self.request.POST.get("user", str(self.request.user.pk)) != str(self.request.user.pk):
            raise WriteRefused([gettext("接口令牌只能由本人建立。")])
        form.cleaned_data["user"] = self.request.user
        response: HttpResponse = super().form_valid(form)
        end = timezone.now() + timedelta(days=form.cleaned_data["days"])
        TokenTerms.objects.filter(token=self.object).update(scope=form.cleaned_data["scope"], expires_at=end)
        return response


class TokenIndexView(api_tokens.IndexView):
    """The tokens that one may see, with their terms."""

    @cached_property
    def columns(self) -> list[Any]:
        return [
            *super().columns,
            Column("scope", label=_("范围"), accessor=lambda token: token.terms.get_scope_display()),
            Column("expires_at", label=_("有效期至"), accessor="terms.expires_at"),
        ]

    def get_queryset(self) -> QuerySet[APIToken]:
        tokens: QuerySet[APIToken] = super().get_queryset().select_related("terms")
        return tokens


class TokenViewSet(api_tokens.APITokenViewSet):
    """In place of Wagtail's own."""

    index_view_class = TokenIndexView
    add_view_class = TokenCreateView

    def get_form_class(self, for_update: bool = False) -> Any:
        return super().get_form_class(for_update=True) if for_update else TokenForm


class TokenPermissionPolicy(ModelPermissionPolicy):
    """Everybody in the administration makes, names and ends his own; who keeps accounts ends others'."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return user.is_active and user.has_perm("wagtailadmin.access_admin")


def may_manage(user: Any, owner: Any, permission: str) -> bool:
    """In place of Wagtail's rule, which asks for permissions that no role has."""
    if owner.is_superuser and user != owner and not user.is_superuser:
        return False
    ending = permission.endswith("delete_apitoken") and user.has_perm("auth.change_user")
    return bool(user == owner or ending)
