"""Which of Wagtail's screens answer editors and publishers. Each of them checks the rights over the
page or picture itself; nobody else finds them (crm.staff.doors).
"""

from wagtail.admin.forms.choosers import ExternalLinkChooserForm, URLOrAbsolutePathField
from wagtail.admin.views.chooser import ExternalLinkView
from wagtail.models import Page

from crm.staff.doors import open_for

MAY_EDIT = "site.change_publiccontact"  # auditors read all of it, and edit nothing
MAY_PUBLISH = "site.change_city"
PAGES = (
    "wagtailadmin_explore_root",
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_editing_sessions:ping",
    "wagtailadmin_editing_sessions:release",
    *(
        f"wagtailadmin_pages:{name}"
        for name in (
            "add",
            "add_subpage",
            "preview_on_add",
            "edit",
            "preview_on_edit",
            "view_draft",
            "delete",
            "unpublish",
            "workflow_action",
            "collect_workflow_action_data",
            "confirm_workflow_cancellation",
            "workflow_preview",
            "workflow_history",
            "workflow_history_detail",
            "move",
            "move_confirm",
            "set_page_position",
            "lock",
            "unlock",
            "revisions_view",
            "revisions_revert",
            "revisions_unschedule",
            "revisions_compare",
            "history",
            "history_results",
        )
    ),
)
# Choosing a picture and putting one in where it is needed; the form is crm.site.pictures'.
PICTURES = tuple(
    f"wagtailimages_chooser:{name}" for name in ("choose", "choose_results", "chosen", "create")
)
CITY = ("wagtailsettings:edit",)


def is_the_root(arguments: dict) -> bool:
    """The root of all pages is nobody's page, and some of Wagtail's screens break on it."""
    page = arguments.get("page_to_move_id", arguments.get("page_id"))
    return page is not None and Page.objects.filter(pk=page, depth=1).exists()


class Link(URLOrAbsolutePathField):
    """An address that was not sent counts as empty; Wagtail's own field breaks on it."""

    def to_python(self, value):
        return super().to_python(value or "")


class LinkForm(ExternalLinkChooserForm):
    url = Link(label=ExternalLinkChooserForm.base_fields["url"].label)


def open_doors():
    ExternalLinkView.form_class = LinkForm
    open_for(MAY_EDIT, PAGES, but=is_the_root)
    open_for(MAY_EDIT, PICTURES)
    open_for(MAY_PUBLISH, CITY)
