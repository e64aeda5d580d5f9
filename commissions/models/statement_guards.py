"""What holds a step of a statement back, in words; "" where nothing does."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .approval import next_approval


def only_the_payee(statement, user):
    if statement.payee.users.filter(pk=user.pk).exists():
        return ""
    return _("Only the payee confirms or disputes a statement.")


def account_unchanged(statement, user):
    if statement.account_id and statement.account.is_current:
        return ""
    return _(
        "The payee's account has changed since the statement was drawn up. Withdraw it and "
        "draw up a new one."
    )


def account_waits(statement) -> str:
    """Why nothing is paid to its account yet: for some days after a change its holder can still
    object.
    """
    account = statement.account
    if account is None or account.is_payable_on(timezone.localdate()):
        return ""
    days = {"changed": account.changed_on, "day": account.payable_from}
    return (
        _("The payee's account was changed on %(changed)s; nothing is paid to it before %(day)s.")
        % days
    )


def awaits(step):
    """A guard: the statement carries this step of approval, and no other comes before it."""

    def guard(statement, user):
        next_step = next_approval(statement)
        if next_step is None:
            return _("A statement of this amount does not take this step.")
        if next_step != step:
            return takes_first(next_step)
        return account_unchanged(statement, user)

    return guard


def takes_first(step) -> str:
    return _("A statement of this amount takes another step first: %(step)s.") % {
        "step": step.label
    }


def all_approvals_given(statement, user):
    next_step = next_approval(statement)
    return takes_first(next_step) if next_step else account_unchanged(statement, user)


def notice_over(statement, user):
    if statement.notice_until and timezone.localdate() <= statement.notice_until:
        return _("The public notice runs until %(day)s.") % {"day": statement.notice_until}
    if statement.objections.unanswered().exists():
        return _("An objection to the public notice is not answered yet.")
    if statement.objections.filter(is_upheld=True).exists():
        return _("An objection was upheld. Return the statement or withdraw it.")
    if not statement.payee.is_referrer and not statement.invoice_number:
        return _("The agency's invoice is not recorded yet.")
    if statement.has_suspended_policy():
        return _("A policy that the statement rests on is suspended.")
    return account_waits(statement) or all_approvals_given(statement, user)


def properly_ordered(statement, user):
    """A guard: who ordered the payment gave no approval. Orders from before this rule may break it;
    they can only be taken back.
    """
    if statement.ordered_on is None or statement.ordered_by_id in statement.approver_ids:
        return _(
            "Somebody who approved this statement ordered its payment. Take the order back; "
            "another person orders it."
        )
    return all_approvals_given(statement, user)


def may_be_paid_by_hand(statement, user):
    """A guard: what stands in a file of the bank is paid by the bank's answer alone, or it would be
    paid twice.
    """
    return is_in_no_batch(statement, user) or properly_ordered(statement, user)


def is_in_no_batch(statement, user):
    line = statement.batch_lines.filter(result="waiting").first()
    return _("It waits for the bank in %(batch)s.") % {"batch": line.batch} if line else ""
