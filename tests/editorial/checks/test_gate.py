"""What must be mended is refused at publication, with place and remedy; advice is not."""

from cms.editorial.checks.gate import content_checked
from snippets.models import WordKind, WordRule
from tests import factories
from tests.factories import paragraph


def test_a_forbidden_word_is_an_obstacle_that_says_where_and_what_instead(portal):
    WordRule.objects.create(word="某禁用词", replacement="规范用语", kind=WordKind.FORBIDDEN)
    page = factories.news(publish=False, body=[paragraph("某禁用词，再接再励")])
    revision = page.get_latest_revision()
    [obstacle] = content_checked(revision.as_object(), revision, None)
    assert "正文第 1 块" in obstacle.message
    assert "规范用语" in obstacle.remedy


def test_a_clean_page_meets_no_obstacle(portal):
    page = factories.policy(publish=False)
    revision = page.get_latest_revision()
    assert content_checked(revision.as_object(), revision, None) == []
