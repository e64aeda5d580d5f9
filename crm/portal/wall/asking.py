"""Who asks, as the conditions of the wall see it: functions that the database works out once a
query. They read with their owner's eyes, so that no condition depends on another.

``deshang.person`` is the login, ``deshang.agent`` or ``deshang.enterprise`` for whom it acts. That
the login is one of theirs is looked up here, not believed.
"""

AGENTS = "any ((select outside_agents())::bigint[])"
MEMBERS = "any ((select outside_members())::bigint[])"
KNOWN_AGENTS = "any ((select outside_known_agents())::bigint[])"
ENTERPRISES = "any ((select outside_enterprises(''))::bigint[])"
MONEY = "any ((select outside_enterprises('handles_money'))::bigint[])"
REQUESTS = "any ((select outside_enterprises('handles_requests'))::bigint[])"
OWN = "any ((select outside_own_projects())::bigint[])"
SHARED = "any ((select outside_shared_leads())::bigint[])"
SAID = "any ((select outside_own_requests())::bigint[])"
PERSON = "(select outside_asking('person'))"

HEAD = "language sql stable parallel safe security definer set search_path = public, pg_temp"
FUNCTIONS = f"""
create or replace function outside_asking(what text) returns bigint {HEAD} as $$
    select nullif(current_setting('deshang.' || what, true), '')::bigint
$$;

create or replace function outside_agents() returns bigint[] {HEAD} as $$
    select coalesce(array_agg(agent_id), '{{}}') from leads_agent_users
    where user_id = outside_asking('person')
        and agent_id = coalesce(outside_asking('agent'), agent_id)
$$;

-- themselves, and whose registrations a chamber reads: its members who consented
create or replace function outside_members() returns bigint[] {HEAD} as $$
    select outside_agents() || coalesce(array_agg(member_id), '{{}}') from leads_membership
    where chamber_id = any (outside_agents()) and state = 'consented'
$$;

-- besides, for whom else the login may act, and the chambers that they were asked into
create or replace function outside_known_agents() returns bigint[] {HEAD} as $$
    select outside_members() || array(
        select agent_id from leads_agent_users where user_id = outside_asking('person')
        union all
        select chamber_id from leads_membership where member_id = any (outside_agents())
    )
$$;

create or replace function outside_enterprises(handles text) returns bigint[] {HEAD} as $$
    select coalesce(array_agg(enterprise_id), '{{}}') from parks_enterpriseperson p
    where user_id = outside_asking('person')
        and enterprise_id = coalesce(outside_asking('enterprise'), enterprise_id)
        and (handles = '' or is_first or (to_jsonb(p) ->> handles)::boolean)
$$;

create or replace function outside_own_projects() returns bigint[] {HEAD} as $$
    select coalesce(array_agg(project_id), '{{}}') from parks_enterprise
    where id = any (outside_enterprises(''))
$$;

create or replace function outside_shared_leads() returns bigint[] {HEAD} as $$
    select coalesce(array_agg(lead_id), '{{}}') from leads_registration
    where agent_id = any (outside_agents()) and state = 'joint'
$$;

create or replace function outside_own_requests() returns bigint[] {HEAD} as $$
    select coalesce(array_agg(distinct request_id), '{{}}') from desk_servicemessage
    where by_id = outside_asking('person') and is_from_enterprise
$$;

create or replace function outside_kind(app text, model_name text) returns integer {HEAD} as $$
    select id from django_content_type where app_label = app and model = model_name
$$;

create or replace function outside_label(kind bigint) returns text {HEAD} as $$
    select app_label || '.' || model from django_content_type where id = kind
$$;

create or replace function outside_is_of_the_house(who bigint) returns boolean {HEAD} as $$
    select is_staff from core_user where id = who
$$;
"""
