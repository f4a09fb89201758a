"""Headers that every answer to the public carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PLAYERS = "https://player.bilibili.com https://v.qq.com"
POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        f"frame-src {PLAYERS}",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
# The administration runs inline scripts, and previews pages inside itself; the API has its own documentation page.
EXEMPT = ("/admin/", "/api/")


def public_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Limit what a page may load and run, and let caches keep one copy for every reader."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(EXEMPT):
            return response
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        # The address alone decides the language of a page.
        vary = [name for name in response.get("Vary", "").split(", ") if name.lower() not in ("", "accept-language")]
        if vary:
            response["Vary"] = ", ".join(vary)
        else:
            response.headers.pop("Vary", None)
        return response

    return middleware
