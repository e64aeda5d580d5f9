"""Publishing a policy version: the words that it declares become known where contributions and
milestones are recorded.
"""

from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.models import OwnMilestone
from parks.models import OwnMetric

from .. import engine


@as_one()
def publish(version, *, by, note: str = ""):
    """Publish ``version``. Raises Refused where one of its words
    already stands for something else.
    """
    step = move(version, "publish", by=by, note=note)
    document = engine.load_policy(version.document).document
    for code, declared in document.get("metrics", {}).items():
        unit = declared.get("unit", {})
        _register(
            OwnMetric,
            code,
            declared["name"],
            {"unit_zh": unit.get("zh", ""), "unit_en": unit.get("en", "")},
            by=by,
        )
    for code, declared in document.get("milestones", {}).items():
        _register(OwnMilestone, code, declared["name"], {}, by=by)
    return step


def _register(model, code, name, units, *, by) -> None:
    facts = {"name_zh": name["zh"], "name_en": name["en"], **units}
    record = model.objects.filter(code=code).first()
    if record is None:
        save_as(model(code=code, **facts), by=by, reason=_("declared by a policy"))
    elif any(getattr(record, field) != value for field, value in facts.items()):
        raise Refused(
            _(
                "“%(code)s” already stands for “%(known)s” in another policy. Use the same "
                "name and unit, or another code."
            )
            % {"code": code, "known": record}
        )
