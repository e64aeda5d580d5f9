"""A capital increase: a project that extends an earlier one of the same group. It adds money, and
is not counted as a project.
"""

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.errors import NotPermitted, Refused
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from crm.staff.extensions import add_actions
from crm.staff.form_page import form_page
from crm.staff.permitted import permitted

from ..companies.groups import group_of, members_of
from ..models import Project
from ..models.project import COMMITTED


@as_one()
def extend(project, base: Project | None, *, by, note: str):
    """Make ``project`` a capital increase of ``base``; a project of its own again where ``base`` is
    None.

    Raises NotPermitted, and Refused for another group's project, an unsigned one, or an increase of
    an increase.
    """
    if not by.has_perm("leads.change_project"):
        raise NotPermitted(_("You do not have the right to change projects."))
    keys = [project.pk, base.pk] if base else [project.pk]
    rows = {
        row.pk: row
        for row in Project.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    row = rows[project.pk]
    if base:
        _check(row, rows[base.pk])
    row.extends = rows[base.pk] if base else None
    save_as(row, by=by, reason=note)
    project.refresh_from_db()


def _check(project, base):
    if base.pk == project.pk:
        raise Refused(_("A project does not extend itself."))
    if base.extends_id:
        raise Refused(
            _("%(base)s is a capital increase itself. Choose the project that it extends.")
            % {"base": base}
        )
    if project.increases.exists():
        raise Refused(_("Capital increases of this project are recorded. Move them first."))
    if base.state not in COMMITTED:
        raise Refused(_("%(base)s is not signed, or was given up.") % {"base": base})
    if group_of(base.company) != group_of(project.company):
        raise Refused(_("%(base)s belongs to another company.") % {"base": base})


class IncreaseForm(forms.Form):
    base = forms.ModelChoiceField(
        Project.objects.none(),
        label=gettext_lazy("capital increase of"),
        required=False,
        empty_label=gettext_lazy("none: a project of its own"),
    )
    note = forms.CharField(label=gettext_lazy("reason"), max_length=100)

    def __init__(self, *args, project, user, **kwargs):
        super().__init__(*args, initial={"base": project.extends_id}, **kwargs)
        others = Project.objects.visible_to(user).committed().counted().exclude(pk=project.pk)
        kin = others.filter(company__in=members_of(group_of(project.company)))
        self.fields["base"].queryset = Project.objects.visible_to(user).filter(
            Q(pk__in=kin.order_by().values("pk")) | Q(pk=project.extends_id)
        )


def edit_increase(request, pk):
    projects = Project.objects.visible_to(request.user)
    project = permitted(request, projects, pk, "leads.change_project")
    form = IncreaseForm(request.POST or None, project=project, user=request.user)

    def act():
        extend(project, form.cleaned_data["base"], by=request.user, note=form.cleaned_data["note"])
        messages.success(request, _("Stored."))
        return redirect("project:inspect", pk)

    return form_page(request, form, act, title=_("Capital increase"), subtitle=project)


def increase_action(project, user):
    return (
        [(_("Capital increase"), reverse("project:increase", args=[project.pk]))]
        if user.has_perm("leads.change_project")
        else []
    )


add_actions(Project, increase_action)
