"""What search does when editors change its vocabulary, and after a citizen has got an answer."""

from typing import Any

from django.core.signals import request_finished
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from search import querying, remembering
from search.models import ApprovedQuery, Promotion
from snippets.models import SearchWords


@receiver([post_save, post_delete], sender=SearchWords)
@receiver([post_save, post_delete], sender=Promotion)
@receiver([post_save, post_delete], sender=ApprovedQuery)
def follow_editors(**kwargs: Any) -> None:
    """The next query reads vocabulary, pinned answers and suggestions anew."""
    remembering.forget()


@receiver(request_finished)
def write_counts(**kwargs: Any) -> None:
    """Write what was asked when nobody waits for it."""
    querying.write(at_once=False)
