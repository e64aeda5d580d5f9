"""What of the ground the checkpoints cover."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from .models import (
    Attachment,
    AuditEntry,
    Department,
    Move,
    Parameter,
    Proposal,
    RateLimit,
    Sequence,
    User,
)
from .proof.registry import append_only, cover, export_files, noted, register_check, tracked


def register():
    from .proof.verification import files, rights

    cover(
        append_only(Move),
        append_only(Attachment),
        append_only(AuditEntry),
        tracked(User, without=("password", "last_login")),
        tracked(Department),
        tracked(Parameter, fixed=("code",)),
        tracked(RateLimit, fixed=("code",)),
        tracked(Proposal, fixed=("action", "values", "proposed_by", "proposed_at")),
        noted(ContentType),
        noted(Permission),
        noted(Sequence),
        noted(Group),
        noted(Group.permissions.through),
        noted(User.groups.through),
        noted(User.user_permissions.through),
    )
    export_files(Attachment, "file", are_copied=False)
    register_check(rights.check)
    register_check(files.check)
