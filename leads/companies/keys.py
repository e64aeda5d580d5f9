"""Computes the stored cores of names again: after the rule has changed, or after a write that
bypassed the field.
"""

from ..naming.names import core_name

KEYS = {
    "company": (("name", "name_key"), ("name_en", "name_en_key")),
    "companyalias": (("name", "name_key"),),
}
BATCH = 2_000


def refresh_keys(*models) -> int:
    """Put right every stale core in the tables of ``models``; returns how many rows had one."""
    return sum(
        _refresh(model._base_manager.order_by("pk"), KEYS[model._meta.model_name])
        for model in models
    )


def _refresh(rows, pairs) -> int:
    stale, count = [], 0
    for row in rows.only(*(name for pair in pairs for name in pair)).iterator(chunk_size=BATCH):
        cores = {key: core_name(getattr(row, name))[:200] for name, key in pairs}
        if any(getattr(row, key) != value for key, value in cores.items()):
            for key, value in cores.items():
                setattr(row, key, value)
            stale.append(row)
        if len(stale) == BATCH:
            count, stale = count + rows.bulk_update(stale, list(cores)), []
    return count + rows.bulk_update(stale, [key for _name, key in pairs])
