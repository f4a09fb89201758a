"""The snippets' place in the administration."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from snippets.models import AllowedSite, Department, HolidayArrangement, SearchWords, Topic, WordRule

NAME_PANELS = [
    MultiFieldPanel(
        [
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("title_bo"), FieldPanel("title_en")]),
        ],
        _("名称"),
    ),
    FieldRowPanel([FieldPanel("code"), FieldPanel("order")]),
]


class DepartmentFilterSet(WagtailFilterSet):
    class Meta:
        model = Department
        fields = ["is_active"]


class DepartmentViewSet(SnippetViewSet):
    model = Department
    icon = "group"
    list_display = [
        "title",
        "code",
        "order",
        BooleanColumn("is_active", label=_("在用")),
        UpdatedAtColumn(),
    ]
    search_fields = ["title", "title_bo", "title_en", "code", "responsibility"]
    search_backend_name = None
    filterset_class = DepartmentFilterSet
    ordering = ["order", "code"]
    sort_order_field = "order"
    panels = [
        *NAME_PANELS,
        FieldPanel("responsibility"),
        FieldRowPanel([FieldPanel("telephone"), FieldPanel("email")]),
        FieldPanel("is_active"),
    ]


class TopicFilterSet(WagtailFilterSet):
    class Meta:
        model = Topic
        fields = ["parent"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["title", "code", "parent", "order", UpdatedAtColumn()]
    search_fields = ["title", "title_bo", "title_en", "code"]
    search_backend_name = None
    filterset_class = TopicFilterSet
    ordering = ["order", "code"]
    sort_order_field = "order"
    panels = [*NAME_PANELS, FieldPanel("parent")]


class HolidayArrangementViewSet(SnippetViewSet):
    model = HolidayArrangement
    icon = "calendar-alt"
    list_display = ["year", "source", "days_off", "days_worked", UpdatedAtColumn()]
    search_fields = ["year", "source", "days_off", "days_worked"]
    search_backend_name = None
    ordering = ["-year"]
    panels = [
        FieldRowPanel([FieldPanel("year"), FieldPanel("source")]),
        FieldPanel("days_off"),
        FieldPanel("days_worked"),
    ]


class WordRuleFilterSet(WagtailFilterSet):
    class Meta:
        model = WordRule
        fields = ["kind"]


class WordRuleViewSet(SnippetViewSet):
    model = WordRule
    icon = "warning"
    list_display = ["word", "replacement", "kind", "note", UpdatedAtColumn()]
    list_export = ["word", "replacement", "kind", "note"]
    search_fields = ["word", "replacement", "note"]
    search_backend_name = None
    filterset_class = WordRuleFilterSet
    ordering = ["kind", "word"]
    panels = [FieldRowPanel([FieldPanel("word"), FieldPanel("replacement")]), FieldPanel("kind"), FieldPanel("note")]


class AllowedSiteViewSet(SnippetViewSet):
    model = AllowedSite
    icon = "link-external"
    list_display = ["domain", "name", UpdatedAtColumn()]
    search_fields = ["domain", "name"]
    search_backend_name = None
    panels = [FieldRowPanel([FieldPanel("domain"), FieldPanel("name")])]


class SearchWordsFilterSet(WagtailFilterSet):
    class Meta:
        model = SearchWords
        fields = ["kind"]


class SearchWordsViewSet(SnippetViewSet):
    model = SearchWords
    icon = "search"
    list_display = ["words", "also", "kind", UpdatedAtColumn()]
    list_export = ["kind", "words", "also"]
    search_fields = ["words", "also"]
    search_backend_name = None
    filterset_class = SearchWordsFilterSet
    ordering = ["kind", "words"]
    panels = [FieldPanel("kind"), FieldPanel("words"), FieldPanel("also")]


class VocabularyGroup(SnippetViewSetGroup):
    menu_label = _("公用信息")
    menu_icon = "list-ul"
    menu_order = 9200
    items = (
        DepartmentViewSet,
        TopicViewSet,
        HolidayArrangementViewSet,
        WordRuleViewSet,
        AllowedSiteViewSet,
        SearchWordsViewSet,
    )


register_snippet(VocabularyGroup)
