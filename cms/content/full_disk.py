"""A disk that takes nothing more is told in words, where an error of the server would say nothing."""

import errno
import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)
INSUFFICIENT_STORAGE = 507
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def is_full(error: BaseException) -> bool:
    """Whether the error says that a disk takes nothing more: that of the files, or that of the database."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    said = str(error).lower()
    return isinstance(error, DatabaseError) and ("disk is full" in said or "no space left" in said)


def full_message() -> str:
    """For whoever wanted to write."""
    return _("服务器的磁盘空间不足，文件没有保存，其他内容也没有改动。请告诉管理员，处理后再试。")


def answer_to(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """507 with a sentence, in the form that was asked for; None where the error is another."""
    if not is_full(error):
        return None
    logger.error("A disk is full: %s", error)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        # As Wagtail's uploads tell what is wrong with a file.
        return JsonResponse({"success": False, "error_message": full_message()})
    if "/api/" in request.path:
        problem = {"type": "about:blank", "title": "Insufficient Storage", "status": INSUFFICIENT_STORAGE}
        return JsonResponse(
            problem | {"detail": full_message()}, status=INSUFFICIENT_STORAGE, content_type="application/problem+json"
        )
    return render(request, "wagtailadmin/507.html", {"message": full_message()}, status=INSUFFICIENT_STORAGE)


class FullDiskMiddleware:
    """Answers for a full disk while a request is read or a page is made; requests that write see to it themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Large uploads go to a disk while they are read: here, before the next middleware reads them."""
        if request.content_type != "multipart/form-data" or getattr(view, "csrf_exempt", False):
            return None
        try:
            request.POST  # noqa: B018 -- reading it is what is wanted
        except OSError as error:
            return answer_to(request, error)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Whatever a view raised that writes nothing to the database."""
        return answer_to(request, error)
