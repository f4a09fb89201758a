"""The demonstration portal as a whole."""

from django.contrib.auth.models import User

from cms.content.gates import by_system
from pages.demo import tree
from pages.demo.articles import write_articles
from pages.demo.catalogue import write_catalogue
from pages.demo.columns import write_columns
from pages.demo.front import arrange_home
from pages.demo.reading import read
from pages.demo.translations import is_translated, write_translations
from pages.demo.vocabulary import write_vocabulary
from pages.founding import found_portal
from pages.models import HomePage

ARTICLES = ("documents", "interpretations", "guides", "pages", "notices", "news")


def is_complete() -> bool:
    """Whether the last thing that `write_portal` writes is there."""
    if not HomePage.objects.filter(locale__language_code="zh-hans").exists():
        return False
    *_earlier, last = read("translations")["pages"]
    home = HomePage.objects.filter(locale__language_code="en").first()
    return tree.exists(last) and is_translated(last) and home is not None and bool(home.blocks)


def write_portal(author: User) -> None:
    """Write what is missing of the demonstration; what is there is left as it is, so a broken run may be repeated."""
    found_portal()
    with by_system("demonstration"):
        write_vocabulary()
        write_columns(author)
        for kind in ARTICLES:
            write_articles(kind, author)
        write_catalogue(author)
        arrange_home(author)
        write_translations(author)
