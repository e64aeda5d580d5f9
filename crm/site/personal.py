"""What the site's forms, subscriptions and pages hold of people, and for how long."""

from datetime import datetime

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.core.outside_names import Guarded, guard_names
from crm.core.personal.registry import (
    ALL,
    NUMBERS_OF_THINGS,
    PUBLIC,
    THINGS,
    WORKINGS,
    Keeping,
    Kind,
    can_hold,
    holds,
    may_name,
    tells_nobody,
)

from . import models as own

PAID = _("What was paid by a policy keeps who asked for it in the books.")
KEY_OF_OWN = _("A digest with a key, which names nobody.")


def register():
    _of_senders()
    _of_applicants()
    _of_pages()
    holds(
        own.PublicContact,
        who=_("officers who are named on the public site"),
        purpose=_("being reached by investors"),
        name=Kind.NAME,
        phone=Kind.PHONE,
    )
    tells_nobody(own.PublicContact, "fields_of_work languages", THINGS)
    tells_nobody(own.District, "names outline", THINGS)
    tells_nobody(own.City, ALL, PUBLIC)
    tells_nobody(own.PolicyKind, ALL, THINGS)
    tells_nobody(own.Qualification, ALL, THINGS)


def _of_senders():
    holds(
        own.Received,
        who=_("whoever sends a form of the public site"),
        purpose=_("answering an enquiry or a recommendation"),
        keeping=Keeping(
            "keep_enquiries_months",
            24,
            _("Personal data: months for which who sent a form of the site is kept"),
            settled_enquiries,
        ),
        name=Kind.NAME,
        phone=Kind.PHONE,
        email=Kind.EMAIL,
    )
    guard_names(own.Received, Guarded(people=("name",)))
    guard_names(own.PolicyApplication, Guarded(people=("contact",)))
    may_name(own.Received, "said")
    tells_nobody(own.Received, "company", THINGS)
    tells_nobody(own.Received, "sender same", KEY_OF_OWN)
    holds(
        own.PolicySubscription,
        who=_("subscribers to policies"),
        purpose=_("telling them of policies that fit"),
        keeping=Keeping(
            "keep_ended_subscriptions_months",
            3,
            _("Personal data: months for which subscriptions that were ended are kept"),
            lambda before: own.PolicySubscription.objects.filter(ended_at__lt=before),
            deletes=True,
        ),
        belongs_to="user",
        email=Kind.EMAIL,
        facts=Kind.POSITION,
    )
    tells_nobody(own.PolicySubscription, "language token", WORKINGS)
    tells_nobody(own.PolicySubscription, "sender", KEY_OF_OWN)


def settled_enquiries(before: datetime) -> QuerySet:
    """Nothing came of them, or a lead that is over."""
    lead = apps.get_model("leads", "Lead")
    running = lead._base_manager.exclude(state__in=OVER).values("pk")
    return own.Received._base_manager.filter(received_at__lt=before).exclude(lead__in=running)


OVER = ("converted", "rejected", "lost", "lapsed", "duplicate")


def _of_applicants():
    holds(
        own.PolicyApplication,
        who=_("contacts of applicants for a policy"),
        purpose=_("judging and answering the application"),
        keeping=Keeping(
            "keep_applicants_months",
            60,
            _("Personal data: months for which contacts of decided applications are kept"),
            decided_applications,
        ),
        contact=Kind.NAME,
        phone=Kind.PHONE,
        email=Kind.EMAIL,
    )
    may_name(own.PolicyApplication, "text facts found judgement name")
    tells_nobody(own.PolicyApplication, "credit_code clause", THINGS)
    tells_nobody(own.PolicyApplication, "number voucher", NUMBERS_OF_THINGS)
    tells_nobody(own.PolicyApplication, "sender", KEY_OF_OWN)
    tells_nobody(own.PolicyFact, ALL, THINGS)


def decided_applications(before: datetime) -> QuerySet:
    changes = own.PolicyApplication.history.model.objects.filter(history_date__gte=before)
    applications = own.PolicyApplication._base_manager.filter(
        state__in=("paid", "refused", "withdrawn")
    )
    return applications.exclude(pk__in=changes.values("id"))


def _of_pages():
    """What editors publish; a person may be named in it."""
    for model in apps.get_app_config("site").get_models():
        if issubclass(model, apps.get_model("wagtailcore", "Page")) or model is own.PageText:
            texts = [field.name for field in model._meta.local_fields if can_hold(field)]
            if texts:
                may_name(model, " ".join(texts), stays=PUBLIC)
