"""Importing a list on the screen: nothing is written before the confirmation."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from leads.models import Company, MatchCandidate, TargetEntry

LIST = (
    "rank,name_zh,province,revenue_10k_cny\n1,京东集团,北京市,130908500\n2,"
    "吉利百矿集团有限公司,浙江省,8990690\n"
)


def preview(client, text=LIST, year=2026):
    upload = SimpleUploadedFile("private.csv", text.encode())
    return client.post(
        reverse("targetentry:import"), {"kind": "private500", "year": year, "file": upload}
    )


def test_preview_then_confirm(client, people):
    Company.objects.create(name="京东集团股份有限公司")
    Company.objects.create(name="吉利控股集团有限公司")
    client.force_login(people.headquarters)
    page = preview(client)
    assert (
        page.context["preview"].new_entries,
        page.context["preview"].new_companies,
        TargetEntry.objects.count(),
    ) == (2, 1, 0)
    client.post(reverse("targetentry:import"), {"confirmed": page.context["confirmed"]})
    assert TargetEntry.objects.get(rank=2).history.get().history_user == people.headquarters
    assert Company.objects.count() == 3
    assert MatchCandidate.objects.get().other.name == "吉利控股集团有限公司"
    again = preview(client)
    assert again.context["preview"].new_entries == 0


def test_a_faulty_file_shows_every_problem_and_can_not_be_confirmed(client, people):
    client.force_login(people.headquarters)
    page = preview(client, LIST.replace("130908500", "viel").replace("2,吉利", "1,吉利"))
    assert [(row, column) for row, column, _message in page.context["plan"].problems] == [
        (2, "revenue_10k_cny")
    ]
    assert "confirmed" not in page.context
    assert "viel" in page.content.decode()


def test_a_rank_that_is_stored_for_another_company_is_a_problem(client, people):
    client.force_login(people.headquarters)
    client.post(reverse("targetentry:import"), {"confirmed": preview(client).context["confirmed"]})
    page = preview(client, LIST.replace("京东集团", "拼多多控股公司"))
    assert [(row, column) for row, column, _message in page.context["plan"].problems] == [
        (2, "rank")
    ]


def test_a_forged_confirmation_is_refused(client, people):
    client.force_login(people.headquarters)
    client.post(reverse("targetentry:import"), {"confirmed": "WyJwcml2YXRl:forged"})
    assert TargetEntry.objects.count() == 0


def test_only_those_with_the_right_import(client, people):
    client.force_login(people.officer)
    assert preview(client).status_code == 302
    assert "targetentry/import" not in client.get(reverse("targetentry:index")).content.decode()
    client.force_login(people.headquarters)
    assert (
        reverse("targetentry:import") in client.get(reverse("targetentry:index")).content.decode()
    )


def test_a_possible_duplicate_is_judged_side_by_side(client, people):
    pair = [
        Company.objects.create(name=name)
        for name in ("新希望控股集团有限公司", "新希望六和股份有限公司")
    ]
    candidate = MatchCandidate.objects.create(company=pair[1], other=pair[0], score=75)
    client.force_login(people.officer)
    page = client.get(reverse("matchcandidate:inspect", args=[candidate.pk])).content.decode()
    assert all(company.name in page for company in pair)
    client.post(reverse("matchcandidate:edit", args=[candidate.pk]), {"verdict": "related"})
    candidate.refresh_from_db()
    assert (candidate.verdict, candidate.history.first().history_user) == (
        "related",
        people.officer,
    )
