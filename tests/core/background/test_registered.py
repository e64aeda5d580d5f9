"""A worker, which imports nothing but what the settings of Celery name, knows every task that is
sent to it.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django_celery_beat.models import PeriodicTask

ROOT = Path(__file__).parents[3]
NAMED = re.compile(r'shared_task\((?:[^)]*, )?name="([\w.]+)"')
ASK = """
import django
django.setup()
from crm.celery import app
app.loader.import_default_modules()
print(*app.tasks)
"""


@pytest.fixture(scope="module")
def registered() -> set[str]:
    """As in a process of its own: this one has imported whatever the tests did."""
    code = f"import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'crm.settings'\n{ASK}"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


@pytest.mark.django_db
def test_what_beat_sends_is_known(registered):
    sent = set(PeriodicTask.objects.exclude(task="celery.backend_cleanup").values_list("task"))
    assert len(sent) > 20
    assert {task for (task,) in sent} - registered == set()


def test_every_task_of_ours_is_known(registered):
    sources = [
        path.read_text()
        for app in ("crm", "leads", "commissions", "parks")
        for path in (ROOT / app).rglob("*.py")
    ]
    named = {name for source in sources for name in NAMED.findall(source)}
    assert len(named) > 20
    assert named - registered == set()
