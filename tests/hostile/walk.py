"""Every address of the product out of the resolver, with records that a person sees behind it."""

import re
from collections import defaultdict
from contextlib import contextmanager
from inspect import unwrap

from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

OWN = ("crm.", "leads.", "parks.", "commissions.")
PROBE = 7_302_915  # a key that no record has
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
ASKED = re.compile(r'"(\w+)"\."(\w+)" = $')


def routes(patterns=None, before="", namespaces=()):
    """(route, its view, name with namespaces) of each address."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(
                each.url_patterns,
                route,
                (*namespaces, *([each.namespace] if each.namespace else [])),
            )
        elif isinstance(each, URLPattern):
            yield route, each.callback, ":".join((*namespaces, each.name or ""))


def is_own(function) -> bool:
    view = getattr(function, "view_class", None)
    if view:
        return any(each.__module__.startswith(OWN) for each in view.__mro__)
    return unwrap(function).__module__.startswith(OWN)


def own_routes():
    return [route for route in routes() if is_own(route[1]) or route[2].startswith("portal:")]


def model_of(function):
    return getattr(function, "view_initkwargs", {}).get("model") or getattr(
        getattr(function, "view_class", None), "model", None
    )


@contextmanager
def keys_asked_for():
    """Collects the tables that are asked for the row PROBE."""
    found = []

    def note(execute, sql, params, many, context):
        parts = str(sql).split("%s")
        for part, value in zip(parts, params or (), strict=False):
            if value == PROBE and (hit := ASKED.search(part)):
                found.append(hit.groups())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def target_of(table: str, column: str):
    """The model whose key stands in ``column`` of ``table``."""
    model = next((each for each in apps.get_models() if each._meta.db_table == table), None)
    if model is None:
        return None
    field = next((each for each in model._meta.concrete_fields if each.column == column), None)
    if field is None:
        return None
    return model if field.primary_key else getattr(field, "related_model", None)


_SEEN: dict = {}


def samples(model, user, most=3) -> list:
    """Some of the records that ``user`` sees, each state of them once, the newest first."""
    key = (model, user.pk)
    if key not in _SEEN:
        _SEEN[key] = _samples(model, user, most)
    return _SEEN[key]


def forget_samples():
    _SEEN.clear()


def _samples(model, user, most) -> list:
    is_scoped = hasattr(model.objects, "visible_to") and user.is_authenticated
    rows = model.objects.visible_to(user) if is_scoped else model._default_manager.all()
    by_state = defaultdict(list)
    for row in rows.order_by("-pk")[:200]:
        by_state[getattr(row, "state", None)].append(row)
    picked = [group[0] for group in by_state.values()]
    return picked + by_state.get(None, [])[1:most]


class Map:
    """Addresses with real keys in them, as one person may know them."""

    def __init__(self, words: dict):
        # {(name of a route, parameter): function (user) → texts}, for what is no key
        self.words = words
        self.routes = own_routes()
        self.models = {
            name.rpartition(":")[0]: model_of(function)
            for _route, function, name in self.routes
            if ":" in name and model_of(function)
        }
        self.targets = {}

    def addresses(self, route: str, function, name: str, visitor) -> list[str]:
        """The addresses of a route for one person, one for each state of the record behind it."""
        found = [PARAMETER.sub("{}", f"/{route}")]
        parameters = PARAMETER.findall(route)
        if not parameters:
            return found
        choices = [
            self._values(route, function, name, kind, parameter, visitor)
            for kind, parameter in parameters
        ]
        if not all(choices):
            return []
        longest = max(len(choice) for choice in choices)
        return [
            found[0].format(*(choice[n % len(choice)] for choice in choices))
            for n in range(longest)
        ]

    def _values(self, route, function, name, kind, parameter, visitor):
        if (name, parameter) in self.words:
            return self.words[name, parameter](visitor.user)
        target = self.target(route, function, name, parameter, visitor)
        return [row.pk for row in samples(target, visitor.user)] if target else []

    def target(self, route, function, name, parameter, visitor):
        """The model whose key ``parameter`` is: that of the screen, or the one that the view asks
        the database for.
        """
        if parameter == "pk" and (own := model_of(function)):
            return own
        if (name, parameter) not in self.targets or self.targets[name, parameter] is None:
            self.targets[name, parameter] = self._asked_for(route, name, parameter, visitor)
        return self.targets[name, parameter]

    def _asked_for(self, route, name, parameter, visitor):
        """Earlier keys are real ones, this one is the probe."""
        before, address = True, f"/{route}"
        for _kind, each in PARAMETER.findall(route):
            if each == parameter:
                before, value = False, PROBE
            elif before:
                known = self.targets.get((name, each))
                rows = samples(known, visitor.user) if known else []
                value = rows[0].pk if rows else 1
            else:
                value = 1
            address = PARAMETER.sub(str(value), address, count=1)
        with keys_asked_for() as asked:
            visitor.get(address)
            visitor.post(address, {})
        targets = [found for table, column in asked if (found := target_of(table, column))]
        return (
            targets[0]
            if targets
            else self.models.get(name.rpartition(":")[0])
            if parameter == "pk"
            else None
        )
