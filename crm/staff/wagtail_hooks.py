from django.templatetags.static import static
from django.urls import include, path, reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import look_screens, saved_view_screens
from . import notification_screens as screens
from . import run_screens as run_screens
from .audit_screens import AuditEntryViewSet
from .bulk_export import Export
from .calendar_screens import subscription
from .comment_screens import reminder_done
from .doors import only_open
from .icons import house_icons
from .menu import arranged, furniture, shown_to
from .people.screens import DepartmentViewSet, PersonViewSet
from .personal.register_screen import register
from .personal.screens import PersonalGroup
from .proof_screens import proof
from .proposal_screens import ApproveProposals, ProposalViewSet
from .system_screens import (
    CalendarDayViewSet,
    MessageServiceViewSet,
    ParameterViewSet,
    RateLimitViewSet,
    TablesGroup,
    WebhookViewSet,
)
from .tables import urls


@hooks.register("register_admin_viewset")
def register_parameters():
    return [
        ParameterViewSet(),
        CalendarDayViewSet(),
        ProposalViewSet(),
        MessageServiceViewSet(),
        WebhookViewSet(),
        RateLimitViewSet(),
    ]


hooks.register("register_bulk_action", ApproveProposals)
hooks.register("register_bulk_action", Export)


@hooks.register("register_admin_viewset")
def register_people():
    return [PersonViewSet(), DepartmentViewSet()]


@hooks.register("register_admin_urls")
def register_notifications():
    return [
        path("notifications/", screens.inbox, name="wagtailadmin_notifications"),
        path("notifications/choices/", screens.choices, name="wagtailadmin_notification_choices"),
        path("calendar/", subscription, name="wagtailadmin_calendar"),
        path("reminders/<int:pk>/done/", reminder_done, name="wagtailadmin_reminder_done"),
        path("notifications/address/", screens.own_address, name="wagtailadmin_own_address"),
    ]


@hooks.register("register_admin_viewset")
def register_logs():
    return TablesGroup()


@hooks.register("register_admin_viewset")
def register_audit_log():
    return AuditEntryViewSet()


@hooks.register("register_admin_viewset")
def register_personal_data():
    return PersonalGroup()


@hooks.register("register_admin_urls")
def register_personal_register():
    return [path("personal-data/", register, name="personal_register")]


@hooks.register("register_admin_menu_item")
def personal_register_entry():
    return shown_to("core.view_personalregister")(
        _("Register of personal data"),
        reverse_lazy("personal_register"),
        icon_name="ds-people",
        order=872,
    )


@hooks.register("register_admin_urls")
def register_tables():
    return [path("tables/", include(urls)), path("runs/", include(run_screens))]


@hooks.register("register_admin_urls")
def register_proof():
    return [path("proof/", proof, name="wagtailadmin_proof")]


@hooks.register("register_admin_menu_item")
def register_own_tables():
    return MenuItem(
        _("Imports and exports"), reverse_lazy("tables:own"), icon_name="ds-swap", order=850
    )


@hooks.register("register_admin_menu_item")
def register_proof_entry():
    entry = shown_to("core.view_proof")
    return entry(_("Proof"), reverse_lazy("wagtailadmin_proof"), icon_name="ds-check", order=870)


COMPONENTS = (
    "ground",
    "state",
    "lists",
    "cards",
    "work",
    "timeline",
    "record",
    "forms",
    "board",
    "reasons",
    "charts",
    "shares",
    "meetings",
    "print",
)


@hooks.register("insert_global_admin_css")
def house_colours():
    sheets = ("tokens", *(f"components/{part}" for part in COMPONENTS), "theme", "shell", "tables")
    return format_html_join(
        "",
        '<link rel="stylesheet" href="{}">',
        ((static(f"core/{sheet}.css"),) for sheet in sheets),
    )


@hooks.register("insert_global_admin_js")
def house_script():
    return format_html_join(
        "",
        '<script src="{}" defer></script>',
        ((static(f"core/{name}.js"),) for name in ("theme", "draft", "parts")),
    ) + format_html(
        '<script src="{}" data-notices="{}" data-close="{}" defer></script>',
        static("core/tables.js"),
        reverse_lazy("tables:notices"),
        _("Close"),
    )


@hooks.register("register_admin_urls")
def saved_view_urls():
    return [*saved_view_screens.urlpatterns, *look_screens.urlpatterns]


@hooks.register("construct_main_menu", order=900)
@hooks.register("construct_settings_menu", order=900)
@hooks.register("construct_reports_menu", order=900)
def leave_closed_doors_out(request, items):
    items[:] = only_open(items)


for _entry in furniture():
    hooks.register("register_admin_menu_item", lambda entry=_entry: entry)


@hooks.register("construct_main_menu", order=1100)
def arrange_by_role(request, items):
    items[:] = arranged(items, request)


@hooks.register("register_icons")
def register_house_icons(icons):
    return [*icons, *house_icons()]
