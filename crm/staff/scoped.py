from urllib.parse import quote

from django.contrib.admin.utils import unquote
from django.http import Http404

from crm.core.by_key import by_key
from crm.core.roles import READ_ONLY
from crm.core.sight import sight_of


def may_still_be_edited(record, user) -> bool:
    """Whether the record may still be changed, and by ``user``; their permission is checked
    elsewhere.
    """
    if not getattr(record, "is_editable", True):
        return False
    return not hasattr(record, "is_changed_by") or record.is_changed_by(user)


def saved(response, request):
    """Tell the browser that what was typed at this address is stored, so that it forgets its draft
    (core/draft.js).
    """
    response.set_cookie("saved_form", quote(request.path), max_age=300, samesite="Lax")
    return response


class ScopedObject:
    """404 for records that the user may not see, the same as for what does not exist."""

    def rows(self):
        return self.model.objects.visible_to(self.request.user)

    def get_object(self, queryset=None):
        record = by_key(self.rows(), unquote(str(self.kwargs["pk"])))
        if record is None:
            raise Http404
        sight_of(self.request).has_read([record])
        return record

    def get_page_subtitle(self):
        return sight_of(self.request).label(self.object)


def may_attach(user, record) -> bool:
    """Colleagues who see the record may add files to it; auditors only read."""
    return (
        user.has_perm(f"{record._meta.app_label}.view_{record._meta.model_name}")
        and not READ_ONLY & user.role_codes
    )
