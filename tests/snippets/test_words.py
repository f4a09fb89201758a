"""The lists of the content checks."""

import pytest
from django.core.exceptions import ValidationError

from snippets.models import AllowedSite, WordRule


@pytest.mark.parametrize(
    "fields",
    [
        {"word": "错", "replacement": "对"},
        {"word": "错词", "replacement": ""},
        {"word": "错词", "replacement": "不是错词"},
    ],
)
def test_rules_that_cannot_help_are_refused(db, fields):
    with pytest.raises(ValidationError):
        WordRule(**fields).full_clean()


def test_the_first_list_keeps_its_own_rules(db):
    assert WordRule.objects.count() >= 60
    for rule in WordRule.objects.all():
        rule.full_clean()


@pytest.mark.parametrize("domain", ["http://a.cn", "a.cn/b", "cn", "A.CN"])
def test_a_domain_is_written_without_scheme_and_path(db, domain):
    with pytest.raises(ValidationError):
        AllowedSite(domain=domain).full_clean()


def test_word_lists_are_searched_and_exported_in_the_administration(db, admin_client):
    assert "再接再励" in admin_client.get("/admin/snippets/snippets/wordrule/?q=再接").content.decode()
    assert admin_client.get("/admin/snippets/snippets/wordrule/?export=csv").status_code == 200
    assert admin_client.get("/admin/snippets/snippets/allowedsite/").status_code == 200
    assert admin_client.get("/admin/snippets/snippets/holidayarrangement/?q=2026").status_code == 200
