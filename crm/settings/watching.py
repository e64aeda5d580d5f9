"""Logs, numbers and reports of errors, as the environment asks for them."""

from ipaddress import ip_network

import environ

from crm.core import log_lines

env = environ.Env()

LOG_FORMAT = env.str("LOG_FORMAT", default=log_lines.LINES)
if LOG_FORMAT not in (log_lines.LINES, log_lines.JSON):
    raise environ.ImproperlyConfigured(f"LOG_FORMAT is lines or json, not {LOG_FORMAT}")
LOGGING = log_lines.configured(LOG_FORMAT, env.str("LOG_LEVEL", default="WARNING"))

# Who may read /metrics: whoever knows the token, or, without one, the addresses. By neither nobody.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_FROM = env.list("METRICS_FROM", default=[])
for network in METRICS_FROM:
    ip_network(network, strict=False)
# Where a worker tells its numbers when no web runs on its machine, as in 0.0.0.0:9100.
METRICS_WORKER = env.str("METRICS_WORKER", default="")
METRICS_FOLDER = env.str("PROMETHEUS_MULTIPROC_DIR", default="")

# Reports of errors go to this address alone, without any text that people wrote.
SENTRY_DSN = env.str("SENTRY_DSN", default="")
SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", default="production")
