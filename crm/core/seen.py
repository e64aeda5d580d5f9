"""Whether a record may be seen because another one may."""

from django.db.models import Exists, Model, OuterRef, Q


def seen(relation: str, model: type[Model], user) -> Q:
    """Rows whose ``relation`` is a record of ``model`` that ``user`` sees.

    For conditions that are joined by “or”: there PostgreSQL would read all keys of
    ``relation__in=model.objects.visible_to(user)`` and, where they are too many for its memory,
    compare each row with each of them. This asks for one key a row.
    """
    return Q(Exists(model.objects.visible_to(user).order_by().filter(pk=OuterRef(relation))))
