"""Bodies as nodes of the rich-text component of mini programs."""

from cms.api.nodes import FITTING, of_html


def text(words: str) -> dict[str, str]:
    return {"type": "text", "text": words}


def test_elements_attributes_and_text_become_nodes():
    nodes, links = of_html('<ol start="3"><li>甲 &amp; <b>乙</b><br></li></ol>')
    item = {"name": "li", "children": [text("甲 & "), {"name": "b", "children": [text("乙")]}, {"name": "br"}]}
    assert nodes == [{"name": "ol", "attrs": {"start": "3"}, "children": [item]}]
    assert links == []


def test_links_become_text_and_are_listed_apart():
    nodes, links = of_html('<p>见<a href="https://www.gov.cn/"><b>中国</b>政府网</a>。</p>')
    assert nodes == [
        {
            "name": "p",
            "children": [text("见"), {"name": "b", "children": [text("中国")]}, text("政府网"), text("。")],
        }
    ]
    assert links == [{"text": "中国政府网", "url": "https://www.gov.cn/"}]


def test_pictures_keep_their_size_and_fit_the_screen():
    nodes, _links = of_html('<figure><img src="/m.png" alt="图" width="960" height="640" loading="lazy"></figure>')
    attributes = {"src": "/m.png", "alt": "图", "width": "960", "height": "640", "style": FITTING}
    assert nodes == [{"name": "div", "children": [{"name": "img", "attrs": attributes}]}]


def test_unknown_elements_are_replaced_by_what_they_contain():
    nodes, _links = of_html("<details open><summary>问</summary><custom>答</custom></details>")
    assert nodes == [{"name": "div", "children": [{"name": "p", "children": [text("问")]}, text("答")]}]


def test_what_is_no_text_is_dropped_with_its_contents():
    nodes, _links = of_html("<p>前</p><iframe src='https://v.qq.com/'>旧</iframe><script>alert(1)</script><p>后</p>")
    assert nodes == [{"name": "p", "children": [text("前")]}, {"name": "p", "children": [text("后")]}]


def test_the_lines_of_the_markup_leave_no_nodes():
    nodes, _links = of_html("<ul>\n  <li>甲\n    乙</li>\n</ul>\n")
    assert nodes == [{"name": "ul", "children": [{"name": "li", "children": [text("甲 乙")]}]}]


def test_wrongly_nested_markup_loses_nothing():
    nodes, _links = of_html("<p>甲<b>乙</p>丙</i>")
    assert nodes == [{"name": "p", "children": [text("甲"), {"name": "b", "children": [text("乙")]}]}, text("丙")]
