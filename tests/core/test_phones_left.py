"""Whoever leaves a telephone number from outside leaves one that can be called."""

import pytest
from django.core.exceptions import ValidationError

from crm.desk.public.forms import EnterpriseRequestForm, PublicRequestForm
from crm.portal.enterprise.policies import ApplyForm
from crm.site.forms.asked import FORMS

ASKING = [PublicRequestForm, EnterpriseRequestForm, ApplyForm, *dict.fromkeys(FORMS.values())]


@pytest.mark.parametrize("form", ASKING)
@pytest.mark.parametrize("phone", ["12", "电话", "13-07"])
def test_too_short_a_number_is_refused(form, phone):
    with pytest.raises(ValidationError):
        form.base_fields["phone"].clean(phone)


@pytest.mark.parametrize("form", ASKING)
@pytest.mark.parametrize("phone", ["139 0736 1005", "0736-7000000", "+86 13807362211"])
def test_one_that_can_be_called_is_taken(form, phone):
    assert form.base_fields["phone"].clean(phone) == phone
