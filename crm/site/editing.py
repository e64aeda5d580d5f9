"""Who writes pages and who lets them through: rights over the tree of pages and the workflow,
applied by every ``migrate`` as the roles are.
"""

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from crm.core.models.tables import has_table

from .models import SecondPerson

EDITOR, PUBLISHER = "editor", "publisher"
ON_PAGES = {
    EDITOR: ("add_page", "change_page"),
    PUBLISHER: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
ON_PICTURES = ("add_image", "change_image", "choose_image")
# Groups that Wagtail's own migrations made, and in which nobody here is.
THEIRS = ("Editors", "Moderators")


def apply_editing(using="default", **_signal):
    if not has_table(SecondPerson, using):
        return
    root = Page.objects.using(using).filter(depth=1).first()
    if root is None:
        return
    Group.objects.filter(name__in=THEIRS, user=None).delete()
    for name, codes in ON_PAGES.items():
        group, _made = Group.objects.get_or_create(name=name)
        for permission in _permissions("wagtailcore", codes):
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        _on_pictures(group)
    _workflow(root)


def _permissions(app: str, codes):
    return Permission.objects.filter(content_type__app_label=app, codename__in=codes)


def _on_pictures(group):
    collection = Collection.objects.filter(depth=1).first()
    for permission in _permissions("wagtailimages", ON_PICTURES):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )


def _workflow(root):
    """The one way to the public, from the root of all pages down."""
    if SecondPerson.objects.exists():
        return
    task = SecondPerson.objects.create(name=_("Second person"))
    task.groups.set(Group.objects.filter(name=PUBLISHER))
    workflow = Workflow.objects.create(name=_("To the public"))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
