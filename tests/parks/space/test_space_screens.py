from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from parks.models import Park, Plot, Reservation, SpaceNeed
from parks.space.reserve import reserve

LISTS = [
    "plot",
    "reservation",
    "entryapplication",
    "reviewopinion",
    "supplement",
    "breach",
    "facility",
    "alliance",
    "allianceaction",
    "scienceproject",
]


@pytest.mark.parametrize("name", LISTS)
def test_the_auditor_reads_each_list_and_its_export(client, people, plot, name):
    client.force_login(people.auditor)
    assert client.get(reverse(f"{name}:index")).status_code == 200
    export = client.post(
        f"{reverse(f'{name}:index')}?export=xlsx", {"reason": "年度审计抽查", "format": "xlsx"}
    )
    assert b"".join(export.streaming_content).startswith(b"PK")
    assert client.get(reverse(f"{name}:add")).status_code in (302, 403, 404)
    client.force_login(people.agency)
    assert client.get(reverse(f"{name}:index")).status_code == 302


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", "A-01 A-02 P-01"),
        ("status=free", "A-02 P-01"),
        ("status=reserved", "A-01"),
        ("kind=plant", "P-01"),
        ("area_sqm=5000", "A-01"),
        ("area_most=2000", "A-02 P-01"),
        ("power_kva=500", "P-01"),
        ("price_most=300", "P-01"),
    ],
)
def test_space_is_filtered(client, people, plot, lead, asked, shown):
    Plot.objects.create(park=plot.park, code="A-02", kind="land", area_sqm=1000)
    Plot.objects.create(
        park=plot.park, code="P-01", kind="plant", area_sqm=2000, power_kva=500, price_per_sqm=300
    )
    reserve(plot, lead, by=people.officer)
    client.force_login(people.officer)
    page = client.get(f"{reverse('plot:index')}?{asked}")
    assert " ".join(sorted(each.code for each in page.context["object_list"])) == shown


def test_the_page_of_a_plot_tells_its_life_and_names_only_what_one_sees(client, people, deal, plot):
    client.force_login(people.park_officer)
    page = client.get(reverse("plot:inspect", args=[plot.pk])).content.decode()
    assert deal.project.name in page
    assert "<svg" in page
    client.force_login(people.outsider)
    page = client.get(reverse("plot:inspect", args=[plot.pk])).content.decode()
    assert "2022-04-01" in page or "2022年4月1日" in page
    assert deal.project.name not in page


def test_room_is_found_for_a_lead_and_reserved_from_there(client, people, lead, plot):
    client.force_login(people.officer)
    assert (
        reverse("reservation:find_lead", args=[lead.pk])
        in client.get(reverse("lead:inspect", args=[lead.pk])).content.decode()
    )
    url = reverse("reservation:find_lead", args=[lead.pk])
    client.post(url, {"kind": "land", "area_sqm": "50000", "musts": ["kind", "area_sqm"]})
    assert (
        SpaceNeed.objects.get().area_sqm,
        SpaceNeed.objects.get().history.get().history_user,
    ) == (Decimal(50000), people.officer)
    page = client.get(url).content.decode()
    link = f"{reverse('plot:reserve', args=[plot.pk])}?lead={lead.pk}"
    assert link in page
    form = client.get(link).context["form"]
    assert str(form["lead"].value()) == str(lead.pk)
    assert lead.number in client.get(link).content.decode(), "the chooser shows whom it is for"
    client.post(
        link,
        {
            "lead": lead.pk,
            "project": "",
            "expires_on": form["expires_on"].value().isoformat(),
            "purpose": "选址",
        },
    )
    assert Reservation.objects.get().lead == lead
    assert str(plot) in client.get(reverse("lead:inspect", args=[lead.pk])).content.decode()


def test_a_refused_reservation_keeps_what_was_typed(client, people, lead, plot):
    client.force_login(people.officer)
    page = client.post(
        reverse("plot:reserve", args=[plot.pk]),
        {"lead": lead.pk, "expires_on": "2020-01-01", "purpose": "选址考察"},
    )
    assert page.status_code == 200
    assert "选址考察" in page.content.decode()
    assert not Reservation.objects.exists()
    assert (
        client.post(reverse("plot:reserve", args=[plot.pk]), {"expires_on": "2099-01-01"})
        .context["form"]
        .errors
    )


def test_the_park_reserves_for_a_project_it_hosts(client, people, signed, plot):
    signed.host_department = people.park_department
    signed.save()
    client.force_login(people.park_officer)
    page = client.get(reverse("reservation:find_project", args=[signed.pk]))
    link = f"{reverse('plot:reserve', args=[plot.pk])}?project={signed.pk}"
    assert link in page.content.decode()
    client.post(
        link,
        {
            "lead": "",
            "project": signed.pk,
            "expires_on": client.get(link).context["form"]["expires_on"].value().isoformat(),
        },
    )
    assert Reservation.objects.get().lead == signed.lead


def test_outside_what_one_sees_there_is_nothing_and_without_the_right_no_form(
    client, people, lead, plot
):
    client.force_login(people.outsider)
    assert client.get(reverse("reservation:find_lead", args=[lead.pk])).status_code == 404
    assert (
        client.post(
            reverse("plot:reserve", args=[plot.pk]), {"lead": lead.pk, "expires_on": "2099-01-01"}
        )
        .context["form"]
        .errors
    ), "the lead is no choice"
    made = reserve(plot, lead, by=people.officer)
    for name in ("inspect", "history", "edit"):
        assert client.get(reverse(f"reservation:{name}", args=[made.pk])).status_code == 404
    client.force_login(people.auditor)
    assert client.get(reverse("reservation:find_lead", args=[lead.pk])).status_code == 200
    assert client.post(reverse("reservation:find_lead", args=[lead.pk]), {}).status_code in (
        302,
        403,
    )
    assert not SpaceNeed.objects.exists()
    assert client.get(reverse("plot:reserve", args=[plot.pk])).status_code in (302, 403)


def test_the_park_sets_the_status_of_a_plot_once_a_day(client, people, plot):
    client.force_login(people.park_officer)
    url = reverse("plot:set_status", args=[plot.pk])
    client.post(url, {"status": "withheld", "starts_on": "2024-01-01", "reason": "留作二期"})
    assert Plot.objects.with_status().get().status == "withheld"
    again = client.post(url, {"status": "free", "starts_on": "2024-01-01", "reason": "放开"})
    assert again.context["form"].errors
    client.force_login(people.officer)
    assert client.get(url).status_code in (302, 403)


def test_the_entry_form_offers_what_is_free_or_kept_for_the_project(
    client, people, signed, deal, plot, lead
):
    other = Plot.objects.create(park=plot.park, code="A-02", kind="land", area_sqm=1000)
    elsewhere = Park.objects.create(name="别处", level="city", department=people.other_department)
    Plot.objects.create(park=elsewhere, code="X-1", kind="land", area_sqm=1000)
    reserve(other, lead, by=people.officer)
    client.force_login(people.park_officer)
    page = client.get(reverse("enterprise:enter", args=[signed.pk]))
    assert [each.code for each in page.context["form"].fields["plot"].queryset] == ["A-02"]


def test_the_whole_way_of_an_application_on_the_screens(client, people, signed, plot, reviewers):
    from django.utils import timezone

    from parks.models import EntryApplication

    today = timezone.localdate()
    client.force_login(people.officer)
    promised = {
        "promised_investment": "20000",
        "promised_start_on": "2099-01-01",
        "promised_production_on": "2099-06-01",
        "output_per_mu": "300",
        "tax_per_mu": "15",
    }
    client.post(
        reverse("entryapplication:add"), {"project": signed.pk, "plot": plot.pk, **promised}
    )
    made = EntryApplication.objects.get()
    assert (made.promised_investment, made.tax_per_mu) == (Decimal(200_000_000), Decimal(150_000))
    client.force_login(people.park_officer)
    asked = {f"department-{subject}": each.department.pk for subject, each in reviewers.items()} | {
        f"due-{subject}": today.isoformat() for subject in reviewers
    }
    client.post(reverse("entryapplication:submit", args=[made.pk]), asked)
    assert made.opinions.count() == 5
    for subject, each in reviewers.items():
        client.force_login(each.user)
        assert len(client.get(reverse("reviewopinion:index")).context["object_list"]) == 1
        client.post(
            reverse("reviewopinion:give", args=[made.opinions.get(subject=subject).pk]),
            {"verdict": "agree"},
        )
    client.force_login(people.head)
    client.post(reverse("entryapplication:step", args=[made.pk]), {"step": "approve"})
    client.force_login(people.park_officer)
    client.post(
        reverse("entryapplication:step", args=[made.pk]),
        {
            "step": "agree",
            **promised,
            "tax_per_mu": "18",
            "agreement_number": "RYXY-9",
            "agreed_on": today.isoformat(),
            "hand_over_by": today.isoformat(),
        },
    )
    made.refresh_from_db()
    assert (made.state, made.tax_per_mu, made.agreed_on) == ("agreed", Decimal(180_000), today)
    assert client.get(reverse("entryapplication:edit", args=[made.pk])).status_code in (302, 403)
    entered = client.get(reverse("enterprise:enter", args=[signed.pk]))
    assert entered.context["form"]["plot"].value() == plot.pk
    assert date(2099, 1, 1) == made.promised_start_on


def test_a_milestone_is_recorded_with_its_evidence(client, people, deal, evidence):
    url = reverse("entryapplication:milestone", args=[deal.project.pk])
    client.force_login(people.park_officer)
    assert (
        client.post(url, {"kind": "land_acquired", "happened_on": "2022-05-01"})
        .context["form"]
        .errors
    )
    client.post(
        url,
        {
            "kind": "land_acquired",
            "happened_on": "2022-05-01",
            "evidence": evidence(),
            "note": "不动产权证",
        },
    )
    assert deal.project.milestones.get(kind="land_acquired").happened_on == date(2022, 5, 1)
    assert (
        client.post(
            url, {"kind": "land_acquired", "happened_on": "2022-05-02", "evidence": evidence()}
        )
        .context["form"]
        .errors
    )
    client.force_login(people.officer)
    assert client.get(url).status_code in (302, 403)
    client.force_login(people.outsider)
    assert client.get(url).status_code == 404
