"""What came by a page that is deleted stays; its history says that it names the page no more."""

from django.db.models.signals import pre_delete
from wagtail.models import Page

from crm.core.writing import bulk

from ..models import Received


def follow_deletions():
    pre_delete.connect(_deleted, sender=Page, dispatch_uid="site.received_by_deleted")


def _deleted(sender, instance, **_signal):
    came = list(Received.objects.filter(page_id=instance.pk).values_list("pk", flat=True))
    bulk.update_alike(Received, came, {"page_id": None}, by=None)
