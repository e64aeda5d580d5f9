"""What people are told about documents and agreements."""

from django.utils.translation import gettext_lazy as _

from crm.core.notifications import notify, register_kind

from .models.statement_guards import account_waits


def register():
    register_kind(
        "documents_issued",
        _("My batch of documents is done"),
        _("Documents issued: %(issued)s; not issued: %(failed)s."),
    )
    register_kind(
        "settled",
        _("A settlement that I asked for is done"),
        _("Settlement %(record)s: %(posted)s entries posted; %(held)s held back."),
    )
    register_kind(
        "settlement_failed",
        _("A settlement that I asked for was stopped by a fault"),
        _("Settlement %(record)s was stopped by a fault. Look at it and run it again."),
    )
    register_kind(
        "objection_received",
        _("An objection to a public notice"),
        _("An objection was received and waits for its review: %(record)s."),
    )
    register_kind(
        "agreement_ends",
        _("An agreement is about to end"),
        _("%(record)s ends on %(day)s. Review it and decide on its renewal."),
    )
    register_kind(
        "statement_to_confirm",
        _("A statement to confirm"),
        _("Please read and confirm the statement %(record)s."),
        outside=True,
    )
    register_kind(
        "statement_moved",
        _("A change to one of my statements"),
        _("The statement %(record)s is now “%(state)s”."),
        outside=True,
    )
    register_kind(
        "agreement_to_sign",
        _("An agreement to sign"),
        _("Please read and sign the agreement %(record)s."),
        outside=True,
    )
    register_kind(
        "agreement_moved",
        _("A change to one of my agreements"),
        _("The agreement %(record)s is now “%(state)s”."),
        outside=True,
    )


def ask_to_confirm(statement, *, by):
    notify(statement.payee.users.all(), "statement_to_confirm", statement, by=by)


def account_notice(statement, user) -> list:
    """On the page of a statement that is not paid yet: how long its changed account waits."""
    notice = "" if statement.state in ("paid", "withdrawn") else account_waits(statement)
    return [notice] if notice else []


def confirm_again(statement, taken):
    """An objection was answered, or the statement returned: its payee confirms it anew."""
    ask_to_confirm(statement, by=taken.by)


def statement_moved(statement, _taken):
    notify(
        statement.payee.users.all(),
        "statement_moved",
        statement,
        state=statement.get_state_display(),
    )


def ask_to_sign(document, *, by):
    """Ask the agent to sign an agreement that was issued; other documents are only read."""
    if document.kind == document.Kind.AGREEMENT:
        notify(document.agent.users.all(), "agreement_to_sign", document.subject, by=by)


def agreement_moved(agreement, _taken):
    notify(
        agreement.agent.users.all(),
        "agreement_moved",
        agreement,
        state=agreement.get_state_display(),
    )
