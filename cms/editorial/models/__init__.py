from cms.editorial.models.reviewed import ReviewedFile
from cms.editorial.models.roles import Membership, Role
from cms.editorial.models.tasks import CountersignTask, DepartmentReviewTask, PublicationTask, SecrecyReviewTask

__all__ = [
    "CountersignTask",
    "DepartmentReviewTask",
    "Membership",
    "PublicationTask",
    "ReviewedFile",
    "Role",
    "SecrecyReviewTask",
]
