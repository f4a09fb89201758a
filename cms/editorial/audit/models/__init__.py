from cms.editorial.audit.models.entry import AuditEntry, AuditHead
from cms.editorial.audit.models.verbs import Action, Channel

__all__ = ["Action", "AuditEntry", "AuditHead", "Channel"]
