"""Editors read Chinese, also where Wagtail's own translation lacks it."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import polib
import pytest
import wagtail.admin
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import Resolver404, resolve, reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page

from cms.editorial.models.roles import RoleKey
from pages.models import PortalDocument, PortalImage
from tests import factories
from tests.editorial.reading_english import english, read

pytestmark = pytest.mark.django_db

CATALOGUE = settings.BASE_DIR / "cms" / "locale" / "zh_Hans" / "LC_MESSAGES"


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_what_is_compiled_is_what_is_written(domain):
    file = polib.pofile(str(CATALOGUE / f"{domain}.po"))
    written = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in file}
    compiled = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in polib.mofile(str(CATALOGUE / f"{domain}.mo"))}
    assert written.items() <= compiled.items()
    # Beside them only our own words, which are Chinese: each stands for itself (`compile_locale`).
    assert {message for (_context, message), text in compiled.items() - written.items() if message != text} == set()
    assert all(entry.translated() for entry in file)


def test_the_scripts_of_the_administration_speak_chinese(client, office):
    client.force_login(office.people["column_editor"])
    text = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    said = json.loads(re.search(r"const newcatalog = (\{.*?\});\n", text, re.DOTALL)[1])
    english_words = Path(wagtail.admin.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "djangojs.po"
    assert {entry.msgid for entry in polib.pofile(str(english_words))} - said.keys() == set()


# Names that tests, founding and Wagtail's migrations write, and a language in itself.
DATA = frozenset({
    "administrator", "auditor", "English", "faguichu", "Home", "new", "pages", "publisher",
    "Root", "search", "site", "tests", "to", "Wagtail", "Welcome", "your",
})  # fmt: skip
# An empty counter that Wagtail hides, and a field that it names as it makes the form.
UNREACHABLE = {"None", "Task type"}


def test_what_is_wrong_with_a_password_is_said_in_chinese():
    with pytest.raises(ValidationError) as weak:
        validate_password("12345", User(username="12345"))
    assert len(weak.value.messages) > 1
    assert english(weak.value.messages, DATA) == []


def kind_of(address: str) -> str:
    """What is shown at the address: the name of the view, and for the forms of pages the type of page."""
    match = resolve(urlsplit(address).path)
    if match.view_name == "wagtailadmin_pages:edit":
        return f"{match.view_name} {Page.objects.get(pk=[*match.args, *match.kwargs.values()][0]).specific_class}"
    return f"{match.view_name} {match.kwargs}" if match.view_name == "wagtailadmin_pages:add" else match.view_name


def walk(client, start: str) -> Iterator[tuple[str, list[str]]]:
    """What stands on one page of every kind that links lead to from the start."""
    waiting, seen = [start], {"wagtailadmin_logout"}
    while waiting:
        address = waiting.pop(0)
        with suppress(Resolver404):
            if address.startswith("/admin/") and (kind := kind_of(address)) not in seen:
                seen.add(kind)
                answer = client.get(address, follow=True)
                if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                    texts, links = read(answer.content.decode())
                    waiting += sorted(urljoin(address, link) for link in links)
                    yield kind, texts


def shown(answer) -> str:
    """The words of an answer: of a page, or of a dialog that a script puts into one."""
    if answer["Content-Type"].startswith("application/json"):
        said = answer.json()
        return said.get("html") or "" if isinstance(said, dict) else ""
    return answer.content.decode()


# Dialogs by the names of their addresses, with what stands in these.
DIALOGS = [
    *((name, []) for name in (
        "wagtailadmin_choose_page", "wagtailadmin_choose_page_external_link", "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link", "wagtailadmin_choose_page_anchor_link", "wagtailembeds:chooser",
        "wagtailadmin_workflows:task_chooser", "wagtaildocs_chooser:choose", "wagtailimages_chooser:choose",
        "wagtaildocs:add", "wagtaildocs:add_multiple", "wagtailimages:add_multiple",
        "wagtailadmin_login", "wagtailadmin_password_reset", "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_complete",
        *(f"wagtailsnippetchoosers_snippets_{model}:choose" for model in ("department", "topic")),
    )),
    *((f"wagtailadmin_pages:{name}", ["page"]) for name in (
        "set_privacy", "delete", "unpublish", "move", "copy", "usage",
    )),
    ("wagtailadmin_pages:workflow_action", ["waiting", "reject", "state"]),
    ("wagtailadmin_pages:workflow_action", ["waiting", "approve", "state"]),
    ("wagtailadmin_pages:confirm_workflow_cancellation", ["waiting"]),
    ("editorial_review", ["waiting"]),
    ("word_new", ["column"]),
    ("word_replace", ["page"]),
    ("wagtailadmin_collections:set_privacy", ["collection"]),
    ("wagtailimages_chooser:select_format", ["image"]),
]  # fmt: skip
IN_BULK = {
    ("wagtailcore", "page"): ["publish", "unpublish", "delete", "move"],
    ("pages", "portaldocument"): ["delete", "add_to_collection", "add_tags"],
    ("pages", "portalimage"): ["delete", "add_to_collection", "add_tags"],
    ("auth", "user"): ["delete", "assign_role", "set_active_state"],
    ("snippets", "topic"): ["delete"],
}


def test_dialogs_that_scripts_open_speak_chinese(client, office, admin_user):
    waiting = office.submit(office.draft("notice"))
    named = {
        "page": factories.news(office.column).pk,
        "waiting": waiting.pk,
        "state": waiting.current_workflow_task_state.pk,
        "column": office.column.pk,
        "collection": Collection.get_first_root_node().add_child(name="图库").pk,
        "image": PortalImage.objects.create(title="图", file=get_test_image_file("tu.png")).pk,
    }
    keys = {
        "page": named["page"],
        "portaldocument": PortalDocument.objects.create(title="文", file=ContentFile(b"x", "wen.txt")).pk,
        "portalimage": named["image"],
        "user": admin_user.pk,
        "topic": factories.topic().pk,
    }
    addresses = [reverse(name, args=[named.get(each, each) for each in values]) for name, values in DIALOGS]
    addresses += [
        f"{reverse('wagtail_bulk_action', args=[*model, action])}?id={keys[model[1]]}"
        for model, actions in IN_BULK.items()
        for action in actions
    ]
    found: dict[str, str] = {}
    admin_user.username = "管理员"
    admin_user.save()
    for address in addresses:
        client.force_login(admin_user)
        if "workflow/action" in address:
            client.force_login(office.people["department_head"])
        if "login" in address or "password" in address:
            client.logout()
        answer = client.get(address)
        assert answer.status_code == 200, address
        texts, _links = read(shown(answer))
        assert texts, address
        found |= {text: address for text in english(texts, DATA) if text not in UNREACHABLE}
    assert found == {}


def test_the_administration_speaks_chinese(client, office):
    for role, person in office.people.items():
        person.username = str(RoleKey(role).label)
        person.save()
    User.objects.filter(username=str(RoleKey.ADMINISTRATOR.label)).update(is_superuser=True)
    factories.simple(office.column)
    factories.news(office.column)
    factories.guide(office.column)
    factories.catalogue(office.column)
    office.draft("interpretation", office.reviewed())
    office.submit(office.draft("notice"))
    client.force_login(office.people["administrator"])
    kinds, found = set(), {}
    for kind, texts in walk(client, reverse("wagtailadmin_home")):
        kinds.add(kind.split()[0])
        found |= {text: kind for text in english(texts, DATA) if text not in found.keys() | UNREACHABLE}
    assert found == {}
    assert {
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:history",
        "audit_report",
        "wagtailusers_groups:edit",
    } <= kinds
