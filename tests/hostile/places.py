"""Words in addresses that are no keys of records, each with how one finds some."""

from commissions.documents.kinds import DOCUMENT_KINDS
from commissions.models import IssuedDocument
from crm.core.tables.columns import TABLES
from crm.portal.agency.lists import OWN_LISTS
from crm.portal.enterprise.money_forms import FORMS
from crm.portal.invite import link_of
from crm.portal.models import PortalInvitation
from leads.channels.screens import REPORTS


def _links(user):
    return [link_of(each).rstrip("/").split("/")[-1] for each in PortalInvitation.objects.all()[:2]]


def _papers(user):
    """(kind, key of a record that it is about) of each kind of document."""
    if not user.is_authenticated:
        return []
    rows = [
        (each.code, each.model.objects.visible_to(user).order_by("-pk").first())
        for each in DOCUMENT_KINDS.values()
    ]
    return [(code, row.pk) for code, row in rows if row]


def _tokens(user):
    return [each.token for each in IssuedDocument.objects.made()[:1]]


WORDS = {
    ("portal:all", "kind"): lambda user: list(OWN_LISTS),
    ("portal:report_kind", "kind"): lambda user: list(FORMS),
    ("portal:invitation", "token"): _links,
    ("verify", "token"): _tokens,
    **{
        (f"issueddocument:{name}", "kind"): lambda user: [kind for kind, _pk in _papers(user)]
        for name in ("issue", "preview")
    },
    **{
        (f"issueddocument:{name}", "pk"): lambda user: [pk for _kind, pk in _papers(user)]
        for name in ("issue", "preview")
    },
    ("channel_report:report", "code"): lambda user: list(REPORTS),
    ("tables:choose", "label"): lambda user: list(TABLES)[:2],
    ("tables:template", "label"): lambda user: list(TABLES)[:1],
}
