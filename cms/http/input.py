"""The one place that refuses what no view can answer: characters and numbers that no database holds, too many fields.

The middleware looks at the address and at JSON before anything else does, and needs neither session nor database.
What shows only in the database, say a number in a form, becomes the same answer by `refusal_of`.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation, ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, get_resolver
from django.utils.translation import gettext_lazy as _

from cms.http.sessions import is_made_here

# As many parameters as Django reads from an address by default; forms of the administration have more fields.
MOST_PARAMETERS = 1_000
# The largest number that a column holds.
LARGEST = 2**63 - 1
# What people look for may be any text, also one of many digits.
TEXTS = ("q", "search", "query")
# Control characters but tabulator and ends of lines, which people paste.
CONTROL = r"0[0-8bce]|1[0-9a-f]|7f"
_IN_PATH = re.compile(r"[\x00-\x1f\x7f]")
_IN_QUERY = re.compile(rf"[\x00-\x1f\x7f]|%(?:{CONTROL})", re.IGNORECASE)
_PARAMETERS = re.compile(r"([^=&]*)=?([^&]*)")
_TOO_LARGE = re.compile(r"[+-]?[0-9]{19,}")
# Of JSON as bytes: NUL, and halves of characters, of which PostgreSQL can store neither.
_IN_JSON = re.compile(
    rb"\x00|(?<!\\)(?:\\\\)*\\u(?:0000|d[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2}\\u)d[c-f][0-9a-f]{2})",
    re.IGNORECASE,
)
# What psycopg, Python and Django say of text with NUL, and of text where a number belongs.
_SAID = re.compile("NUL|null (?:byte|character)|expected a number but got")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")

UNREADABLE = _("不能含有控制字符。")
TOO_LARGE = _("数字过大。")
TOO_MANY = _("参数过多。")
UNSTORABLE = _("请求中有无法处理的内容：不能保存的字符，或者超出范围的数字、日期。")


class Refused(BadRequest):
    """A request that no view can answer; `errors` are pairs of a parameter's name and what is wrong with it."""

    def __init__(self, detail: Any, errors: Sequence[tuple[str, Any]] = ()) -> None:
        super().__init__(detail)
        self.detail, self.errors = detail, errors


class InputMiddleware:
    """Answers 400 to what cannot be read, and forgets cookies of sessions that cannot exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if refused := refusal(request):
            handler: Any = get_resolver().resolve_error_handler(400)
            return handler(request, exception=refused)
        name = settings.SESSION_COOKIE_NAME
        if name in request.META.get("HTTP_COOKIE", "") and not is_made_here(request.COOKIES.get(name, "")):
            request.COOKIES.pop(name, None)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Raise Http404 for an address with a number that nothing can have."""
        if any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Raise Refused for what the database could not take."""
        if refused := refusal_of(error, request):
            raise refused from error


def refusal(request: HttpRequest) -> Refused | None:
    """Why the address or the JSON of the request cannot be read, if it cannot."""
    query = request.META.get("QUERY_STRING", "")
    if _IN_PATH.search(request.path_info):
        return Refused(_("网址中含有控制字符。"))
    if query.count("&") >= MOST_PARAMETERS:
        return Refused(TOO_MANY)
    if query and (errors := _errors(query)):
        return Refused(_("请求的参数有误。"), errors)
    is_json = request.content_type == "application/json" or request.path_info.startswith("/api/")
    if is_json and request.method not in SAFE_METHODS:
        try:
            body = request.body
        except SuspiciousOperation:
            return Refused(_("提交的内容过大。"))
        if _IN_JSON.search(body):
            return Refused(UNSTORABLE)
    return None


def _errors(query: str) -> list[tuple[str, Any]]:
    if not _IN_QUERY.search(query) and not _TOO_LARGE.search(query):
        return []
    found: dict[str, Any] = {}
    for name, value in _PARAMETERS.findall(query):
        if _IN_QUERY.search(name) or _IN_QUERY.search(value):
            found[_IN_PATH.sub("", unquote_plus(name))] = UNREADABLE
        elif _TOO_LARGE.fullmatch(unquote_plus(value).strip()) and name not in TEXTS:
            found[unquote_plus(name)] = TOO_LARGE
    return list(found.items())


def refusal_of(error: Exception, request: HttpRequest | None = None) -> Refused | None:
    """The refusal for what a database, or a language below this one, cannot hold; None for any other failure.

    With the request also for what failed on one of its values and names it, such as an address made with a number
    that is none.
    """
    if isinstance(error, Refused):
        return error
    if isinstance(error, (DataError, OverflowError, UnicodeEncodeError, ValidationError)) or (
        isinstance(error, ValueError) and _SAID.search(str(error))
    ):
        return Refused(UNSTORABLE)
    if isinstance(error, SuspiciousOperation) or (request is not None and _names_a_value(error, request)):
        return Refused(_("请求的参数有误。"))
    return None


def _names_a_value(error: Exception, request: HttpRequest) -> bool:
    if not isinstance(error, (ValueError, LookupError, NoReverseMatch)):
        return False
    values = {value for _name, given in request.GET.lists() for value in given}
    if request.resolver_match:
        values |= {str(value) for value in request.resolver_match.kwargs.values()}
    said = str(error)
    return any(repr(value) in said for value in values if value)
