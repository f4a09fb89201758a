"""The departments of the commission, the topics of its documents, and what every page says about it."""

from wagtail.models import Site

from pages.demo.reading import read
from snippets.models import AgencyProfile, Department, Topic


def write_vocabulary() -> None:
    """Create the departments and topics that are missing, and fill what is empty of the agency profile."""
    for order, values in enumerate(read("departments"), 1):
        Department.objects.get_or_create(code=values.pop("code"), defaults=values | {"order": order * 10})
    for order, values in enumerate(read("topics"), 1):
        children = values.pop("children")
        parent, _created = Topic.objects.get_or_create(code=values.pop("code"), defaults=values | {"order": order * 10})
        for place, child in enumerate(children, 1):
            Topic.objects.get_or_create(
                code=child.pop("code"), defaults=child | {"parent": parent, "order": order * 10 + place}
            )
    profile = AgencyProfile.for_site(Site.objects.get(is_default_site=True))
    for name, value in read("agency").items():
        setattr(profile, name, getattr(profile, name) or value)
    profile.save()
