from cms.oversight.models.deadline import Deadline, DeadlineState, Reminder

__all__ = ["Deadline", "DeadlineState", "Reminder"]
