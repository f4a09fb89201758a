"""Downloads and former editions of the disclosure catalogue."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cms.content.models import ContentItem
from cms.website import downloads
from cms.website.catalogue import catalogue_context, edition_document
from cms.website.frame import frame_of
from cms.website.views.content import find, full_document
from cms.website.views.public import public

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@public
def download(request: HttpRequest, address: str, kind: str) -> HttpResponse:
    """The catalogue as it is now, as CSV or XLSX."""
    document = full_document(find_catalogue(request.path.removesuffix(f"catalogue.{kind}")))
    rows = downloads.table(document, settings.SITE_URL)
    content = downloads.as_csv(rows) if kind == "csv" else downloads.as_xlsx(rows, _("公开目录"))
    name = f"catalogue-{document['updated_at'][:10]}.{kind}"
    return HttpResponse(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@public
def edition(request: HttpRequest, address: str, number: int) -> HttpResponse:
    """The catalogue as it was in a former edition."""
    item = find_catalogue(request.path.removesuffix(f"editions/{number}/"))
    found = edition_document(item.pk, number)
    if found is None:
        raise Http404(number)
    current = full_document(item)
    document = found[0] | {"links": current["links"]}
    context = {"document": document, "frame": frame_of(current), "edition": found[1]}
    return render(request, "pages/catalogue.html", catalogue_context(document, request.GET) | context)


def find_catalogue(path: str) -> ContentItem:
    """The published catalogue at an address; raises Http404."""
    item = find(path)
    if item.type != "catalogue" or not item.is_published:
        raise Http404(path)
    return item
