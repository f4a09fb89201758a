"""The pattern page, which is there in development and in tests only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.website.frame import frame_everywhere
from cms.website.patterns import examples
from cms.website.views.public import public


@public
def patterns(request: HttpRequest) -> HttpResponse:
    """Every component of the website in each of its states."""
    return render(request, "pages/patterns.html", examples(frame_everywhere("patterns/")))
