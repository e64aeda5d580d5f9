"""The roles under which people and programs use the database, made where they are missing. None of
them owns anything: tables belong to whoever runs the migrations. Importable without Django.
"""

APP, PORTAL, READ, BACKUP = "app", "portal", "read", "backup"
PREFIX = "deshang"
# What each may besides the rights on tables. The application does not inherit what the portal's
# role has: the portal’s policies would else hold for the bureau’s own queries.
ATTRIBUTES = {
    APP: "login noinherit bypassrls",
    PORTAL: "nologin nobypassrls",
    READ: "login nobypassrls",
    BACKUP: "login replication bypassrls",
}
MAKE = """
do $make$ begin
    if not exists (select from pg_roles where rolname = '{name}') then
        create role "{name}" {attributes};
    end if;
exception when duplicate_object or unique_violation then null;  -- another process was first
end $make$;
"""
SWITCH = """
do $switch$ begin
    if not exists (
        select from pg_auth_members
        where roleid = '{portal}'::regrole and member = '{app}'::regrole
    ) then
        grant "{portal}" to "{app}";
    end if;
exception when unique_violation then null;
end $switch$;
"""


def named(prefix: str = PREFIX) -> dict[str, str]:
    """{what it is for: the role's name in the database}."""
    return {use: f"{prefix}_{use}" for use in ATTRIBUTES}


def roles_sql(names: dict[str, str]) -> str:
    """What makes the roles; may be run again. Needs a superuser, or who may create roles that have
    these attributes.
    """
    statements = [MAKE.format(name=names[use], attributes=ATTRIBUTES[use]) for use in ATTRIBUTES]
    return "".join([*statements, SWITCH.format(app=names[APP], portal=names[PORTAL])])
