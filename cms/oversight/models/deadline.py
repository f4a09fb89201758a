from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.oversight.rules import rule_label


class DeadlineState(models.TextChoices):
    """How a deadline stands on a day."""

    DUE = "due", _("未到期")
    OVERDUE = "overdue", _("已超期")
    IN_TIME = "in_time", _("按期公开")
    LATE = "late", _("超期公开")
    VOID = "void", _("不适用")


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Deadlines by their state."""

    def open(self) -> "DeadlineQuerySet":
        """Those that still have to be met."""
        return self.filter(void=False, met_on=None)

    def with_state(self, today: date | None = None) -> "DeadlineQuerySet":
        """Each with its `current_state` on that day."""
        return self.annotate(
            current_state=Case(
                When(void=True, then=Value(DeadlineState.VOID)),
                When(met_on__gt=F("due_on"), then=Value(DeadlineState.LATE)),
                When(met_on__isnull=False, then=Value(DeadlineState.IN_TIME)),
                When(due_on__lt=today or timezone.localdate(), then=Value(DeadlineState.OVERDUE)),
                default=Value(DeadlineState.DUE),
                output_field=models.CharField(),
            )
        )


class Deadline(models.Model):
    """The last day on which a page may become public in time, by one rule.

    It outlives its page: a deletion must not hide that something was late.
    """

    page = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, related_name="deadlines", verbose_name=_("页面")
    )
    title = models.CharField(_("标题"), max_length=255)
    rule = models.CharField(_("规则"), max_length=40)
    department = models.ForeignKey(
        "snippets.Department", models.PROTECT, null=True, related_name="+", verbose_name=_("责任处室")
    )
    starts_on = models.DateField(_("起算日期"), help_text=_("期限从次日起算。"))
    due_on = models.DateField(_("到期日期"))
    provisional = models.BooleanField(_("暂定"), default=False, help_text=_("跨入尚无节假日安排的年份。"))
    met_on = models.DateField(_("公开日期"), null=True)
    void = models.BooleanField(_("不适用"), default=False)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开期限")
        verbose_name_plural = _("公开期限")
        ordering = ["due_on", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "rule"], name="one_deadline_per_rule")]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="deadline_due"),
            models.Index(fields=["due_on"], condition=Q(void=False, met_on=None), name="deadline_open"),
        ]

    def __str__(self) -> str:
        return f"{self.title}:{self.due}"

    @property
    def due(self) -> str:
        """The last day in words, with the mark of what may still change."""
        return f"{self.due_on.isoformat()}{gettext('（暂定）') if self.provisional else ''}"

    @property
    def department_title(self) -> str:
        return self.department.title if self.department else ""

    @property
    def rule_label(self) -> str:
        return rule_label(self.rule)

    @property
    def is_open(self) -> bool:
        return not self.void and self.met_on is None

    @property
    def state(self) -> DeadlineState:
        if self.void:
            return DeadlineState.VOID
        if self.met_on:
            return DeadlineState.LATE if self.met_on > self.due_on else DeadlineState.IN_TIME
        return DeadlineState.OVERDUE if self.due_on < timezone.localdate() else DeadlineState.DUE

    @property
    def state_label(self) -> str:
        return str(self.state.label)


class Reminder(models.Model):
    """That a department was reminded of a deadline at a stage: so that nobody is reminded of it twice."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="reminders", verbose_name=_("期限"))
    stage = models.CharField(_("阶段"), max_length=20)
    sent_at = models.DateTimeField(_("发送时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("提醒")
        verbose_name_plural = _("提醒")
        constraints: ClassVar = [models.UniqueConstraint(fields=["deadline", "stage"], name="one_reminder_per_stage")]

    def __str__(self) -> str:
        return f"{self.deadline} · {self.stage}"
