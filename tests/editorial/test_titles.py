"""No address of the administration tells of a page what the account may not know (decision 14).

The addresses come from the resolver, so what is added later is walked too. Words stand in titles, texts, remarks and
files of pages that the account must not know; none of them may be in any answer.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Comment, Locale, Page, PageLogEntry, Revision, TaskState, Workflow, WorkflowState
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from cms.content.gates import by_system
from cms.editorial.founding import GRANTS
from cms.editorial.models.roles import ALL_DEPARTMENTS, RoleKey
from cms.editorial.titles import shown_to
from cms.editorial.visibility import READS_WITHHELD
from pages.models import PolicyDocumentPage
from pages.models.policy_parts import SubjectWord
from search.models import Promotion
from tests import factories
from tests.editorial.conftest import Office, bearer, founded_office

pytestmark = [pytest.mark.django_db, pytest.mark.gates]

# Every one of them is in one page only, most of them in its title.
DRAFT, CHANGED, REQUESTED, TRANSLATED, REMARK, FORMER = (
    "昆仑初稿",
    "昆仑改题",
    "昆仑依申请",
    "昆仑译稿",
    "昆仑批注",
    "昆仑旧题",
)
WITHHELD, WITHHELD_SOON, TEXT = "祁连不予公开", "祁连将不予公开", "祁连正文"
FOREIGN = {DRAFT, CHANGED, REQUESTED, TRANSLATED, REMARK, FORMER}
SECRET = {WITHHELD, WITHHELD_SOON, TEXT}
PUBLIC = "昆仑公开文件"
SECRECY = {"disclosure": "withheld", "disclosure_reason": "条例第十四条"}


@dataclass
class World:
    """What is planted: an office of one department, the people of another, and pages of the first."""

    office: Office
    people: dict[str, User]
    superuser: User
    pages: dict[str, Page] = field(default_factory=dict)

    def values(self, name: str, view: Any, page: Page | None) -> list[Any]:
        """What an argument of an address may be, in an address that names the page, if it names one."""
        own = {"object_id": str(page.pk)} if page else {}
        planted = {
            "revision_id": Revision.page_revisions.filter(**own),
            "workflow_state_id": WorkflowState.objects.filter(**own),
            "task_state_id": TaskState.objects.filter(**{f"workflow_state__{name}": pk for name, pk in own.items()}),
            "translation_source_id": TranslationSource.objects.all(),
            "translation_id": Translation.objects.all(),
            "string_segment_id": StringSegment.objects.all()[:1],
            "redirect_id": Redirect.objects.all(),
        }
        if name in planted:
            return list(planted[name].values_list("pk", flat=True)[:2])
        if page and name in PAGE_NAMES:
            return [page.pk]
        if name in WORDS:
            return WORDS[name]
        model = getattr(getattr(view, "view_class", None), "model", None)
        model = getattr(view, "view_initkwargs", {}).get("model") or model
        things = model._default_manager if isinstance(model, type) else Workflow.objects
        return list(things.values_list("pk", flat=True)[:1])


PAGE_NAMES = {"page_id", "page_pk", "parent_page_id", "page_to_move_id", "destination_id", "pk", "object_id"}
ASKED = ("q", "label", "source_title", "search", "words", "title")
# What else stands in addresses.
WORDS = {
    "content_type_app_name": ["pages"],
    "content_type_model_name": ["policydocumentpage"],
    "app_label": ["wagtailcore"],
    "model_name": ["page"],
    "action": ["move"],
    "action_name": ["approve"],
    "revision_id_a": ["earliest"],
    "revision_id_b": ["latest"],
    "mode": ["website"],
    "type": ["search.Promotion"],
    "type_name": ["pages.PolicyDocumentPage"],
    "filter_spec": ["original"],
    "app_name": ["snippets"],
}


@pytest.fixture(scope="module")
def world(module_rows, django_db_blocker) -> World:
    """Everything that could be told, planted once."""
    assert module_rows
    with by_system("test"):
        return planted()


def planted() -> World:
    office = founded_office()
    other = factories.department("guihuachu", "规划处")
    factories.column(slug="planning", title="规划", department=other)
    people = {key: factories.person(key, other, name=f"other-{key}") for key in RoleKey.values}
    # The trail tells everything, and whoever may read it reads that.
    people[RoleKey.ADMINISTRATOR].groups.get().permissions.remove(Permission.objects.get(codename="view_auditentry"))
    world = World(office, people, User.objects.create_superuser("root", "root@example.gov.cn"))
    public = office.draft("policy", title=PUBLIC)
    public = factories.published(public)
    world.pages = {
        DRAFT: office.submit(office.draft("policy", title=DRAFT)),
        REQUESTED: factories.published(office.draft("policy", title=REQUESTED, disclosure="on_request", slug="asked")),
        WITHHELD: office.submit(
            office.draft("policy", title=WITHHELD, slug="secret", body=[factories.paragraph(TEXT)], **SECRECY)
        ),
        WITHHELD_SOON: office.draft("policy", title=WITHHELD_SOON),
        CHANGED: office.change(type(public).objects.get(pk=public.pk), title=CHANGED),
    }
    changed = PolicyDocumentPage.objects.get(pk=world.pages[CHANGED].pk)
    PolicyDocumentPage.objects.filter(pk=changed.pk).update(title=PUBLIC)
    soon = world.pages[WITHHELD_SOON].get_latest_revision_as_object()
    soon.disclosure, soon.disclosure_reason = SECRECY.values()
    soon.save_revision()
    former = office.draft("notice", title=FORMER)
    world.pages[FORMER] = office.change(former, title=DRAFT)
    Comment.objects.create(
        page=world.pages[DRAFT], user=office.people["column_editor"], text=REMARK, contentpath="title"
    )
    world.pages["alias"] = world.pages[WITHHELD].create_alias(parent=office.column, update_slug="alias")
    source, _new = TranslationSource.get_or_create_from_instance(world.pages[DRAFT])
    Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="en"))
    secret, _new = TranslationSource.get_or_create_from_instance(world.pages[WITHHELD])
    Translation.objects.create(source=secret, target_locale=Locale.objects.get(language_code="en"))
    translated = world.pages[DRAFT].copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    translated.title = translated.draft_title = TRANSLATED
    translated.save()
    world.pages[TRANSLATED] = translated
    for word in (DRAFT, WITHHELD):
        Promotion.objects.create(queries="昆仑问", page=world.pages[word])
        Redirect.objects.create(old_path=f"/{world.pages[word].pk}", redirect_page=world.pages[word])
        Page.objects.filter(pk=world.pages[word].pk).update(locked=True, locked_by=office.people["column_editor"])
    return world


def addresses(world: World, pages: list[str]) -> Iterator[str]:
    """Every address of the administration and of the write API, naming these of the pages that were planted."""
    for pattern, view in _patterns(get_resolver(), "/"):
        if not pattern.startswith(("/admin/", "/api/wagtail/")) or "logout" in pattern or "failwhale" in pattern:
            continue
        names = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
        of_pages = any("page" in name for name in names) or "pages/" in pattern
        for word in pages if names and of_pages else [""]:
            choices = (world.values(name, view, world.pages.get(word)) for name in names)
            for values in itertools.product(*choices):
                yield _filled(pattern, [str(value) for value in values])


def _filled(pattern: str, values: list[str]) -> str:
    filled = iter(values)
    return re.sub(r"<[^>]+>|\(\?P<\w+>[^)]*\)", lambda _match: next(filled), pattern)


def _patterns(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Any]]:
    for each in resolver.url_patterns:
        pattern = prefix + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            yield from _patterns(each, pattern)
        elif isinstance(each, URLPattern):
            yield pattern.removesuffix("$").replace("\\", ""), each.callback


def ways(address: str) -> Iterator[str]:
    """The address plainly and, where it lists or searches, asked for the planted words in every way it may know."""
    yield address
    if not re.search(r"\d|preview|/add|/create|chosen|results/", address.replace("v3", "")):
        yield f"{address}?{'&'.join(f'{name}={word}' for word in map(quote, ['昆仑']) for name in ASKED)}&search_all=1"


def told(client: Client, user: User, words: set[str], asked: Iterable[str]) -> set[tuple[str, str]]:
    """(word, address) of the words that the account is told."""
    client.force_login(user)
    # What comes to an error in Wagtail tells nothing, and is not what this is about.
    client.raise_request_exception = False
    token = bearer(user)
    found = set()
    for address in asked:
        answer = client.get(address, headers=token if address.startswith("/api/") else None)
        text = answer.getvalue().decode(errors="replace")
        if "json" in answer.get("Content-Type", ""):
            text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
        found |= {(word, address) for word in words if word in text}
    return found


# Roles that were given the same rights are told the same: each such set of rights is walked once.
WALKED = {GRANTS[role]: role for role in RoleKey if role not in READS_WITHHELD}


@pytest.mark.parametrize("role", WALKED.values())
def test_no_address_tells_what_the_account_must_not_know(client, world, role):
    words, pages = FOREIGN | SECRET, [DRAFT, WITHHELD]
    if ALL_DEPARTMENTS in GRANTS[role].permissions:
        words, pages = SECRET, [WITHHELD]
    asked = [way for address in sorted(set(addresses(world, pages))) for way in ways(address)]
    assert len(asked) > 350
    assert told(client, world.people[role], words, asked) == set()


def test_the_walk_would_find_the_words(client, world):
    draft, secret = world.pages[DRAFT].pk, world.pages[WITHHELD].pk
    lists = [
        "wagtailadmin_explore_root",
        "wagtailadmin_pages:search",
        "wagtailadmin_choose_page_search",
        "policydocumentpage:index",
    ]
    reports = ["site_history", "locked_pages", "workflow", "workflow_tasks", "aging_pages", "page_types_usage"]
    asked = [f"{reverse(name)}?q={quote('昆仑')}&search_all=1" for name in lists]
    asked += [reverse(f"wagtailadmin_reports:{name}") for name in reports]
    asked += [f"/admin/pages/{draft}/edit/", f"/admin/review/{draft}/", f"/admin/pages/{secret}/history/"]
    asked += [f"/admin/pages/{secret}/view_draft/", f"/admin/pages/{draft}/move/{draft}/confirm/"]
    asked += ["/admin/localize/reports/translations/", "/admin/redirects/", "/admin/snippets/search/promotion/"]
    asked += ["/admin/api/main/pages/", f"/api/wagtail/v3/pages/{draft}/", "/admin/policydocumentpage/"]
    found = told(client, world.superuser, FOREIGN | SECRET, asked)
    assert {word for word, _address in found} >= (FOREIGN | SECRET) - {CHANGED}
    assert len({address for _word, address in found}) > len(asked) - 3


@pytest.mark.parametrize("role", [RoleKey.DISCLOSURE_OFFICE, RoleKey.AUDITOR])
def test_who_handles_them_finds_what_is_withheld(client, world, role):
    found = told(client, world.people[role], SECRET, [f"/admin/pages/search/?q={quote('祁连')}"])
    assert {word for word, _address in found} == {WITHHELD, WITHHELD_SOON}


def test_its_reviewer_finds_what_is_withheld_while_it_is_his_turn(client, world):
    office, page = world.office, world.pages[WITHHELD]
    search = [f"/admin/pages/search/?q={quote('祁连')}", f"/admin/review/{page.pk}/"]
    reviewer = world.people[RoleKey.SECRECY_REVIEWER]
    assert told(client, reviewer, {WITHHELD}, search) == set()
    office.act(page, "department_head")
    found = told(client, User.objects.get(pk=reviewer.pk), {WITHHELD}, search)
    assert {address for _word, address in found} >= set(search[1:])
    assert told(client, world.people[RoleKey.PUBLISHER], {WITHHELD}, search) == set()


def test_of_a_public_page_its_public_title_is_known_and_no_draft(client, world):
    asked = [f"{reverse('wagtailadmin_choose_page_search')}?q={quote('昆仑')}"]
    assert told(client, world.people[RoleKey.COLUMN_EDITOR], {PUBLIC, CHANGED}, asked) == {(PUBLIC, asked[0])}


def test_subject_words_of_drafts_are_not_completed(client, world):
    page = PolicyDocumentPage.objects.get(pk=world.pages[DRAFT].pk)
    page.tags.add("昆仑词", "公共词")
    page.save()
    public = factories.policy(world.office.column, publish=False)
    public.tags.add("公共词")
    factories.published(public)
    SubjectWord.objects.create(name="昆仑孤词", slug="lone")
    asked = [f"/admin/tag-autocomplete/pages/subjectword/?term={quote(term)}" for term in ("昆仑", "公共")]
    words = {"昆仑词", "昆仑孤词", "公共词"}
    assert told(client, world.people[RoleKey.COLUMN_EDITOR], words, asked) == {("公共词", asked[1])}
    own = told(client, world.office.people[RoleKey.COLUMN_EDITOR], words, asked)
    assert own == {("昆仑词", asked[0]), ("公共词", asked[1])}


def test_a_link_that_is_pasted_tells_nothing(client, world):
    client.force_login(world.people[RoleKey.COLUMN_EDITOR])
    form = {"external-link-chooser-url": world.pages[REQUESTED].full_url, "external-link-chooser-link_text": "x"}
    answer = client.post(reverse("wagtailadmin_choose_page_external_link"), form)
    assert answer.json()["result"]["adminTitle"] == "（无权查看的页面）"


def test_a_view_that_forgets_to_ask_shows_no_title(world, rf):
    """Whatever it reads: the page by any of its classes, a revision, the history, a source of translation."""
    page = world.pages[DRAFT]
    request = rf.get("/admin/")
    request.user = world.people[RoleKey.COLUMN_EDITOR]
    with shown_to(request):
        shown = {
            str(Page.objects.get(pk=page.pk)),
            Page.objects.get(pk=page.pk).get_admin_display_title(),
            PolicyDocumentPage.objects.get(pk=page.pk).title,
            PolicyDocumentPage.objects.defer("title").get(pk=page.pk).title,
            page.get_latest_revision_as_object().title,
            page.get_latest_revision().object_str,
            PageLogEntry.objects.filter(page=page.pk).first().label,
            TranslationSource.objects.get_for_instance(page).object_repr,
        }
        assert shown == {"（无权查看的页面）"}
    assert Page.objects.get(pk=page.pk).title == DRAFT
