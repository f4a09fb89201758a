"""A page whose rendering fails with its connection is made once more, and is an answer like any other."""

from django.db import OperationalError
from django.template.response import TemplateResponse
from django.urls import path

from cms import urls
from cms.content import outage

rendered: list[str] = []


class Page(TemplateResponse):
    """A page that asks the database while it is rendered."""

    @property
    def rendered_content(self):
        rendered.append(self.template_name)
        if len(rendered) == 1:
            raise OperationalError("terminating connection due to administrator command")
        return super().rendered_content


urlpatterns = [path("late/", lambda request: Page(request, "403_csrf.html")), *urls.urlpatterns]


def test_a_page_whose_rendering_failed_is_made_again(client, settings, monkeypatch, db):
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(outage, "lost_connection", lambda: True)
    answer = client.get("/late/")
    assert (answer.status_code, len(rendered)) == (200, 2)
    assert "<h1>" in answer.content.decode()
