from crm.core.roles import missing_permissions


def test_every_permission_in_the_table_exists(db):
    assert missing_permissions() == set()
