from .agent_invitation import PortalInvitation
from .enterprise_invitation import EnterpriseInvitation

__all__ = ["EnterpriseInvitation", "PortalInvitation"]
