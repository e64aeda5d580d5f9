"""The format as a JSON Schema (draft 2020-12), derived from the vocabulary, for editors and other
programs.
"""

from typing import Any, TypeAlias

from .vocabulary import CHOICE, CONDITIONS, FORMAT, NODES, OWN_WORD, SCHEDULES, Key

Schema: TypeAlias = dict[str, Any]  # JSON Schema, as it is written

NUMBER: Schema = {
    "anyOf": [
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*$"},
    ]
}
FRACTION: Schema = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": r"^\s*(0(\.\d+)?|1(\.0+)?)\s*$"},
    ]
}
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
NAMES: Schema = {
    "type": "object",
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
    "required": ["zh", "en"],
    "additionalProperties": False,
}
PLAIN: dict[str, Schema] = {
    "text": {"type": ["string", "number"]},
    "texts": {"type": "array", "items": {"type": ["string", "number"]}},
    "names": NAMES,
    "flag": {"type": "boolean"},
    "count": {"type": "integer", "minimum": 0},
    "date": {"type": "string", "format": "date"},
    "scalar": SCALAR,
    "scalars": {"type": "array", "items": SCALAR},
    "number": NUMBER,
    "any": {},
}


def json_schema() -> Schema:
    """The schema of a whole document."""
    definitions = {name: _object(keys) for name, keys in NODES.items() if name != "policy"}
    definitions |= {"condition": {"anyOf": [_object(keys) for keys in CONDITIONS.values()]}}
    modes = [
        _object(
            {"mode": Key("word", "How the reward is worked out.", needed=True, among=(mode,))}
            | keys
        )
        for mode, keys in SCHEDULES.items()
    ]
    definitions |= {
        "schedule": {"anyOf": [*modes, _choices("schedule")]},
        "stages": {"anyOf": [{"type": "array", "items": _ref("stage")}, _choices("stages")]},
        "value": _value(NUMBER, "value"),
        "rate": _value(FRACTION, "rate"),
    }
    document = _object(NODES["policy"])
    document["properties"]["format"] = {"const": FORMAT}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Deshang policy document",
        **document,
        "$defs": definitions,
    }


def _object(keys: dict[str, Key]) -> Schema:
    return {
        "type": "object",
        "properties": {name: _property(key) for name, key in keys.items()},
        "required": [name for name, key in keys.items() if key.needed],
        "additionalProperties": False,
    }


def _property(key: Key) -> Schema:
    return {"description": key.help, **_content(key)}


def _content(key: Key) -> Schema:
    if key.kind in ("word", "words"):
        word: Schema = {"enum": list(key.among)}
        if key.own:
            word = {"anyOf": [word, {"type": "string", "pattern": f"^{OWN_WORD}$"}]}
        return word if key.kind == "word" else {"type": "array", "items": word}
    if key.kind in ("value", "factor", "rate"):
        return _ref("rate" if key.kind == "rate" else "value")
    if key.kind == "node":
        return _ref(key.of)
    if key.kind == "nodes":
        return {"type": "array", "items": _ref(key.of)}
    if key.kind == "map":
        return {"type": "object", "additionalProperties": PLAIN.get(key.of) or _ref(key.of)}
    return PLAIN[key.kind]


def _value(number: Schema, name: str) -> Schema:
    names = ("parameter", "attribute")
    references = [_object({name: Key("text", "Its name.", needed=True)}) for name in names]
    if name == "value":
        references.append(_ref("foreign_amount"))
    return {"anyOf": [number, *references, _choices(name)]}


def _choices(name: str) -> Schema:
    choice = _object(CHOICE)
    choice["properties"]["then"] = _ref(name)
    return {
        "type": "object",
        "properties": {"choose": {"type": "array", "items": choice}},
        "required": ["choose"],
        "additionalProperties": False,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
