"""A full disk: a sentence, and neither a torn file nor a row without one."""

import errno
import io
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from cms.content.gates import PublicationRefused
from cms.content.models import ContentItem
from pages.files import present_image
from pages.models import NewsPage, PortalDocument, PortalImage
from tests import factories
from tests.pages.word_files import official

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
SIZE = 400 * 1024
FULL = "磁盘空间不足"


def noise(side: int = 200) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((side, side), 90).save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def disk(tmp_path, settings, monkeypatch) -> Iterator[Path]:
    """A disk of 400 KB for what is uploaded; where none may be mounted, a storage that ends in the middle of a file."""
    settings.MEDIA_ROOT = tmp_path
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(tmp_path)], check=False, capture_output=True
    ).returncode
    if mounted != 0:
        whole = FileSystemStorage._save

        def save(self, name, content):
            left = SIZE - sum(path.stat().st_size for path in files(tmp_path))
            stored = whole(self, name, ContentFile(content.read()[:left]))
            if content.size > left:
                raise OSError(errno.ENOSPC, "No space left on device")
            return stored

        monkeypatch.setattr(FileSystemStorage, "_save", save)
    yield tmp_path
    if mounted == 0:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def fill(disk: Path, leave: int = 0) -> None:
    """Take what is left of the disk but for so many bytes."""
    taken = sum(path.stat().st_size for path in files(disk))
    # The file system needs some room itself.
    with suppress(OSError):
        (disk / "filler").write_bytes(bytes(SIZE - taken - leave))


def image(name: str = "lake.png") -> PortalImage:
    return PortalImage.objects.create(title="青海湖", file=ImageFile(io.BytesIO(noise()), name=name))


class TestFormsOnAFullDisk:
    @pytest.fixture(autouse=True)
    def nothing_stays(self, disk):
        fill(disk, leave=20 * 1024)
        yield
        assert [path.name for path in files(disk)] == ["filler"]
        assert (PortalDocument.objects.count(), PortalImage.objects.count()) == (0, 0)

    @pytest.mark.parametrize("library", ["wagtaildocs", "wagtailimages"])
    @pytest.mark.parametrize("view", ["add", "add_multiple", "chooser"])
    def test_uploads(self, admin_client, library, view):
        field = "files[]" if view == "add_multiple" else "file"
        content = noise() if "image" in library else "水利工程。".encode() * 4000
        values = {"title": "标题", "collection": Collection.get_first_root_node().pk}
        values[field] = SimpleUploadedFile("图.png" if "image" in library else "说明.txt", content)
        if view == "chooser":
            prefix = "image" if "image" in library else "document"
            values = {f"{prefix}-chooser-upload-{key}": value for key, value in values.items()}
        name = f"{library}_chooser:create" if view == "chooser" else f"{library}:{view}"
        answer = admin_client.post(reverse(name), values)
        said = answer.content.decode()
        assert answer.status_code == 200
        assert FULL in said or FULL.encode("unicode_escape").decode() in said

    def test_a_word_file_with_its_attachment(self, admin_client):
        column = factories.column()
        values = {"kind": "newspage", "file": SimpleUploadedFile("通知.docx", official().saved()), "attach": "on"}
        answer = admin_client.post(reverse("word_new", args=[column.pk]), values)
        assert (answer.status_code, FULL in answer.content.decode()) == (200, True)
        assert not NewsPage.objects.exists()


def test_a_replaced_file_stays_where_the_new_one_has_no_room(admin_client, disk):
    document = PortalDocument.objects.create(title="说明", file=ContentFile("旧".encode(), name="旧.txt"))
    fill(disk)
    values = {"title": "说明", "collection": Collection.get_first_root_node().pk}
    values["file"] = SimpleUploadedFile("新.txt", "新".encode() * 9000)
    answer = admin_client.post(reverse("wagtaildocs:edit", args=[document.pk]), values)
    assert (answer.status_code, FULL in answer.content.decode()) == (200, True)
    document = PortalDocument.objects.get()
    with document.open_file() as file:
        assert file.read().decode() == "旧"


def test_the_library_and_public_pages_go_on_while_sizes_cannot_be_made(admin_client, client, disk):
    shown = factories.news(image=image(), image_alternative_text="湖面")
    new = image("new.png")
    fill(disk)
    before = set(files(disk))
    listing = admin_client.get(reverse("wagtailimages:index"))
    assert (listing.status_code, "not-found" in listing.content.decode()) == (200, True)
    assert client.get(shown.url).status_code == 200
    assert set(files(disk)) == before
    assert not new.renditions.exists()
    (disk / "filler").unlink()
    assert "not-found" not in admin_client.get(reverse("wagtailimages:index")).content.decode()


def test_a_page_whose_image_cannot_be_shown_is_not_published(disk):
    page = factories.news(publish=False, image=image(), image_alternative_text="湖面")
    fill(disk)
    with pytest.raises(PublicationRefused, match=FULL), transaction.atomic():
        page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live
    assert not ContentItem.objects.filter(page_id=page.pk).exists()


def test_a_damaged_image_is_told_apart_from_a_full_disk():
    broken = image()
    Path(broken.file.path).write_bytes(noise()[:300])
    with pytest.raises(PublicationRefused, match="已损坏"):
        present_image(PortalImage.objects.get())


class TestStorage:
    def test_what_is_undone_leaves_no_file(self):
        kept = default_storage.save("a.txt", ContentFile(b"kept"))
        with transaction.atomic():
            gone = default_storage.save("a.txt", ContentFile(b"gone"))
            assert default_storage.exists(gone)
            transaction.set_rollback(True)
        assert (default_storage.exists(kept), default_storage.exists(gone)) == (True, False)

    def test_a_file_that_breaks_off_is_never_seen(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

        class Broken(ContentFile):
            def chunks(self, chunk_size=None):
                yield b"half"
                raise OSError(errno.EIO, "Input/output error")

        with pytest.raises(OSError, match="Input"):
            default_storage.save("folder/a.txt", Broken(b"whole"))
        assert files(tmp_path) == []

    def test_two_of_one_name_are_two_files(self, settings, tmp_path, monkeypatch):
        settings.MEDIA_ROOT = tmp_path
        first = default_storage._save("a.txt", ContentFile(b"1"))
        second = default_storage._save("a.txt", ContentFile(b"2"))
        assert (default_storage.open(first).read(), default_storage.open(second).read()) == (b"1", b"2")


def test_other_views_answer_507(admin_client, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("wagtail.documents.forms.BaseDocumentForm.save", full)
    values = {"title": "标题", "collection": Collection.get_first_root_node().pk}
    values["file"] = SimpleUploadedFile("说明.txt", "水利".encode())
    answer = admin_client.post(reverse("wagtaildocs:add"), values)
    assert (answer.status_code, FULL in answer.content.decode()) == (507, True)
