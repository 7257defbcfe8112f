"""The JSON Schemas of a file that asks for sums and of the sheet that answers it; committed under docs/formats."""

from typing import Any

from partwell.core.settlement.facts import FACTS
from partwell.core.settlement.inquiry import RULES, SETTINGS
from partwell.core.settlement.sheet import FORMAT_IN, FORMAT_OUT

_NUMBER = {"oneOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^[0-9][0-9,]*(\.[0-9]+)?$"}]}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"}
_FIGURE = {
    "oneOf": [
        *_NUMBER["oneOf"],
        {"type": "null"},
        {
            "type": "object",
            "required": ["value"],
            "additionalProperties": False,
            "properties": {
                "value": {"oneOf": [*_NUMBER["oneOf"], {"type": "null"}]},
                "source": {"type": "string"},
                "ref": {"type": "string"},
                "status": {"enum": ["stated", "confirmed", "verified", "secondary", "memory", "unknown"]},
            },
        },
    ]
}
_KINDS: dict[str, Any] = {
    "money": _NUMBER,
    "number": _NUMBER,
    "whole": _NUMBER,
    "day": _DAY,
    "flag": {"type": "boolean"},
    "text": {"type": ["string", "number"]},
    "list": {},
    "figure": _FIGURE,
}


def _fact(name: str) -> dict[str, Any]:
    kind, meaning = FACTS[name]
    shape = {"oneOf": [*_NUMBER["oneOf"], {"type": "boolean"}]} if name == "agreed" else _KINDS[kind]
    return {"description": meaning, "anyOf": [shape, {"type": "null"}]} if shape else {"description": meaning}


def asked_schema() -> dict[str, Any]:
    """Schema of the file."""
    facts = {"type": "object", "additionalProperties": False, "properties": {n: _fact(n) for n in sorted(FACTS)}}
    rule = {"enum": sorted(RULES)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A file that asks for sums of labor law ({FORMAT_IN})",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT_IN},
            "on": _DAY,
            "region": {"type": ["string", "number"], "description": "six-digit division code"},
            "settings": {
                "type": "object",
                "additionalProperties": False,
                "properties": {name: {"enum": list(choices)} for name, choices in SETTINGS.items()},
            },
            "facts": {"$ref": "#/$defs/facts"},
            "figures": {"type": "object", "additionalProperties": _FIGURE},
            "rule": rule,
            "rules": {"type": "array", "minItems": 1, "items": rule},
            "items": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["rule"],
                    "additionalProperties": False,
                    "properties": {"rule": rule, "id": {"type": "string"}, "facts": {"$ref": "#/$defs/facts"}},
                },
            },
        },
        "$defs": {"facts": facts},
    }


_TEXT_OR_NULL = {"type": ["string", "null"]}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_STATUS = {"enum": ["confirmed", "verified", "stated", "secondary", "memory", "unknown"]}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": sorted(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def sheet_schema() -> dict[str, Any]:
    """Schema of the answer."""
    source = _closed(
        dict.fromkeys(("value", "level", "source", "ref", "from"), _TEXT_OR_NULL)
        | {"key": {"type": "string"}, "status": _STATUS, "printable": {"type": "boolean"}}
    )
    line = _closed(
        dict.fromkeys(
            ("value", "exact", "rounding", "payee", "column", "month", "insurance", "convention", "note"), _TEXT_OR_NULL
        )
        | {
            "code": {"type": "string"},
            "amount": {"type": ["string", "null"], "pattern": r"^-?\d+\.\d{2}$"},
            "basis": {"type": "string"},
            "inputs": {"type": "object", "additionalProperties": {"type": "string"}},
            "articles": _TEXTS,
            "status": _STATUS,
            "printable": {"type": "boolean"},
            "sources": {"type": "array", "items": source},
        }
    )
    unknown = {
        "type": "array",
        "items": _closed(
            {name: {"type": "string"} for name in ("what", "status", "who")}
            | dict.fromkeys(("division", "on"), _TEXT_OR_NULL)
        ),
    }
    item = _closed(
        {
            name: {"type": "string"}
            for name in ("id", "rule", "title", "title_en", "formula", "rule_status", "rule_source")
        }
        | {
            "articles": _TEXTS,
            "result": {"type": "object"},
            "lines": {"type": "array", "items": line},
            "settings": {"type": "object", "additionalProperties": {"type": "string"}},
            "notes": _TEXTS,
            "unchecked": _TEXTS,
            "unknown": unknown,
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A sheet ({FORMAT_OUT})",
        **_closed(
            {
                "format": {"const": FORMAT_OUT},
                "on": _TEXT_OR_NULL,
                "region": _TEXT_OR_NULL,
                "rounding": {"type": "string"},
                "items": {"type": "array", "items": item},
                "totals": {"type": ["object", "null"], "additionalProperties": {"type": "string"}},
                "unknown": unknown,
                "rules_sha256": {"type": "string"},
            }
        ),
    }
