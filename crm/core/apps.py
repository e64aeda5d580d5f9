from django.apps import AppConfig, apps
from django.core import checks
from django.db.models.signals import m2m_changed, post_migrate
from django.utils.translation import gettext_lazy as _
from simple_history.signals import pre_create_historical_record


class CoreConfig(AppConfig):
    name = "crm.core"
    label = "core"
    verbose_name = _("System")

    def ready(self):
        from crm import celery

        from . import (
            emptied_fields,
            error_reports,
            history_wall,
            lookups,
            proof_coverage,
            transitions,
        )
        from .background import heartbeat, watched
        from .backup.verify import check_restored, files_are_whole
        from .database.checks import one_account_does_all
        from .database.grants import grant_all
        from .granting import apply_roles, is_from_outside, keep_roles
        from .incoming import quotas
        from .limits import routes
        from .metrics import worker
        from .models import Parameter, PersonRequest, Proposal, RateLimit, User
        from .outside_names import Guarded, guard_names
        from .personal import declared, requests
        from .personal.rule_numbers import register_numbers
        from .proposals import decide
        from .system_user import system_user
        from .writing import occasions

        proof_coverage.register()
        check_restored("files", files_are_whole)
        checks.register(one_account_does_all, checks.Tags.security, deploy=True)
        self._keep_the_audit_log()
        error_reports.begin()
        checks.register(transitions.check_transitions, transitions.TAG)
        transitions.register_sequels(
            Proposal, {"approve": decide.put_into_force, "refuse": decide.tell_the_proposer}
        )
        history_wall.store_as_one()
        emptied_fields.follow_deletions()
        occasions.made_by(system_user)
        pre_create_historical_record.connect(occasions.fill_in, dispatch_uid="core.occasions")
        transitions.register_use_cases(
            PersonRequest, {"answer": requests.answer, "erase": requests.carry_out}
        )
        declared.register()
        guard_names(User, Guarded(people=("name",), is_outside=is_from_outside))
        register_numbers()
        last = [app for app in apps.get_app_configs() if app.models_module][-1]
        post_migrate.connect(apply_roles, sender=last, dispatch_uid="core.apply_roles")
        post_migrate.connect(grant_all, sender=last, dispatch_uid="core.grant_all")
        post_migrate.connect(history_wall.build, sender=last, dispatch_uid="core.history_wall")
        post_migrate.connect(
            Parameter.store_defaults, sender=self, dispatch_uid="core.store_defaults"
        )
        routes.register()
        quotas.register()
        post_migrate.connect(
            RateLimit.store_defaults, sender=self, dispatch_uid="core.store_limits"
        )
        m2m_changed.connect(keep_roles, sender=User.groups.through, dispatch_uid="core.keep_roles")

    def _keep_the_audit_log(self):
        from django.contrib.auth import signals

        from . import rule_numbers
        from .audit import changes, kinds, logins
        from .models import CalendarDay, MessageService, Parameter, RateLimit, User, Webhook

        rule_numbers.register()
        for model, kind, *fields in (
            (Parameter, kinds.RULE),
            (CalendarDay, kinds.RULE),
            (MessageService, kinds.SETTING),
            (RateLimit, kinds.SETTING),
            (Webhook, kinds.SETTING),
            (User, kinds.ROLES, "roles", "is_active"),
        ):
            changes.audit_changes(model, kind, *fields)
        signals.user_logged_in.connect(logins.logged_in, dispatch_uid="core.audit")
        signals.user_logged_out.connect(logins.logged_out, dispatch_uid="core.audit")
        signals.user_login_failed.connect(logins.failed, dispatch_uid="core.audit")
