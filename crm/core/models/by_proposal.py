"""How the rows of a model are changed where one person proposes and another decides."""

from collections.abc import Callable
from dataclasses import dataclass


def every_row(_record) -> bool:
    return True


@dataclass(frozen=True)
class ByProposal:
    """The value of ``CHANGES`` on a model whose rows are added, changed and removed by proposals
    alone.

    ``right`` is the permission of those who decide; ``of`` says whether a row is one of those.
    ``put``, where it is given, puts a change in force instead of storing the fields: (record,
    values, by, reason).
    """

    right: str
    of: Callable = every_row
    bears_on_money: bool = True
    put: Callable | None = None
