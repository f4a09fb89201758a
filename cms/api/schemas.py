"""What the answers look like, for the OpenAPI document, whose readers see the docstrings. No answer passes here."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Union
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, RootModel, create_model

from cms.content.types import ContentType, Kind, content_types
from cms.content.types import Field as PublicField

COUNTED = "各取值及其条数。"


class Open(Schema):
    """An object that may have more members than are named: clients ignore what they do not know."""

    model_config = ConfigDict(extra="allow")


class Problem(Open):
    """RFC 9457 规定的错误说明。"""

    type: str
    title: str
    status: int
    detail: str = Field(description="供人阅读的一句话。")
    instance: str = Field(description="出错的请求地址。")
    request_id: str = Field(description="请求编号，报告故障时请附上；也见回答头 X-Request-ID。")
    errors: list["ParameterError"] = Field([], description="每个有误的参数。")


class ParameterError(Schema):
    """一个有误的参数。"""

    parameter: str
    detail: str


class Term(Open):
    """处室或主题分类。"""

    code: str
    title: str


class Rendition(Schema):
    """图片的一种尺寸。"""

    url: str
    width: int
    height: int


class Image(Open):
    """图片。"""

    url: str
    width: int = Field(description="像素。")
    height: int = Field(description="像素。")
    alt: str = Field(description="替代文字。")
    credit: str
    renditions: dict[str, Rendition] = Field(description="各尺寸：thumbnail、card、wide。")


class Attachment(Open):
    """可下载的文件。"""

    title: str
    url: str
    filename: str
    type: str = Field(description="扩展名，小写。")
    size: int = Field(description="字节数。")
    pages: int | None = Field(None, description="页数；文件没有说明时为 null。")


class Light(Open):
    """列表中的一条内容。没有值的成员不出现。"""

    content_id: UUID = Field(description="内容标识，各语言版本相同，永不改变。")
    locale: str
    type: str
    title: str
    path: str = Field(description="网页地址中的路径。")
    url: str = Field(description="网页的完整地址。")
    published_at: datetime
    updated_at: datetime
    summary: str = ""
    index_number: str = Field("", description="索引号。")
    document_number: str = Field("", description="发文字号。")
    validity: str = Field("", description="有效性：in_force、amended、repealed、expired。")
    kind: str = ""
    issued_on: date | None = Field(None, description="成文日期。")
    department: Term | None = None
    topics: list[Term] = []
    tags: list[str] = Field([], description="主题词。")
    source: str = Field("", description="来源。")
    image: Image | None = None


class Block(Open):
    """正文的一个组成部分。除 html(或 nodes 与 links)外，各类型另有自己的数据。"""

    type: str
    id: str
    html: str | None = Field(None, description="净化后的 HTML;body=nodes 时没有。")
    nodes: list["Node"] | None = Field(None, description="小程序 rich-text 组件的节点；body=html 时没有。")


class Node(Open):
    """小程序 rich-text 组件的一个节点。"""

    name: str | None = Field(None, description="元素名；文本节点没有。")
    attrs: dict[str, str] | None = None
    children: list["Node"] | None = None
    type: str | None = Field(None, description="文本节点为 text。")
    text: str | None = None


class Article(Schema):
    """正文中的一条。"""

    id: str = Field(description="该条在正文 HTML 或 nodes 中的 id。")
    title: str = Field(description="如“第五条”。")


class ContentsEntry(Schema):
    """目录中的一项：一个标题和它之下的各条。"""

    id: str | None = Field(description="标题在正文 HTML 或 nodes 中的 id；第一个标题之前的各条归入没有 id 的一项。")
    title: str
    level: int
    articles: list[Article]


class Links(Open):
    """相关内容。没有公开的不会出现。"""

    breadcrumb: list[Light] = Field([], description="从首页到所在栏目。")
    previous: list[Light] = Field([], description="同栏目中较新的一条。")
    next: list[Light] = Field([], description="同栏目中较早的一条。")
    documents: list[Light] = Field([], description="所解读的公文。")
    interpretations: list[Light] = Field([], description="对本文件的解读。")
    related: list[Light] = Field([], description="相关文件。")
    cited_by: list[Light] = Field([], description="以本文件为相关文件的文件。")
    changed_by: list[Light] = Field([], description="修改或废止本文件的文件。")
    changes: list[Light] = Field([], description="本文件修改或废止的文件。")
    fulfilled_by: list[Light] = Field([], description="落实目录事项的内容。")
    translations: list[Light] = Field([], description="其他语言版本。")


class Draft(Open):
    """一条内容的全文。各类型另有自己的成员。"""

    content_id: UUID
    locale: str
    type: str
    title: str
    summary: str
    path: str | None
    url: str | None
    published_at: datetime
    updated_at: datetime
    digest: str = Field(description="内容的 SHA-256 摘要；各渠道以此核对一致。")
    body: list[Block] = []
    contents: list[ContentsEntry] = Field([], description="较长正文的目录；短的没有。")
    attachments: list[Attachment] = []
    links: Links


class Item(Draft):
    """一条公开内容的全文。"""

    path: str
    url: str
    edition: int = Field(description="版次，从 1 开始。")


MEMBERS: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.LONG_TEXT: str,
    Kind.DATE: date | None,
    Kind.INTEGER: int | None,
    Kind.DECIMAL: str | None,
    Kind.BOOLEAN: bool,
    Kind.CHOICE: str,
    Kind.TERM: Term | None,
    Kind.TERMS: list[Term],
    Kind.WORDS: list[str],
    Kind.IMAGE: Image | None,
    Kind.FILES: list[Attachment],
    Kind.BLOCKS: list[Block],
}


def item_of(content_type: ContentType) -> type[Item]:
    """The items of one type, with the members that it declares."""
    own = [each for each in content_type.fields if each.name not in Item.model_fields]
    members: dict[str, Any] = {"type": (Literal[content_type.name], ...)}
    # What `present()` adds by itself it may leave out.
    members |= {
        each.name: (MEMBERS[each.kind], Field(... if each.source is not None else None, description=_described(each)))
        for each in own
    }
    name = "".join(part.title() for part in content_type.name.split("_")) + "Item"
    return create_model(name, __base__=Item, __doc__=f"{content_type.label}的全文。", **members)


def _described(field: PublicField) -> str:
    choices = "、".join(f"{code} {label}" for code, label in field.choices.choices) if field.choices else ""
    return f"{field.label}：{choices}。" if choices else f"{field.label}。"


ITEMS = tuple(item_of(each) for each in content_types().values())


class AnyItem(RootModel[Annotated[Union[ITEMS], Field(discriminator="type")]]):  # type: ignore[valid-type] # noqa: UP007
    """一条公开内容的全文；type 决定它有哪些成员。"""


class Page(Schema):
    """列表的一页。"""

    items: list[Light]
    next: str | None = Field(description="下一页的 cursor;没有更多时为 null。")


class Column(Light):
    """栏目及其下级栏目，按编辑设定的顺序。"""

    column_type: str
    presentation: str = Field(description="展现方式：list、pictures、single、catalogue、library。")
    navigation: bool = Field(description="是否出现在导航菜单中。")
    children: list["Column"]


class ColumnTree(Schema):
    """栏目树。"""

    items: list[Column]


class OneColumn(Column):
    """栏目、它的下级和上级栏目。"""

    breadcrumb: list[Light] = Field(description="上级栏目，由上至下。")


class FoundAttachment(Schema):
    """检索词所在的附件。"""

    title: str
    url: str
    text: str = Field(description="命中之处，HTML，关键词在 <mark> 中。")


class Hit(Light):
    """检索到的一条内容。"""

    highlights: dict[str, list[str]] = Field(description="命中之处，HTML,关键词在 <mark> 中；成员为 title、text 等。")
    attachment: FoundAttachment | None = Field(description="命中检索词的附件；命中之处都在正文时为 null。")
    interpretations: list[Light] = Field(description="对该文件的解读，至多 3 条；解读不另列为一条结果。")


class Count(Schema):
    """一个取值及其条数。"""

    value: str
    count: int


class PinnedAnswer(Schema):
    """编辑为某个检索词选定的内容。"""

    light: Light
    note: str = Field(description="编辑写的一句话回答；可能为空。")


class SearchResult(Schema):
    """检索结果的一页。"""

    items: list[Hit]
    total: int
    facets: dict[str, list[Count]] = Field(description=COUNTED)
    suggestion: str | None = Field(description="可能想检索的词；没有时为 null。")
    corrected: str | None = Field(description="原检索词几乎没有结果时，实际检索的相近的词；否则为 null。")
    answers: list[PinnedAnswer] = Field(description="编辑为该检索词置顶的内容，可能为栏目。")
    limited: bool = Field(description="检索服务暂时受限，结果可能不全。")
    at_least: bool = Field(description="结果很多，total 和分面计数是至少的条数。")


class Suggestions(Schema):
    """补全的检索词。"""

    items: list[str]


class Change(Schema):
    """一条内容的最新状态。"""

    sequence: int
    change: str = Field(description="published、updated 或 withdrawn。")
    content_id: UUID
    locale: str
    type: str
    path: str
    digest: str = Field(description="撤下的内容为空。")
    light: Light | None = Field(description="撤下的内容为 null。")
    reason: str | None = Field(description="撤下的公开理由。")


class Changes(Schema):
    """一批变更。"""

    items: list[Change]
    next: int = Field(description="下次请求的 since;没有新的变更时与本次相同。")


class Language(Schema):
    """网站的一种语言。"""

    code: str
    name: str
    path: str


class Feed(Schema):
    """一个订阅源。"""

    title: str
    url: str


class Site(Open):
    """网站标识、页脚信息、语言、顶层栏目和订阅地址。"""

    name: str
    organiser: str
    operator: str
    identification_code: str = Field(description="网站标识码。")
    url: str
    languages: list[Language]
    columns: list[Light] = Field(description="导航菜单的顶层栏目。")
    feeds: list[Feed]


class EditionSummary(Schema):
    """一版的概要。"""

    number: int
    published_at: datetime
    digest: str
    note: str = Field("", description="修改说明：这一版与前一版有何不同；首版和编辑没有说明的为空。")


class Editions(Schema):
    """各版，由新到旧。"""

    items: list[EditionSummary]


class Edition(Open):
    """过去或当前的一版，按当时公开的样子；不含 links。"""

    content_id: UUID
    locale: str
    type: str
    title: str
    digest: str
    edition: int
    body: list[Any] = []
