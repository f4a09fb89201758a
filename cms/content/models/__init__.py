from cms.content.models.delivery import Delivery
from cms.content.models.edition import Edition
from cms.content.models.item import ContentItem, Validity, Withdrawal
from cms.content.models.link import Link, LinkKind
from cms.content.models.preview import Preview

__all__ = [
    "ContentItem",
    "Delivery",
    "Edition",
    "Link",
    "LinkKind",
    "Preview",
    "Validity",
    "Withdrawal",
]
