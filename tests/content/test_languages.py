"""Passages in another script carry their language."""

import pytest

from cms.content.languages import mark_passages


@pytest.mark.parametrize(
    ("markup", "locale", "marked"),
    [
        ("<p>扎西德勒 བཀྲ་ཤིས་བདེ་ལེགས། 。</p>", "zh-hans", '<p>扎西德勒 <span lang="bo">བཀྲ་ཤིས་བདེ་ལེགས།</span> 。</p>'),
        ("<p>བོད་ཡིག དང་</p>", "bo", "<p>བོད་ཡིག དང་</p>"),
        ("<p>བོད་ཡིག་ 青海省 2017</p>", "bo", '<p>བོད་ཡིག་ <span lang="zh-hans">青海省</span> 2017</p>'),
        (
            "<p>See 《实施意见》（2017年） now.</p>",
            "en",
            '<p>See <span lang="zh-hans">《实施意见》（2017年）</span> now.</p>',
        ),
        ("<p>“Quoted” （x）</p>", "en", "<p>“Quoted” （x）</p>"),
        ('<img alt="བོད > 2">', "zh-hans", '<img alt="བོད > 2">'),
    ],
    ids=["tibetan", "own", "chinese in tibetan", "chinese in english", "punctuation alone", "attributes are left"],
)
def test_a_passage_in_another_script_names_its_language(markup, locale, marked):
    assert mark_passages(markup, locale) == marked
