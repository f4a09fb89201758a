"""The administrator of a demonstration."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

NAME = "admin"


def found_administrator() -> tuple[User, str | None]:
    """The user `admin`, and its password if the account was made just now: it is kept nowhere but as a hash."""
    user = get_user_model().objects.filter(username=NAME).first()
    if user is not None:
        return user, None
    password = secrets.token_urlsafe(12)
    return get_user_model().objects.create_superuser(NAME, password=password), password
