"""Links that lead nowhere, or to sites that nobody has looked at (国办发〔2017〕47号; 青发改办〔2017〕455号 20)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.editorial.checks.findings import Finding, Severity
from cms.editorial.checks.reading import Link, PageText
from snippets.models import AllowedSite


def check(text: PageText) -> list[Finding]:
    """Dead links to pages and files of the portal, and addresses outside the list of allowed sites."""
    if not text.links:
        return []
    keys = {link.target for link in text.links if link.kind == "page" and link.target.isdigit()}
    live = {str(key): value for key, value in Page.objects.filter(pk__in=keys).values_list("pk", "live")}
    sites = list(AllowedSite.objects.all()) if any(link.kind == "address" for link in text.links) else []
    findings: dict[Finding, None] = {}
    for link in text.links:
        if found := _page(link, live) or _file(link, text) or _address(link, sites):
            findings[Finding(found[0], link.where, link.place, found[1])] = None
    return list(findings)


def _page(link: Link, live: dict[str, bool]) -> tuple[Severity, str] | None:
    if link.kind != "page" or live.get(link.target):
        return None
    if link.target in live:
        # Documents and interpretations that are published together link to each other before either is public.
        return Severity.ADVICE, _("链接的页面尚未发布。")
    return Severity.BLOCKING, _("链接的页面已删除。")


def _file(link: Link, text: PageText) -> tuple[Severity, str] | None:
    if link.kind != "document":
        return None
    document = text.documents.get(link.target)
    if document is None:
        return Severity.BLOCKING, _("链接的文件已删除。")
    if not document.file or not document.file.storage.exists(document.file.name):
        return Severity.BLOCKING, _("文件“%s”已丢失，请重新上传。") % document.title
    return None


def _address(link: Link, sites: list[AllowedSite]) -> tuple[Severity, str] | None:
    if link.kind != "address" or not link.target.startswith(("http://", "https://")):
        return None
    host = urlsplit(link.target).hostname
    if host == urlsplit(settings.SITE_URL).hostname or any(site.covers(link.target) for site in sites):
        return None
    return Severity.ADVICE, _("站外网址 %s 不在可链接网站名单中。") % host
