"""What people are told about documents and agreements."""

from django.utils.translation import gettext_lazy as _

from crm.core.notifications import notify, register_kind


def register_notices():
    register_kind("documents_issued", _("My batch of documents is done"), _("Documents issued: %(issued)s; not issued: %(failed)s."))
    register_kind("agreement_ends", _("An agreement is about to end"), _("%(record)s ends on %(day)s. Review it and decide on its renewal."))
    register_kind("statement_to_confirm", _("A statement to confirm"), _("Please read and confirm the statement %(record)s."), outside=True)


def ask_to_confirm(statement, *, by):
    notify(statement.payee.users.all(), "statement_to_confirm", statement, by=by)
