"""Names that the website gives to what content items tell by a code."""

from django.utils.translation import gettext_lazy as _

# In the order in which filters offer them.
TYPES = {
    "policy_document": _("政策文件"),
    "interpretation": _("政策解读"),
    "notice": _("通知公告"),
    "news": _("动态信息"),
    "guide": _("公开指南"),
    "catalogue": _("公开目录"),
    "page": _("普通页面"),
    "column": _("栏目"),
}

# The kinds of interpretations.
KINDS = {
    "text": _("文字解读"),
    "infographic": _("图解"),
    "questions": _("问答"),
    "video": _("视频解读"),
    "press": _("新闻发布会"),
}
