#!/bin/sh
# Restarts this machine's worker where it lives and takes up no task: a process of its pool that was killed while idle can
# leave the pool locked, which no process notices by itself.
set -eu
cd /opt/deshang
.venv/bin/python -m crm.launch.works || systemctl restart deshang-worker.service
