from .attachment import Attachment
from .audit_entry import AuditEntry, Reading
from .background import Errand, WorkerPulse
from .calendar import CalendarDay
from .calendar_feed import CalendarFeed
from .comment import Comment, Reminder
from .erasure import Erasure
from .export_log import ExportLog
from .indicator import IndicatorChange, IndicatorFact, IndicatorSum
from .list_look import ListLook
from .list_run import LeftRow, ListRun
from .move import Move
from .notification import (
    Channel,
    Delivery,
    MessageService,
    Notification,
    NotificationChoice,
    Webhook,
)
from .parameter import Parameter
from .people import Department, User
from .person_request import PersonHit, PersonRequest
from .proposal import ByProposal, Proposal
from .rate_limit import RateCount, RateLimit
from .saved_view import SavedView
from .sequence import Numbers, Sequence
from .submission import Submission
from .table_import import TableImport

__all__ = [
    "Attachment",
    "AuditEntry",
    "ByProposal",
    "CalendarDay",
    "CalendarFeed",
    "Channel",
    "Comment",
    "Delivery",
    "Department",
    "Erasure",
    "Errand",
    "ExportLog",
    "IndicatorChange",
    "IndicatorFact",
    "IndicatorSum",
    "LeftRow",
    "ListLook",
    "ListRun",
    "MessageService",
    "Move",
    "Notification",
    "NotificationChoice",
    "Parameter",
    "PersonHit",
    "PersonRequest",
    "Proposal",
    "RateCount",
    "RateLimit",
    "Reading",
    "Reminder",
    "SavedView",
    "Sequence",
    "Numbers",
    "Submission",
    "TableImport",
    "User",
    "Webhook",
    "WorkerPulse",
]
