from tests.dispatch.scorecards.conftest import people as people
from tests.dispatch.scorecards.conftest import run as run
