"""Passages in another language than the page's, told by their script, to be read and shown right (WCAG 3.1.2).

Only scripts that belong to one language of this portal are marked: Tibetan, and Chinese characters on pages that are
not Chinese. Latin letters say nothing about the language.
"""

import re

_TAG = re.compile(r"""(<(?:"[^"]*"|'[^']*'|[^'">])*>)""")
_SCRIPTS = {
    "bo": re.compile(r"[\u0f00-\u0fff](?:[\u0f00-\u0fff\s]*[\u0f00-\u0fff])?"),
    "zh-hans": re.compile(
        r"《?[\u4e00-\u9fff](?:[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”\d]*[\u4e00-\u9fff〇》）])?"
    ),
}


def mark_passages(markup: str, locale: str) -> str:
    """The HTML with `<span lang>` around every passage in the script of another language than `locale`."""
    foreign = {code: script for code, script in _SCRIPTS.items() if code != locale and script.search(markup)}
    if not foreign:
        return markup
    parts = _TAG.split(markup)
    # Text stands at even places, tags at odd ones.
    for place in range(0, len(parts), 2):
        for code, script in foreign.items():
            parts[place] = script.sub(rf'<span lang="{code}">\g<0></span>', parts[place])
    return "".join(parts)
