"""Screens of the staff admin: what came by the site, whom it names, its districts."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from crm.staff.viewsets import RecordViewSet

from .models import District, PublicContact, Received


class ReceivedViewSet(RecordViewSet):
    """What people sent by the forms: read here, worked on at the lead that came of it."""

    model = Received
    icon = "mail"
    list_display = ["company", "name", "form", "department", "received_at", "is_suspected"]
    list_filter = ["form", "department", "is_suspected"]
    list_export = ["form", "name", "phone", "email", "company", "said", "received_at"]
    form_fields = ["form"]
    inspect_view_fields = []
    list_hint = _("Here stands what people send by the forms of the public site.")


class ContactViewSet(RecordViewSet):
    model = PublicContact
    icon = "user"
    list_display = ["name", "fields_of_work", "languages", "locale", "is_shown"]
    list_filter = ["locale", "is_shown"]
    form_fields = [
        "person",
        "name",
        "fields_of_work",
        "languages",
        "phone",
        "locale",
        "place",
        "is_shown",
    ]
    list_hint = _("Officers whom the public site names, in each language.")


class DistrictViewSet(RecordViewSet):
    model = District
    icon = "ds-map"
    list_display = ["region", "department", "place"]
    form_fields = ["region", "department", "names", "outline", "label_x", "label_y", "place"]
    list_hint = _("Districts on the map of the home page, and who takes their enquiries.")


class SiteGroup(ViewSetGroup):
    menu_label = _("Public site")
    menu_icon = "globe"
    menu_order = 160
    items = (ReceivedViewSet, ContactViewSet, DistrictViewSet)
