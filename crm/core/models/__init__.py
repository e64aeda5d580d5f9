from .attachment import Attachment
from .export_log import ExportLog
from .move import Move
from .parameter import Parameter
from .people import Department, User
from .saved_view import SavedView
from .sequence import Sequence
from .table_import import TableImport

__all__ = ["Attachment", "Department", "ExportLog", "Move", "Parameter", "SavedView", "Sequence", "TableImport", "User"]
