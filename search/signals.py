"""What search does when editors change its vocabulary."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from search import vocabulary
from snippets.models import SearchWords


@receiver([post_save, post_delete], sender=SearchWords)
def follow_vocabulary(**kwargs: Any) -> None:
    """The next query reads the vocabulary anew."""
    vocabulary.forget()
