"""What a page is, in the words of schema.org, for search engines (JSON-LD)."""

from collections.abc import Callable
from typing import Any

import orjson
from django.conf import settings
from django.templatetags.static import static

from cms.website.frame import Frame
from cms.website.sharing import description

Node = dict[str, Any]
CONTEXT = "https://schema.org"
FORCES = {
    "in_force": "InForce",
    "amended": "PartiallyInForce",
    "repealed": "NotInForce",
    "expired": "NotInForce",
}
# Inside a script element no text may look like markup.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def structured(document: Node, frame: Frame) -> str:
    """The page's JSON-LD, ready to stand in a script element."""
    graph = [_page(document, frame), *_breadcrumb(document, frame)]
    return orjson.dumps({"@context": CONTEXT, "@graph": graph}).decode().translate(_ESCAPES)


def _page(document: Node, frame: Frame) -> Node:
    describe = _DESCRIBED.get(document["type"], _web_page)
    return {name: value for name, value in describe(document, frame).items() if value not in (None, "", [], {})}


def _common(document: Node, frame: Frame) -> Node:
    return {
        "@id": frame.canonical,
        "url": frame.canonical,
        "name": document["title"],
        "description": description(document),
        "inLanguage": document["locale"],
        "datePublished": document["published_at"],
        "dateModified": document["updated_at"],
        "publisher": {"@id": _organization_id()},
        "keywords": document.get("tags"),
    }


def _organization_id() -> str:
    return f"{settings.SITE_URL}/#organization"


def _home(document: Node, frame: Frame) -> Node:
    agency = frame.agency
    return {
        "@type": "GovernmentOrganization",
        "@id": _organization_id(),
        "url": frame.canonical,
        "name": agency["name"],
        "identifier": agency["identification_code"],
        "telephone": agency.get("telephone"),
        "email": agency.get("email"),
        "address": {"@type": "PostalAddress", "streetAddress": agency["address"], "postalCode": agency["postcode"]},
        "logo": settings.SITE_URL + static("website/mark.svg"),
    }


def _web_page(document: Node, frame: Frame) -> Node:
    return _common(document, frame) | {"@type": "WebPage"}


def _column(document: Node, frame: Frame) -> Node:
    return _common(document, frame) | {"@type": "CollectionPage"}


def _article(kind: str) -> Callable[[Node, Frame], Node]:
    def describe(document: Node, frame: Frame) -> Node:
        author = document.get("source") or (document.get("department") or {}).get("title") or frame.agency["name"]
        image = document.get("image")
        return _common(document, frame) | {
            "@type": kind,
            "headline": document["title"],
            "author": {"@type": "GovernmentOrganization", "name": author},
            "image": settings.SITE_URL + image["url"] if image else None,
        }

    return describe


def _interpretation(document: Node, frame: Frame) -> Node:
    about = {"about": [_legislation_reference(each) for each in document["links"].get("documents", [])]}
    questions = [
        {
            "@type": "Question",
            "name": each["question"],
            "acceptedAnswer": {"@type": "Answer", "text": each["answer"]},
        }
        for block in document["body"]
        if block["type"] == "questions"
        for each in block["questions"]
    ]
    if document["kind"] == "questions" and questions:
        return _common(document, frame) | about | {"@type": "FAQPage", "mainEntity": questions}
    return _article("Article")(document, frame) | about


def _legislation(document: Node, frame: Frame) -> Node:
    """The document, what it changed, and what changed it: schema.org names that relation from the newer one only."""
    links = document["links"]
    changes = links.get("changes", [])
    changed_by = [_legislation_reference(each) for each in links.get("changed_by", [])]
    relation = "legislationRepeals" if document["validity"] == "repealed" else "legislationChanges"
    return _common(document, frame) | {
        "@type": "Legislation",
        "legislationIdentifier": document["document_number"] or document["index_number"],
        "legislationDate": document["issued_on"],
        "legislationDateOfApplicability": document["effective_on"],
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": document["issuing_authority"]},
        "legislationLegalForce": f"{CONTEXT}/{FORCES[document['validity']]}",
        "legislationRepeals": [_legislation_reference(each) for each in changes if each["validity"] == "repealed"],
        "legislationChanges": [_legislation_reference(each) for each in changes if each["validity"] != "repealed"],
        "@reverse": {relation: changed_by} if changed_by else None,
        "citation": [_legislation_reference(each) for each in links.get("related", [])],
        "subjectOf": [
            {"@type": "Article", "name": each["title"], "url": settings.SITE_URL + each["path"]}
            for each in links.get("interpretations", [])
        ],
    }


def _legislation_reference(light: Node) -> Node:
    address = settings.SITE_URL + light["path"]
    number = {"legislationIdentifier": light["document_number"]} if light.get("document_number") else {}
    return {"@type": "Legislation", "@id": address, "url": address, "name": light["title"]} | number


def _breadcrumb(document: Node, frame: Frame) -> list[Node]:
    steps = document["links"].get("breadcrumb", [])
    if not steps:
        return []
    places = [(step["title"], settings.SITE_URL + step["path"]) for step in steps]
    places.append((document["title"], frame.canonical))
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(places, 1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]


_DESCRIBED: dict[str, Callable[[Node, Frame], Node]] = {
    "home": _home,
    "column": _column,
    "policy_document": _legislation,
    "interpretation": _interpretation,
    "news": _article("NewsArticle"),
    "notice": _article("Article"),
}
