"""What the checkpoints cover."""

from dataclasses import replace

import pytest
from django.apps import apps

from crm.core.models import ExportLog
from crm.core.proof import registry
from crm.core.proof.checkpoint import make_checkpoint
from crm.core.proof.registry import all_covered, append_only, cover

KINDS = {
    "commissions_ledgerentry": "append-only",
    "commissions_basis": "append-only",
    "commissions_settlementrun": "append-only",
    "commissions_statement": "tracked",
    "commissions_statementline": "noted",
    "commissions_statementline.drawn_up": "append-only",
    "commissions_payment": "tracked",
    "commissions_paymentbatch": "tracked",
    "commissions_batchline.ordered": "append-only",
    "commissions_approvalstep": "tracked",
    "commissions_policy": "tracked",
    "commissions_policyversion": "tracked",
    "commissions_agreement": "tracked",
    "commissions_issueddocument": "tracked",
    "commissions_issueddocument.said": "append-only",
    "commissions_documenttemplate": "append-only",
    "commissions_documentconfirmation": "append-only",
    "commissions_sealcertificate": "append-only",
    "core_move": "append-only",
    "core_attachment": "append-only",
    "core_parameter": "tracked",
    "core_user": "tracked",
    "core_user_groups": "noted",
    "auth_group_permissions": "noted",
    "leads_agent": "tracked",
    "leads_payeeaccount": "tracked",
    "leads_accountchange": "tracked",
    "parks_contribution": "tracked",
    "parks_exchangerate": "tracked",
}


def test_everything_that_money_and_rights_rest_on():
    covered = all_covered()
    assert {name: covered[name].kind for name in KINDS} == KINDS


def test_every_history_but_of_who_asked_for_letters():
    histories = {
        model._meta.db_table for model in apps.get_models() if hasattr(model, "history_object")
    }
    assert len(histories) > 150
    assert histories - set(all_covered()) == {"site_historicalpolicysubscription"}
    assert "leads_historicalagent_users" in all_covered()


def test_passwords_and_log_ins_are_not_covered_and_numbers_are_digests():
    user, account = all_covered()["core_user"], all_covered()["leads_payeeaccount"]
    assert {"password", "last_login"} & set(user.columns) == set()
    assert account.secret == {"number"}
    assert all_covered()["leads_historicalpayeeaccount"].secret == {"number"}
    assert all_covered()["leads_agent"].secret == {"id_number"}


@pytest.mark.django_db
def test_a_log_is_added_by_one_line(monkeypatch):
    monkeypatch.setattr(registry, "COVERED", dict(registry.COVERED))
    cover(append_only(ExportLog))
    assert make_checkpoint().tables["core_exportlog"]["kind"] == "append-only"


def test_a_column_that_a_covering_names_has_to_be_there():
    with pytest.raises(Exception, match="no field named 'nothing'"):
        append_only(ExportLog, only=["nothing"])
    assert replace(append_only(ExportLog), once="x").once == "x"
