from commissions.models import IssuedDocument
from parks.entries.supplement import changes

from . import bureau_of


def supplement_facts(supplement) -> dict:
    """What changes in which entry agreement: [{term, before, after}], amounts in yuan, output and
    tax those of one year per mu.
    """
    application = supplement.application
    project, park = application.project, application.plot.park
    return {
        "bureau": bureau_of(park.department),
        "park": park.name,
        "number": supplement.number,
        "project": {"number": project.number, "name": project.name},
        "investor": {"name": project.company.name, "credit_code": project.company.credit_code},
        "original": {
            "number": application.agreement_number,
            "signed_on": application.agreed_on,
            "document": _document_of(project),
        },
        "agreement_number": supplement.agreement_number,
        "reason": supplement.reason.splitlines(),
        "changes": [
            {"term": name, "before": before, "after": after}
            for name, before, after in changes(supplement)
        ],
    }


def _document_of(project) -> str:
    """The number of the entry agreement as it was issued, or ""."""
    issued = [
        IssuedDocument.objects.of(entry).issued().filter(kind=IssuedDocument.Kind.ENTRY).first()
        for entry in project.entries.all()
    ]
    return next((document.number for document in issued if document), "")
