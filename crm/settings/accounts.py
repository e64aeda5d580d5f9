"""The accounts of the database: who the application is, and who owns the tables."""

from crm.launch import database_roles

ACCOUNT = ("USER", "PASSWORD", "HOST", "PORT")


def other(application: dict, named: dict | None, embedded: str = "") -> dict | None:
    """How the connection of another account differs from the application's: that of the ``named``
    one, or the ``embedded`` server's; None where there is neither. The database’s name is in it
    only where it differs, as behind a pooler.
    """
    if named is None:
        return {"USER": embedded} if embedded else None
    differences = {name: named.get(name, "") for name in ACCOUNT}
    if named["NAME"] != application["NAME"]:
        differences["NAME"] = named["NAME"]
    return differences


def roles(prefix: str, application: dict, owner: dict | None) -> dict[str, str]:
    """{what a role is for: its name}: where the tables have an owner of their own, the
    application's is the account that it connects with.
    """
    names = database_roles.named(prefix)
    if owner is not None:
        names[database_roles.APP] = application["USER"]
    return names
