from cms.editorial.models.roles import Membership, Role

__all__ = ["Membership", "Role"]
