from snippets.models.agency import AgencyProfile
from snippets.models.department import Department
from snippets.models.holidays import HolidayArrangement
from snippets.models.library import Library
from snippets.models.shipped import ShippedEntry
from snippets.models.topic import Topic
from snippets.models.vocabulary import SearchWordKind, SearchWords
from snippets.models.words import AllowedSite, WordKind, WordRule

__all__ = [
    "AgencyProfile",
    "AllowedSite",
    "Department",
    "HolidayArrangement",
    "Library",
    "SearchWordKind",
    "SearchWords",
    "ShippedEntry",
    "Topic",
    "WordKind",
    "WordRule",
]
