"""A policy from writing to retirement, on the screens, as its
author and as the one who publishes.
"""

import io
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse
from opencc import OpenCC

from commissions.models import Determination, Policy, PolicyVersion
from commissions.policies.library import text_of
from commissions.settlement.settle import settle
from crm.core.errors import NotPermitted
from crm.core.models import ExportLog
from crm.core.transitions import move


@pytest.fixture
def as_user(client):
    def log_in(user):
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def policy(db):
    return Policy.objects.create(code="funing", name="富宁县引荐人奖励办法")


def written(policy, text, **more):
    return {"policy": policy.pk, "number": "2026", "valid_from": "2026-01-01", "text": text, **more}


def test_a_version_is_written_and_described(people, policy, as_user):
    page = as_user(people.finance).post(
        reverse("policyversion:add"), written(policy, text_of("funing"), check="1")
    )
    assert "单个项目不超过 50 万元。" in page.text
    assert not PolicyVersion.objects.exists()
    as_user(people.finance).post(reverse("policyversion:add"), written(policy, text_of("funing")))
    version = PolicyVersion.objects.get()
    assert (version.document["code"], version.history.get().history_user) == (
        "funing",
        people.finance,
    )


def test_an_uploaded_file_replaces_the_text(people, policy, as_user, tmp_path):
    file = tmp_path / "funing.yaml"
    file.write_text(text_of("funing"))
    with file.open("rb") as upload:
        as_user(people.finance).post(reverse("policyversion:add"), written(policy, "", file=upload))
    assert PolicyVersion.objects.get().text == text_of("funing")


def test_problems_are_told_with_their_lines_and_the_text_stays(people, policy, as_user):
    text = text_of("funing").replace("rate: 0.001}", "rate: 1‰}")
    page = as_user(people.finance).post(reverse("policyversion:add"), written(policy, text))
    assert "第 26 行" in page.text
    assert "rate: 1‰}" in page.text
    assert not PolicyVersion.objects.exists()


def test_another_person_publishes_and_then_nothing_changes(people, policy, as_user):
    as_user(people.finance).post(reverse("policyversion:add"), written(policy, text_of("funing")))
    version = PolicyVersion.objects.get()
    move(version, "submit", by=people.finance)
    with pytest.raises(NotPermitted):
        move(version, "publish", by=people.finance)
    move(version, "publish", by=people.leader)
    assert as_user(people.finance).get(
        reverse("policyversion:edit", args=[version.pk])
    ).status_code in (302, 403)
    for field, value in (("document", {}), ("text", "format: 1")):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            PolicyVersion.objects.filter(pk=version.pk).update(**{field: value})


def test_a_suspended_policy_shows_what_is_due_and_posts_nothing(
    people, policy_version, deal, agreement, verified_assets
):
    move(policy_version, "suspend", by=people.leader, note="公平竞争审查")
    run = settle()
    suspended = [held for held in run.held if held["why"] == "suspended"]
    assert (run.posted, sum(float(held["amount"]) for held in suspended)) == (0, 460000)
    move(policy_version, "resume", by=people.leader, note="审查通过")
    assert settle().posted_amount == 460000


def test_it_is_tried_on_facts_by_hand_and_on_a_past_project(
    people, policy_version, deal, verified_assets, as_user
):
    address = reverse("policyversion:try", args=[policy_version.pk])
    rows = {
        "form-TOTAL_FORMS": 6,
        "form-INITIAL_FORMS": 0,
        "form-0-metric": "fixed_assets",
        "form-0-amount": "6000",
        "form-0-on": "2023-05-01",
    }
    facts = {
        "as_of": "2026-01-01",
        "milestone_signed": "2022-01-01",
        "milestone_started": "2022-02-01",
        "attribute_industry_section": "C",
    }
    page = as_user(people.finance).post(address, {**facts, **rows})
    assert "28 万元" in page.text
    assert "10,000,000 × 3‰ ＝ 30,000。" in page.text
    page = as_user(people.finance).post(
        address,
        {
            "as_of": "2026-01-01",
            "project": deal.project.pk,
            "form-TOTAL_FORMS": 0,
            "form-INITIAL_FORMS": 0,
        },
    )
    assert "46 万元" in page.text
    page = as_user(people.finance).post(address, {**facts, **rows, "form-0-on": ""})
    assert "请填写金额和日期" in page.text


def test_two_versions_are_compared_by_sentence_and_by_project(
    people, policy_version, policy, deal, verified_assets, as_user
):
    as_user(people.finance).post(reverse("policyversion:add"), written(policy, text_of("funing")))
    other = PolicyVersion.objects.get(policy=policy)
    address = reverse("policyversion:compare", args=[other.pk])
    page = as_user(people.auditor).get(address, {"with": policy_version.pk})
    assert "单个项目不超过 300 万元。" in page.text and "单个项目不超过 50 万元。" in page.text
    assert "46 万元" in page.text
    address = f"{address}?with={policy_version.pk}&export=xlsx"
    assert as_user(people.auditor).get(address).context["rows"] == 2  # the payee and the totals
    answer = as_user(people.auditor).post(address, {"reason": "办法修订测算", "format": "xlsx"})
    file = io.BytesIO(b"".join(answer.streaming_content))
    mark, _heading, first, totals = openpyxl.load_workbook(file).active.values
    assert first[3:] == totals[3:] == (460000, 0, -460000)
    log = ExportLog.objects.get()
    assert (log.by, log.reason, log.rows) == (people.auditor, "办法修订测算", 2)
    assert log.number in mark[0]


def test_screens_are_closed_to_agencies(people, policy_version, as_user):
    for name in ("try", "compare", "inspect", "edit"):
        assert as_user(people.agency).get(
            reverse(f"policyversion:{name}", args=[policy_version.pk])
        ).status_code in (302, 403, 404)


def test_what_a_policy_asks_for_is_stated_with_who_and_why(
    people, policy, deal, agent, agreement, as_user
):
    text = text_of("qingdao-2023").replace("code: qingdao-2023", "code: funing")
    as_user(people.finance).post(reverse("policyversion:add"), written(policy, text))
    version = PolicyVersion.objects.get(policy=policy)
    move(version, "submit", by=people.finance)
    move(version, "publish", by=people.leader)
    agreement.policy_version = version
    agreement.save()
    address = reverse("policyversion_determine", args=[deal.project.pk])
    as_user(people.head).post(address, {"chain_leader": "on", "why": "链主企业带来"})
    stated = Determination.objects.get()
    assert (stated.name, stated.value, stated.by, stated.why) == (
        "chain_leader",
        True,
        people.head,
        "链主企业带来",
    )
    assert as_user(people.officer).get(address).status_code in (302, 403)


def test_the_text_that_was_checked_is_the_text_that_is_stored(people, policy, as_user):
    content = (Path(__file__).parents[1] / "files" / "policy_in_gb18030.yaml").read_bytes()
    upload = SimpleUploadedFile("policy.yaml", content)
    as_user(people.finance).post(reverse("policyversion:add"), written(policy, "", file=upload))
    version = PolicyVersion.objects.get(policy=policy)
    assert version.text.encode("gb18030") == content
    assert "\ufffd" not in version.text


@pytest.mark.parametrize(
    "content",
    [
        OpenCC("s2t").convert(text_of("funing")).encode("big5", "ignore"),
        b"\xff\xfe\x00",
        b"a: \x00",
    ],
)
def test_a_policy_that_can_not_be_read_beyond_doubt_is_refused_at_the_field(
    people, policy, as_user, content
):
    upload = SimpleUploadedFile("policy.yaml", content)
    page = as_user(people.finance).post(
        reverse("policyversion:add"), written(policy, "", file=upload)
    )
    assert page.context["form"].errors["file"]
    assert not PolicyVersion.objects.filter(policy=policy).exists()
