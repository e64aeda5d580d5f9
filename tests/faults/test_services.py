"""The drills with the brokers of many machines; each is killed itself as well."""

import time

import pytest

from .brokers import broker  # noqa: F401 - a fixture
from .drills import LOCKED_WITHIN_SECONDS, kill, survives
from .house import house


@pytest.fixture(scope="module")
def alive(broker):  # noqa: F811
    with house(BROKER_URL=broker.url) as made:
        made.wait(lambda: made.health()[1].get("status") == "ok", 90, "all is well at first")
        yield made


def test_nothing_happens(alive):
    survives(alive, lambda: None)


def test_an_idle_process_of_the_pool_is_killed(alive):
    time.sleep(3)
    survives(alive, lambda: alive.pool()[0].kill(), LOCKED_WITHIN_SECONDS)


def test_the_worker_is_killed(alive):
    survives(alive, lambda: kill(alive.worker()))


def test_the_broker_is_killed_and_comes_back(alive, broker):  # noqa: F811
    def lose_the_broker():
        broker.kill()
        alive.tell()
        broker.start()

    survives(alive, lose_the_broker, letters=3)
