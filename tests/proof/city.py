"""A city whose whole day is done by the use cases of the screens, with checkpoints in between."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from django.utils import timezone

from commissions.documents.issue import issue
from commissions.models import IssuedDocument, PolicyVersion, Statement
from commissions.settlement.settle import settle
from commissions.statements.advance import grant_advance
from commissions.statements.batch import make_batch
from commissions.statements.draw_up import draw_up
from commissions.statements.invoice import record_invoice
from commissions.statements.notice import publish
from commissions.statements.pay import reverse
from commissions.statements.results import read_results, record_results
from commissions.statements.void import withdraw
from crm.core.models import Parameter
from crm.core.proposals.propose import propose_change
from crm.core.transitions import move, perform
from crm.core.writing.history import save_as
from crm.staff.people.enter import change_person
from leads.agents.accounts import change_account
from leads.models import Referral
from parks.contributions.report import report
from tests import cast
from tests.parks.monthly.test_monthly_files import OURS, bring, tax

K = IssuedDocument.Kind


class City:
    """``people`` and the records of a deal; each method is a part of a day."""

    def __init__(self):
        self.people = cast.make_people()
        self.agent = cast.make_agent(self.people)
        self.version = cast.make_policy_version(self.people)
        self.agreement = cast.make_agreement(self.agent, self.version)
        self.deal = cast.make_deal(self.people, cast.make_plot(self.people), self.agent)
        self._write_down_what_the_cast_did_past_the_histories()

    def _write_down_what_the_cast_did_past_the_histories(self):
        for record in (*Parameter.objects.filter(code="home_region"), *Referral.objects.all()):
            save_as(record, by=self.people.head, reason="stated for the tests")

    def contribute(self, metric, amount, on=date(2023, 12, 20), **facts):
        contribution = report(
            self.deal.enterprise,
            by=self.people.park_officer,
            evidence=cast.new_evidence(),
            metric=metric,
            amount=Decimal(amount),
            happened_on=on,
            **facts,
        )
        return perform(contribution, "verify", by=self.people.finance)

    def earn(self, amount, on=date(2023, 12, 20)):
        self.contribute("fixed_assets", amount, on)
        settle(as_of=date(2026, 1, 1))

    def draw_up(self) -> Statement:
        return draw_up(self.agent, by=self.people.head)

    def approve(self, statement):
        move(statement, "confirm", by=self.people.agency)
        move(statement, "review", by=self.people.head)
        move(statement, "approve", by=self.people.finance)
        if "leader_approve" in statement.asked_steps:
            move(statement, "leader_approve", by=self.people.leader)
        publish(statement, by=self.people.finance2)

    def order(self, statement, invoice: str):
        record_invoice(
            statement,
            number=invoice,
            issued_on=timezone.localdate(),
            rate=Decimal("0.06"),
            amount=statement.total,
            by=self.people.agency,
        )
        statement.refresh_from_db()
        statement.notice_until = date(2020, 1, 1)
        save_as(statement, by=self.people.finance2, reason="the days of the notice are over")
        move(statement, "order_payment", by=self.people.finance2)

    def pay(self, statement, reference: str):
        batch = make_batch(Statement.objects.filter(pk=statement.pk), by=self.people.finance2)
        paid = f"{statement.number},成功,{reference},{timezone.localdate()}"
        said = f"结算单号,结果,银行流水号,付款日期\n{paid}\n".encode("gb18030")
        read = read_results(batch, "回盘.csv", said)
        record_results(batch, read, by=self.people.finance2)
        statement.refresh_from_db()

    def morning(self):
        """A first statement from its money to the bank, with its papers."""
        self.earn("120000000")
        first = self.draw_up()
        self.approve(first)
        issue(K.STATEMENT, first, by=self.people.finance)
        self.order(first, "25432000000000000001")
        self.pay(first, "YH001")
        first.refresh_from_db()
        issue(K.APPROVAL, first, by=self.people.finance)
        issue(K.PAYMENT, first.payment, by=self.people.finance)

    def noon(self):
        """More money, a statement that is withdrawn, an advance, a person with another role."""
        self.earn("150000000", date(2024, 6, 20))
        withdraw(self.draw_up(), by=self.people.head, note="to be drawn up with the advance")
        grant_advance(self.agent, Decimal(20_000), why="for travel", by=self.people.finance)
        change_person(
            self.people.outsider,
            by=self._administrator(),
            codes={"park_officer"},
            reason="moves to the park",
        )

    def afternoon(self):
        """The second statement is paid, comes back, and is paid again; an import, a new policy, a
        proposal that two people agree on.
        """
        second = self.draw_up()
        self.approve(second)
        self.order(second, "25432000000000000002")
        self.pay(second, "YH002")
        issue(K.STATEMENT, second, by=self.people.finance)
        reverse(second, by=self.people.finance2, note="the bank sent it back")
        self.pay(Statement.objects.get(pk=second.pk), "YH003")
        row = [OURS, "常德示范新能源有限公司", "2023年10月", "1,250,000.00", 500000]
        bring("parks.tax", tax(row), self.people.finance)

    def evening(self):
        """Rules: a second version of the policy, a rule number by two people, another account."""
        newer = PolicyVersion.objects.create(
            policy=self.version.policy,
            number="2",
            document=self.version.document,
            valid_from="2026-01-01",
        )
        move(newer, "submit", by=self.people.finance)
        perform(newer, "publish", by=self.people.leader)
        number = Parameter.objects.get(code="dispute_answer_working_days")
        proposal = propose_change(
            number, {"value": Decimal(12)}, by=self.people.headquarters, why="more time"
        )
        move(proposal, "approve", by=self.people.leader)
        change_account(
            self.agent,
            holder=self.agent.name,
            bank="建设银行常德分行",
            number="6227 0029 2000 7654 321",
            by=self.people.finance,
        )

    def _administrator(self):
        from crm.core.granting import give_role
        from crm.core.models import User

        found = User.objects.filter(username="admin").first()
        if found is None:
            found = User.objects.create_user("admin", password="a-long-password-1", name="admin")
            give_role(found, "security_administrator")
        return found


def places(tmp) -> SimpleNamespace:
    """Folders of one city outside its database."""
    made = SimpleNamespace(
        files=tmp / "files", checkpoints=tmp / "checkpoints", copy=tmp / "copy", key=tmp / "key"
    )
    for each in (made.files, made.copy):
        each.mkdir()
    return made
