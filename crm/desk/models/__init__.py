from .assistance import Assistance, AssistanceState
from .clock import ServiceClock
from .kind import ServiceKind, ServiceTime, Urgency
from .knowledge import KnowledgeEntry
from .mail import IncomingMail, MailboxState
from .message import ServiceMessage
from .request import OPEN, RequestState, ServiceRequest
from .rule import AssignmentRule
from .sending import Sending
from .supervision import Supervision
from .tally import Tally

__all__ = [
    "OPEN",
    "AssignmentRule",
    "Assistance",
    "AssistanceState",
    "IncomingMail",
    "KnowledgeEntry",
    "MailboxState",
    "RequestState",
    "Sending",
    "ServiceClock",
    "ServiceKind",
    "ServiceMessage",
    "ServiceRequest",
    "ServiceTime",
    "Supervision",
    "Tally",
    "Urgency",
]
