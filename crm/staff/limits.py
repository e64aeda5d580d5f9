"""The searches of the staff admin, and what the scripts of its pages ask."""

from crm.core.limits.routes import SCRIPTS, SEARCHES, limit_routes


def register():
    limit_routes("find", by=[SEARCHES], methods=["GET"], as_json=True)
    limit_routes("*:mentionable", by=[SEARCHES], methods=["GET"], as_json=True)
    limit_routes("*:choose_results", by=[SEARCHES], methods=["GET"])
    limit_routes(
        "notifications_count",
        "tables:notices",
        "tables:import_state",
        "tables:export_state",
        "*:state",
        "*:batch_state",
        by=[SCRIPTS],
        methods=["GET"],
        as_json=True,
    )
