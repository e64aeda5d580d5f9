from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


class SecondPerson(AbstractGroupApprovalTask):
    """A page is let through by somebody else than whoever wrote its last version or sent it in."""

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    def get_actions(self, obj, user):
        actions = super().get_actions(obj, user)
        if is_maker(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state, user, action_name, **kwargs):
        page = task_state.workflow_state.content_object
        if action_name == "approve" and is_maker(page, user):
            raise PermissionDenied(_now("Whoever wrote a page does not let it through."))
        return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls):
        return _("Publishers let a page through that another person wrote.")


def is_maker(page, user) -> bool:
    """Whether ``user`` wrote the version that is to be let through, or sent it in."""
    revision, workflow = page.latest_revision, page.current_workflow_state
    return bool(
        (revision and revision.user_id == user.pk)
        or (workflow and workflow.requested_by_id == user.pk)
    )
