from .attachment import Attachment
from .move import Move
from .parameter import Parameter
from .people import Department, User
from .saved_view import SavedView
from .sequence import Sequence

__all__ = ["Attachment", "Department", "Move", "Parameter", "SavedView", "Sequence", "User"]
