"""The tables behind the cards of the given dashboards: of what the screen shows, nothing else."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .cards import Bars, OfAgent
from .table import YUAN, Table, of_chart, of_figures


def tables_of(shown: dict) -> list[Table]:
    """``shown`` is what the page of a dashboard is drawn from."""
    selection = shown["selection"]
    tables = [of_figures(shown["figures"], _("Key figures")), _way(shown["way"])]
    for title, bars in (
        (_("How far the money has come"), shown["money"]),
        (_("Fixed assets by park"), shown["parks"]),
        (_("Contracts by chain"), shown["chains"]),
    ):
        if bars and bars.bars:
            tables.append(_of_bars(title, bars, selection))
    if shown["map"]:
        tables.insert(1, _of_map(shown["map"]))
    charts = [
        shown["months"],
        *(forecast.chart() for forecast in shown["foretold"][1:]),
        shown["channels"],
    ]
    headings = [_("month")] * (len(charts) - 1) + [_("channel")]
    for chart, heading in zip(charts, headings, strict=True):
        if not chart.is_empty:
            tables.append(of_chart(chart, heading))
    if shown["foretold"]:
        tables.append(_foretold(shown["foretold"]))
    if shown["agents"]:
        tables.append(_agents(shown["agents"]))
    if shown["targets"]:
        tables.append(_targets(shown["targets"]))
    return tables


def _way(steps) -> Table:
    rows = [[step.label, step.count, step.passed, step.amount] for step in steps]
    columns = [_("stage"), pgettext("how many", "number"), _("of the step before"), _("amount")]
    kinds = ["", pgettext("unit of a count", "pieces"), "%", YUAN]
    return Table(_("From lead to production"), columns, kinds, rows)


def _of_bars(title: str, bars: Bars, selection) -> Table:
    if selection.period.before is None:
        rows = [[bar.label, bar.now] for bar in bars.bars]
        return Table(title, ["", _("now")], ["", YUAN], rows, unit=bars.unit)
    rows = [[bar.label, bar.now, bar.before] for bar in bars.bars]
    columns = ["", _("now"), _("the year before")]
    return Table(title, columns, ["", YUAN, YUAN], rows, unit=bars.unit)


def _of_map(district_map) -> Table:
    rows = [[area.outline.name, area.amount] for area in district_map.areas]
    rows.append([_("elsewhere or not placed yet"), district_map.elsewhere])
    columns = [_("district"), _("amount")]
    return Table(_("Contracts by district"), columns, ["", YUAN], rows, unit=district_map.unit)


def _foretold(foretold) -> Table:
    rows = [
        [
            forecast.label,
            forecast.at_end("low"),
            forecast.at_end("mean"),
            forecast.at_end("high"),
            forecast.goal,
        ]
        if forecast.is_known
        else [forecast.label, None, None, None, forecast.goal]
        for forecast in foretold
    ]
    range_ = _("8 of 10 outcomes")
    columns = [
        _("indicator"),
        _("%(band)s, from") % {"band": range_},
        _("on the average"),
        _("%(band)s, to") % {"band": range_},
        pgettext("of a target", "goal"),
    ]
    return Table(_("What the year will bring"), columns, ["", YUAN, YUAN, YUAN, YUAN], rows)


def _agents(agents: list[OfAgent]) -> Table:
    rows = [
        [str(agent.agent), agent.leads, agent.signed, agent.assets, agent.paid, agent.a_yuan]
        for agent in agents
    ]
    columns = [
        _("agent"),
        _("leads"),
        _("signed"),
        _("fixed assets brought"),
        _("commission paid"),
        _("investment a yuan"),
    ]
    pieces, yuan = pgettext("unit of a count", "pieces"), pgettext("unit", "yuan")
    kinds = ["", pieces, pieces, YUAN, YUAN, yuan]
    return Table(_("Agents and referrers"), columns, kinds, rows)


def _targets(targets) -> Table:
    rows = [
        [target.name, target.value, target.goal, target.department, target.light_word]
        for target in targets
    ]
    columns = [
        pgettext("target", "target"),
        pgettext("reading", "value"),
        pgettext("of a target", "goal"),
        _("department"),
        _("light"),
    ]
    return Table(_("Action plan"), columns, ["", "", "", "", ""], rows)
