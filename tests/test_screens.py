"""Every list and record of the staff admin, as the people who may and may not see it."""

import pytest
from django.urls import get_resolver, reverse
from wagtail.admin.viewsets import viewsets

LISTS = [
    "targetentry",
    "company",
    "contact",
    "companyrelation",
    "companynote",
    "acquaintance",
    "introduction",
    "campaign",
    "campaigntarget",
    "campaignmember",
    "campaignevent",
    "campaignmeeting",
    "plan",
    "phase",
    "heading",
    "plantarget",
    "targetvalue",
    "targetreading",
    "plantask",
    "taskstep",
    "taskdependence",
    "planurging",
    "dispatchbody",
    "bodymember",
    "dispatchmeeting",
    "scorescheme",
    "schemeline",
    "scorerule",
    "scoresubject",
    "scorerun",
    "scoreentry",
    "scorecontest",
    "awardkind",
    "awardround",
    "awardcandidate",
    "fitscore",
    "fitweight",
    "listkind",
    "lead",
    "project",
    "activity",
    "warninglight",
    "warningrule",
    "urging",
    "tag",
    "messageservice",
    "ratelimit",
    "agent",
    "park",
    "plot",
    "enterprise",
    "contribution",
    "unmatchedrow",
    "exchangerate",
    "fund",
    "commitment",
    "capitalcall",
    "stake",
    "exit",
    "cultivationlist",
    "threshold",
    "member",
    "planaction",
    "statement",
    "ledgerentry",
    "agreement",
    "policy",
    "policyversion",
    "issueddocument",
    "documenttemplate",
    "yearreview",
    "policyapplication",
    "policysubscription",
    "policykind",
    "qualification",
    "personrequest",
    "erasure",
    "consent",
    "consenttext",
]


@pytest.mark.parametrize("name", LISTS)
def test_the_auditor_reads_every_list_and_its_export(client, people, deal, agreement, name):
    client.force_login(people.auditor)
    assert client.get(reverse(f"{name}:index")).status_code == 200
    export = client.post(
        f"{reverse(f'{name}:index')}?export=xlsx", {"reason": "年度审计抽查", "format": "xlsx"}
    )
    assert b"".join(export.streaming_content).startswith(b"PK")


@pytest.mark.parametrize(
    "view", ["inspect", "edit", "delete", "history", "usage", "step", "attach"]
)
def test_what_an_outsider_can_not_see_does_not_exist(client, people, deal, view):
    client.force_login(people.outsider)
    url = reverse(f"lead:{view}", args=[deal.lead.pk])
    response = client.post(url) if view in ("step", "attach") else client.get(url)
    assert response.status_code in (404, 302)
    assert response.status_code == 404 or response.url == reverse("wagtailadmin_home")


def test_an_outsiders_list_and_export_leave_out_what_is_not_theirs(client, people, deal):
    client.force_login(people.outsider)
    assert deal.lead.number not in client.get(reverse("lead:index")).content.decode()
    export = client.post(
        f"{reverse('lead:index')}?export=csv", {"reason": "招商周例会", "format": "csv"}
    )
    assert deal.lead.number not in b"".join(export.streaming_content).decode()


def test_a_record_shows_its_steps_facts_and_history(client, people, deal):
    client.force_login(people.park_officer)
    page = client.get(reverse("project:inspect", args=[deal.project.pk])).content.decode()
    assert 'data-step="fill"' in page
    assert 'name="happened_on"' in page
    assert 'data-step="terminate"' not in page
    assert "3 亿元" in page
    assert "HT-1" in page


def test_a_step_is_taken_by_its_button(client, people, deal, evidence):
    client.force_login(people.park_officer)
    client.post(
        reverse("project:step", args=[deal.project.pk]),
        {"step": "fill", "happened_on": "2024-06-01", "evidence": evidence(), "note": "验收"},
    )
    deal.project.refresh_from_db()
    assert deal.project.state == "at_capacity"


def test_a_step_without_the_right_is_forbidden(client, people, deal):
    client.force_login(people.auditor)
    response = client.post(
        reverse("project:step", args=[deal.project.pk]), {"step": "terminate", "note": "x"}
    )
    assert response.status_code in (302, 403)
    deal.project.refresh_from_db()
    assert deal.project.state == "producing"


@pytest.mark.parametrize("view", ["step", "fill"])
@pytest.mark.parametrize("name", ["park", "warningrule", "approvalstep"])
def test_a_record_without_steps_has_no_address_for_them(client, people, plot, name, view):
    record = viewset_of(name).model.objects.first()
    client.force_login(people.headquarters)
    assert client.post(reverse(f"{name}:{view}", args=[record.pk])).status_code == 404


def viewset_of(name):
    assert get_resolver().url_patterns, "the lists register themselves with their addresses"
    return next(viewset for viewset in viewsets.viewsets if getattr(viewset, "name", "") == name)


def test_an_agency_has_the_portal_and_not_the_admin(client, people, deal):
    client.force_login(people.agency)
    home = client.get(reverse("portal:home"))
    assert deal.lead.title in home.content.decode()
    assert client.get(reverse("lead:index")).status_code == 302
    assert client.get(reverse("portal:lead", args=[deal.lead.pk])).status_code == 200
    client.force_login(people.referrer)
    assert client.get(reverse("portal:lead", args=[deal.lead.pk])).status_code == 404


def test_an_agency_registers_a_company(client, people, agent):
    from leads.models import Lead

    client.force_login(people.agency)
    assert client.get(reverse("portal:register")).status_code == 200
    client.post(
        reverse("portal:register"),
        {"company": "示范光学有限公司", "title": "光学镜头", "investment": "5000"},
    )
    lead = Lead.objects.get()
    assert (lead.investment, lead.agent, lead.channel) == (50_000_000, agent, "agent")


def test_a_file_is_served_to_those_who_see_its_record(client, people, deal):
    from crm.core.models import Attachment

    url = reverse("download", args=[Attachment.objects.of(deal.project).first().pk])
    for who, status in (("officer", 200), ("agency", 200), ("outsider", 404), ("referrer", 404)):
        client.force_login(getattr(people, who))
        assert client.get(url).status_code == status
    client.logout()
    assert client.get(url).status_code == 302


def test_health_names_what_is_down(client, db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    response = client.get("/healthz")
    assert (response.status_code, response.json()["worker"], response.json()["database"]) == (
        503,
        "down",
        "ok",
    )
