"""The way of a statement through its approvals to the payment, and what the next step on it still
depends on.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crm.staff.next_step import Requirement, roles_that_take

from ..models import Statement

State, TABLE = Statement.State, Statement.TRANSITIONS
BEFORE, AFTER = ("confirm",), ("publish", "order_payment", "pay")
OVER = (State.WITHDRAWN, State.DISPUTED)
DONE, NOW, NEXT = "done", "now", "next"
UNDONE_BY = {"take_back": ("order_payment",), "reverse": ("pay",)}


@dataclass(frozen=True)
class Station:
    label: str
    who: str
    when: str
    note: str
    status: str


def standing_steps(statement) -> dict:
    """{name: the step taken} of those that still count: a return to draft voids all of them."""
    moves: dict = {}
    for move in statement.moves():
        if move.target == State.DRAFT:
            moves.clear()
        for name in UNDONE_BY.get(move.name, ()):
            moves.pop(name, None)
        moves[move.name] = move
    return moves


def track_of(statement) -> list[Station]:
    """Every station of the way: who took it and when, or who is to."""
    moves = standing_steps(statement)
    way = (*BEFORE, *statement.asked_steps, *AFTER)
    ahead = [name for name in way if name not in moves]
    next_name = ahead[0] if ahead and statement.state not in OVER else None
    drawn_up = Station(
        _("Drawn up"), str(statement.created_by), _moment(statement.created_at), "", DONE
    )
    stations = [drawn_up, *(_station(name, moves.get(name), next_name) for name in way)]
    if statement.state in OVER and moves:
        last_move = list(moves.values())[-1]
        stations.append(_station(last_move.name, last_move, None))
    return stations


def _station(name: str, move, next_name) -> Station:
    label = str(TABLE[name].label)
    if move:
        return Station(label, str(move.by), _moment(move.at), move.note, DONE)
    taker = _("the payee") if name in BEFORE else roles_that_take(TABLE[name])
    return Station(label, taker, "", "", NOW if name == next_name else NEXT)


def _moment(moment) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}"


def conditions_of_payment(statement, step: str, user) -> list[Requirement]:
    """What approvals and the payment rest on besides the facts that the table requires."""
    if step not in (*statement.asked_steps, *AFTER):
        return []
    moves = standing_steps(statement)
    rows = [_confirmed(moves)]
    if not statement.payee.is_referrer:
        rows.append(_invoiced(statement, step, user))
    return [*rows, _account(statement)]


def _confirmed(moves) -> Requirement:
    move = moves.get("confirm")
    moment = _moment(move.at) if move else ""
    return Requirement("confirmed", _("The payee confirmed the amount"), bool(move), moment)


def _invoiced(statement, step, user) -> Requirement:
    """Needed before the payment is ordered, and no earlier."""
    may_record = user.has_perm("commissions.add_statement")
    link = (_("Record the invoice"), reverse("statement:invoice", args=[statement.pk]))
    return Requirement(
        "invoice",
        _("The agency's invoice"),
        bool(statement.invoice_number),
        statement.invoice_number,
        link=link if may_record else None,
        is_optional=step not in ("order_payment", "pay"),
    )


def _account(statement) -> Requirement:
    account = statement.account
    is_current = bool(account and account.is_current)
    number = account.number_masked if account else ""
    return Requirement("account", _("The account is the payee's current one"), is_current, number)
