from search.models.entry import SearchEntry, SearchFile, SearchTerm
from search.models.promotion import Promotion
from search.models.query import QueryCount
from search.models.state import SearchState
from search.models.suggestion import ApprovedQuery

__all__ = ["ApprovedQuery", "Promotion", "QueryCount", "SearchEntry", "SearchFile", "SearchState", "SearchTerm"]
