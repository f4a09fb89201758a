"""Downloads and former editions of the disclosure catalogue."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cms.content.models import ContentItem
from cms.website import downloads
from cms.website.catalogue import catalogue_context, edition_documents, editions
from cms.website.comparison import compare
from cms.website.frame import frame_of
from cms.website.views.content import find, full_document
from cms.website.views.public import public

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@public
def download(request: HttpRequest, address: str, kind: str) -> HttpResponse:
    """The catalogue as it is now, as CSV, XLSX or JSON."""
    document = full_document(find_catalogue(request.path.removesuffix(f"catalogue.{kind}")))
    if kind == "json":
        content = downloads.as_json(document, settings.SITE_URL)
    else:
        rows = downloads.table(document, settings.SITE_URL)
        content = downloads.as_csv(rows) if kind == "csv" else downloads.as_xlsx(rows, _("公开目录"))
    name = f"catalogue-{document['updated_at'][:10]}.{kind}"
    return HttpResponse(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@public
def edition(request: HttpRequest, address: str, number: str) -> HttpResponse:
    """The catalogue as it was in a former edition."""
    item = find_catalogue(request.path.removesuffix(f"editions/{number}/"))
    found = edition_documents(item.pk, [int(number)]).get(int(number))
    if found is None:
        raise Http404(number)
    current = full_document(item)
    document = found[0] | {"links": current["links"]}
    context = {"document": document, "frame": frame_of(current), "edition": found[1]}
    return render(request, "pages/catalogue.html", catalogue_context(document, request.GET) | context)


@public
def comparison(request: HttpRequest, address: str) -> HttpResponse:
    """What changed between the editions `from` and `to`; by default between the last former one and the present one."""
    item = find_catalogue(request.path.removesuffix("editions/compare/"))
    document = full_document(item)
    former = editions(document)
    latest_former = former[0]["number"] if former else item.edition
    numbers = [_number(request.GET.get("from"), latest_former), _number(request.GET.get("to"), item.edition)]
    documents = {number: found for number, (found, _edition) in edition_documents(item.pk, numbers).items()}
    documents[item.edition] = document
    if not documents.keys() >= set(numbers):
        raise Http404(numbers)
    before, after = numbers
    context = {
        "document": document,
        "frame": frame_of(document),
        "former": former,
        "present": item.edition,
        "before": before,
        "after": after,
        "comparison": compare(documents[before], documents[after]),
        # One of many views of the same page.
        "is_narrowed": True,
    }
    return render(request, "pages/catalogue/comparison.html", context)


def _number(text: str | None, usual: int) -> int:
    """The edition that was asked for; raises Http404 for what is no number of an edition."""
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404(text)
    return int(text)


def find_catalogue(path: str) -> ContentItem:
    """The published catalogue at an address; raises Http404."""
    item = find(path)
    if item.type != "catalogue" or not item.is_published:
        raise Http404(path)
    return item
