"""The home page, arranged."""

from django.contrib.auth.models import User

from pages.demo import tree
from pages.demo.bodies import value
from pages.demo.reading import read


def arrange_home(author: User) -> None:
    """Put the blocks on the Chinese home page, unless editors have put some there."""
    page = tree.home()
    if page.blocks:
        return
    page.summary = read("home")["summary"]
    page.blocks = [
        {"type": name, "value": value(name, data)} for block in read("home")["blocks"] for name, data in block.items()
    ]
    page.save_revision(user=author).publish(user=author)
