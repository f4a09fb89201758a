"""What a page is, in the words of schema.org, for search engines (JSON-LD)."""

from collections.abc import Callable
from typing import Any

import orjson
from django.conf import settings
from django.templatetags.static import static

from cms.content.presenting import is_empty
from cms.content.types import content_types
from cms.website.frame import Frame
from cms.website.sharing import description

Node = dict[str, Any]
Describe = Callable[[dict[str, Any], Frame], dict[str, Any]]
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
    content_type = content_types()[document["type"]]
    node = DESCRIBED[content_type.schema_org](document, frame)
    node |= {field.schema_org: document.get(field.name) for field in content_type.fields if field.schema_org}
    return {name: value for name, value in node.items() if not is_empty(value)}


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


def _web_page(kind: str) -> Describe:
    return lambda document, frame: _common(document, frame) | {"@type": kind}


def _article(kind: str) -> Describe:
    def describe(document: Node, frame: Frame) -> Node:
        author = document.get("source") or (document.get("department") or {}).get("title") or frame.agency["name"]
        image = document.get("image")
        return (
            _common(document, frame)
            | {
                "@type": kind,
                "headline": document["title"],
                "author": {"@type": "GovernmentOrganization", "name": author},
                "image": settings.SITE_URL + image["url"] if image else None,
                "about": [_legislation_reference(each) for each in document["links"].get("documents", [])],
            }
            | _questions(document)
        )

    return describe


def _questions(document: Node) -> Node:
    """Where the article is made of questions and answers, these."""
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
    return {"@type": "FAQPage", "mainEntity": questions} if document.get("kind") == "questions" and questions else {}


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


DESCRIBED: dict[str, Describe] = {
    "GovernmentOrganization": _home,
    "Legislation": _legislation,
    **{kind: _article(kind) for kind in ("Article", "NewsArticle")},
    **{kind: _web_page(kind) for kind in ("WebPage", "CollectionPage")},
}
