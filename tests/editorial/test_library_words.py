"""What the library tells of files that the account may not know: neither titles nor tags, by whatever list."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import Collection

from cms.editorial.models.roles import RoleKey
from pages.files import PortalDocument, PortalImage
from snippets.models import Library
from tests import factories
from tests.editorial.test_libraries import image

pytestmark = [pytest.mark.django_db, pytest.mark.gates]
TITLE, TAG = "昆仑密件", "昆仑密签"
ACTIONS = ["delete", "add_tags", "add_to_collection"]


@pytest.fixture
def files(office) -> list[PortalDocument | PortalImage]:
    """A document and an image of the office, neither of them public."""
    library: Collection = Library.of(office.department).collection
    document = PortalDocument.objects.create(title=TITLE, file=ContentFile(b"%PDF-1.4", "k.pdf"), collection=library)
    made = [document, image(library, title=TITLE)]
    for file in made:
        file.tags.add(TAG)
    return made


def asked(file) -> list[str]:
    app = "wagtaildocs" if isinstance(file, PortalDocument) else "wagtailimages"
    name = file._meta.model_name
    bulk = [reverse("wagtail_bulk_action", args=["pages", name, action]) for action in ACTIONS]
    return [
        *(f"{address}?id={file.pk}" for address in bulk),
        f"{reverse('wagtailadmin_tag_autocomplete')}?term=昆",
        f"{reverse('wagtailadmin_tag_model_autocomplete', args=['taggit', 'tag'])}?term=昆",
        reverse(f"{app}:index"),
        reverse(f"{app}_chooser:choose"),
    ]


def told(client, user, files) -> dict[str, set[str]]:
    client.force_login(user)
    found = {}
    for address in [address for file in files for address in asked(file)]:
        text = client.get(address).content.decode()
        text = text.encode().decode("unicode_escape") if text.startswith(("{", "[")) else text
        found[address] = {word for word in (TITLE, TAG) if word in text}
    return found


def test_nobody_of_another_department_is_told(client, office, files):
    stranger = factories.person(RoleKey.COLUMN_EDITOR, factories.department("jiagechu", "价格处"))
    assert {address: words for address, words in told(client, stranger, files).items() if words} == {}


def test_the_department_is(client, office, files):
    found = told(client, office.people[RoleKey.COLUMN_EDITOR], files)
    assert {word for words in found.values() for word in words} == {TITLE, TAG}
    assert sum(TAG in words for words in found.values()) == 5
