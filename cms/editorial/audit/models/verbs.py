"""What can be done, and by which way: the words of the trail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way by which somebody acted."""

    ADMIN = "admin", _("管理平台")
    WRITE_API = "write_api", _("写入接口")
    WEBSITE = "website", _("网站")
    SCHEDULE = "schedule", _("定时任务")
    COMMAND = "command", _("命令")


class Action(models.TextChoices):
    """The verbs of the trail. What has none of its own is recorded as `other`, with its name in the note."""

    CREATE = "create", _("新建")
    EDIT = "edit", _("修改")
    DELETE = "delete", _("删除")
    COPY = "copy", _("复制")
    ALIAS = "alias", _("建立或解除映射")
    TRANSLATE = "translate", _("建立译文")
    MOVE = "move", _("移动")
    RENAME = "rename", _("改名")
    REVERT = "revert", _("恢复旧版本")
    IMPORT = "import", _("批量导入")
    COMMENT = "comment", _("批注")
    PRIVACY = "privacy", _("设置隐私")
    LOCK = "lock", _("锁定")
    UNLOCK = "unlock", _("解锁")
    SUBMIT = "submit", _("提交审签")
    APPROVE = "approve", _("审签同意")
    REJECT = "reject", _("退回修改")
    SKIP = "skip", _("免去环节")
    CANCEL = "cancel", _("取消审签")
    PUBLISH = "publish", _("发布")
    PUBLISH_BY_SYSTEM = "publish_by_system", _("系统发布")
    UNPUBLISH = "unpublish", _("撤下")
    SCHEDULE = "schedule", _("设定发布时间")
    UNSCHEDULE = "unschedule", _("取消定时发布")
    REFUSE = "refuse", _("拒绝发布")
    DENY = "deny", _("拒绝越权操作")
    GRANT = "grant", _("授予权限")
    REVOKE = "revoke", _("收回权限")
    DELIVER = "deliver", _("分发成功")
    DELIVERY_FAILED = "delivery_failed", _("分发失败")
    DELIVERY_ENDED = "delivery_ended", _("停止分发")
    SIGN_IN = "sign_in", _("登录")
    SIGN_OUT = "sign_out", _("退出")
    SIGN_IN_FAILED = "sign_in_failed", _("登录失败")
    EXPORT = "export", _("导出")
    PRUNE = "prune", _("清理到期审计记录")
    OTHER = "other", _("其他")
