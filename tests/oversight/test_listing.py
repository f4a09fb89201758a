"""Listings of content show the deadline, the state and how the channels have taken each page."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.content.models import Delivery
from cms.oversight.models import Deadline
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]


def listing(client):
    return client.get(reverse("policydocumentpage:index")).content.decode()


def test_deadline_state_and_channels_stand_beside_each_page(client, admin_user):
    client.force_login(admin_user)
    factories.policy(publish=False, date_written=date(2020, 1, 2), title="逾期的草稿")
    factories.policy(title="已公开的公文")
    text = listing(client)
    assert f"{Deadline.objects.get(title='逾期的草稿').due} 已超期" in text
    assert "公开期限" in text
    assert f"search：{Delivery.objects.get(item__title='已公开的公文').get_state_display()}" in text


def test_more_pages_ask_no_more_questions(client, admin_user):
    client.force_login(admin_user)
    column = factories.column()
    factories.policy(column)
    listing(client)
    with CaptureQueriesContext(connection) as one:
        listing(client)
    for _number in range(3):
        factories.policy(column)
    with CaptureQueriesContext(connection) as more:
        listing(client)
    asked = [
        sum("oversight_deadline" in q["sql"] or "content_delivery" in q["sql"] for q in each) for each in (one, more)
    ]
    assert asked[0] == asked[1] == 2
