"""What stands around the database: a pooler, and a standby from which reports are read."""

import environ

env = environ.Env()

# The pool_mode of PgBouncer, where DATABASE_URL leads through one that keeps no sessions.
DATABASE_POOLER = env.str("DATABASE_POOLER", default="")
if DATABASE_POOLER not in ("", "transaction"):
    raise environ.ImproperlyConfigured(
        f"DATABASE_POOLER is transaction or nothing, not {DATABASE_POOLER}"
    )
_URL = env.str("DATABASE_REPLICA_URL", default="")
# Farther behind, nothing is read from it.
REPLICA_BEHIND_SECONDS = env.int("REPLICA_BEHIND_SECONDS", default=30)


def _standby(database: dict) -> dict:
    return {
        **database,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 3, **database.get("OPTIONS", {})},
        "TEST": {"MIRROR": "default"},
    }


STANDBY = {"replica": _standby(env.db_url_config(_URL))} if _URL else {}
DATABASE_ROUTERS = ["crm.core.replica.router.ReplicaRouter"] if _URL else []
