from tests.core.conftest import deal  # noqa: F401  without what its steps told
