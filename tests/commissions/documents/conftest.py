import pytest

from commissions.documents.issue import issue
from commissions.models import Agreement, IssuedDocument

K = IssuedDocument.Kind


@pytest.fixture
def issued(people, confirmed_statement):
    return issue(K.STATEMENT, confirmed_statement, by=people.finance)


@pytest.fixture
def approved(agreement):
    """An agreement that waits to be issued and signed."""
    Agreement.objects.filter(pk=agreement.pk).update(state="approved")
    agreement.refresh_from_db()
    return agreement
