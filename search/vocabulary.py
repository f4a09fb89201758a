"""The agency's own words: what the segmenter must not split, what means the same, what means nothing.

`current()` is the one place that everything else asks. It returns what every agency shares; an editable vocabulary
replaces it with `use()`, which takes effect on queries at once and on the index when that is rebuilt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Words of questions and grammar. They are dropped from queries only, and only while another word remains.
STOP_WORDS = frozenset(
    "的 了 吗 呢 吧 啊 呀 么 嘛 着 过 得 地 之 其 及 与 和 或 等 在 于 对 对于 由 被 把 将 从 向 给 让 为 以 而 并 且 但 是 有 没 没有 不 也 都"
    " 就 还 要 会 能 能够 可以 可 应 应当 应该 需要 必须 想 我 你 他 她 它 我们 你们 他们 咱们 自己 这 那 这个 那个 这些 那些 一个 哪 哪里 哪儿 哪些"
    " 哪个 什么 怎么 怎样 怎么样 怎么办 如何 为什么 为何 谁 几 多少 多久 多长时间 是否 能否 可否 请问 请 有关 关于 一下 吧 the a an of to in and"
    " or for on is are how what where".split()
)


@dataclass(frozen=True)
class Vocabulary:
    words: frozenset[str] = frozenset()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each word, in its folded form, the words that a query for it also finds."""
    stop_words: frozenset[str] = STOP_WORDS


_current = Vocabulary()


def current() -> Vocabulary:
    return _current


def use(vocabulary: Vocabulary) -> None:
    """Cut and search with these words from now on, in this process."""
    global _current
    _current = vocabulary
