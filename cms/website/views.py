from django.http import Http404, HttpRequest, HttpResponse

from cms.content import reading


def content(request: HttpRequest, address: str) -> HttpResponse:
    item = reading.find_by_path(request.path)
    if item is None:
        raise Http404
    return HttpResponse(item.title)
