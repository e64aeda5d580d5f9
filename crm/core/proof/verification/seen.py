"""In which checkpoint a row was recorded as it is now."""

from dataclasses import dataclass, field

from ..fault import Fault, What, fault


@dataclass
class Seen:
    """``at[covering][key]``: the checkpoint that recorded the row as the export has it; rows that
    are newer or otherwise than recorded are not in it.
    """

    last: int  # the number of the last checkpoint
    at: dict[str, dict[int, int]] = field(default_factory=dict)

    def fault(self, table: str, key: str | int, problem: What, *, of: str = "", row=None) -> Fault:
        """A row that says something impossible: since the checkpoint that recorded it, or after the
        last one. ``of`` and ``row`` name another row, such as that of the history.
        """
        name, place = of or table, row if row is not None else key
        number = self.at.get(name, {}).get(int(place)) if str(place).isdigit() else None
        if number is None:
            return fault(table, key, problem, right_at=self.last)
        return fault(table, key, problem, right_at=number - 1, wrong_at=number)
