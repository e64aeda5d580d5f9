from .reset_request import ResetRequest
from .suspended import Suspended, SuspendedFile

__all__ = ["ResetRequest", "Suspended", "SuspendedFile"]
