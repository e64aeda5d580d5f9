from django.apps import AppConfig, apps
from django.core import checks
from django.db.models.signals import m2m_changed, post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "crm.core"
    label = "core"
    verbose_name = _("System")

    def ready(self):
        from crm import celery

        from . import lookups, transitions
        from .background import heartbeat
        from .granting import apply_roles, keep_roles
        from .models import Parameter, Proposal, User
        from .proposals import decide

        checks.register(transitions.check_transitions, transitions.TAG)
        transitions.register_sequels(
            Proposal, {"approve": decide.put_into_force, "refuse": decide.tell_the_proposer}
        )
        last = [app for app in apps.get_app_configs() if app.models_module][-1]
        post_migrate.connect(apply_roles, sender=last, dispatch_uid="core.apply_roles")
        post_migrate.connect(
            Parameter.store_defaults, sender=self, dispatch_uid="core.store_defaults"
        )
        m2m_changed.connect(keep_roles, sender=User.groups.through, dispatch_uid="core.keep_roles")
