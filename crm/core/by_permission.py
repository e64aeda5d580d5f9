"""Sight by right alone: who holds the model's view permission sees every row, others none."""

from django.db import models


class ByViewPermission(models.QuerySet):
    def visible_to(self, user):
        meta = self.model._meta
        may_view = user.has_perm(f"{meta.app_label}.view_{meta.model_name}")
        return self if may_view else self.none()
