"""The servers of the tests are the real ones, and the markers find them."""

import json
import os
import subprocess
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_is_the_version_that_production_may_use():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 140000


@pytest.mark.sqlite
@pytest.mark.django_db
def test_the_database_is_the_one_that_the_environment_names():
    named = os.environ.get("DATABASE_URL", "sqlite://").partition(":")[0]
    assert connection.vendor == {"postgres": "postgresql", "postgresql": "postgresql"}.get(named, named)


@pytest.mark.elasticsearch
def test_elasticsearch_is_alive():
    with urllib.request.urlopen(f"{settings.ELASTICSEARCH_URL}/_cluster/health", timeout=10) as response:
        assert json.load(response)["status"] in {"green", "yellow"}


@pytest.mark.browser
def test_the_browser_shows_chinese_and_tibetan(page):
    page.set_content("<h1>政务公开</h1><p lang=bo>བོད་ཡིག</p>")
    assert page.inner_text("h1") == "政务公开"


def test_the_html_checker_finds_an_error(html_checker, tmp_path: Path):
    wrong = tmp_path / "wrong.html"
    wrong.write_text('<!DOCTYPE html><html lang="zh-Hans"><title>页</title><p><img src="a.png">', encoding="utf-8")
    ended = subprocess.run([*html_checker, "--format", "json", str(wrong)], capture_output=True, check=False)
    messages = json.loads(ended.stderr)["messages"]
    assert any("alt" in message["message"] for message in messages)
