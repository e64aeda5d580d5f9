from .attachment import Attachment
from .move import Move
from .parameter import Parameter
from .people import Department, User
from .sequence import Sequence

__all__ = ["Attachment", "Department", "Move", "Parameter", "Sequence", "User"]
