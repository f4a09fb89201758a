from snippets.models.agency import AgencyProfile
from snippets.models.department import Department
from snippets.models.holidays import HolidayArrangement
from snippets.models.topic import Topic

__all__ = ["AgencyProfile", "Department", "HolidayArrangement", "Topic"]
