from pages.files import PortalDocument, PortalImage, PortalRendition
from pages.models.catalogue import CataloguePage
from pages.models.column import ColumnPage
from pages.models.file_text import FileText
from pages.models.home import HomePage
from pages.models.index_number import IndexNumberCounter
from pages.models.interpretation import InterpretationPage, InterpretedDocument
from pages.models.news import NewsPage, NoticePage
from pages.models.policy import PolicyDocumentPage
from pages.models.policy_parts import PolicyAttachment, RelatedDocument
from pages.models.simple import GuidePage, SimplePage

__all__ = [
    "CataloguePage",
    "ColumnPage",
    "FileText",
    "GuidePage",
    "HomePage",
    "IndexNumberCounter",
    "InterpretationPage",
    "InterpretedDocument",
    "NewsPage",
    "NoticePage",
    "PolicyAttachment",
    "PolicyDocumentPage",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "RelatedDocument",
    "SimplePage",
]
