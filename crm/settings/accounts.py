"""The accounts of the database: who the application is, and who owns the tables."""

from crm.launch import database_roles

ACCOUNT = ("USER", "PASSWORD", "HOST", "PORT")


def other(application: dict, named: dict | None, embedded: str = "") -> dict | None:
    """What is other in the connection of another account than the application's: of the named
    one, or that of the embedded server; None where there is none. The database’s name is only
    where it differs, as behind a pooler.
    """
    if named is None:
        return {"USER": embedded} if embedded else None
    found = {name: named.get(name, "") for name in ACCOUNT}
    if named["NAME"] != application["NAME"]:
        found["NAME"] = named["NAME"]
    return found


def roles(prefix: str, application: dict, owner: dict | None) -> dict[str, str]:
    """{what a role is for: its name}: where the tables have an owner of their own, the
    application's is the account that it connects with.
    """
    found = database_roles.named(prefix)
    if owner is not None:
        found[database_roles.APP] = application["USER"]
    return found
