"""Every answer "no" of the API in one shape: a refusal, input of the wrong shape, a body that is no JSON."""

import json
import re
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.parser import Parser

from partwell.lib.refusal import Refusal

from . import labels


def of_refusal(refusal: Refusal) -> dict[str, Any]:
    """A refusal as every program gets it; the page renders the same value."""
    return {
        "code": refusal.code,
        "sentence": str(refusal.sentence) or _("This is not there, or not yours to see."),
        "fields": {name: str(text) for name, text in getattr(refusal, "fields", {}).items()},
        "missing": [
            {"step": one.step, "what": one.what, "who": one.who, "due": one.due, "due_class": one.due_class}
            for one in getattr(refusal, "missing", ())
        ],
        "unaffected": str(getattr(refusal, "unaffected", "")),
    }


def of_shape(errors: list[dict[str, Any]]) -> dict[str, Any]:
    """Input that does not have the declared shape: each field with its sentence."""
    fields: dict[str, str] = {}
    told: list[str] = []
    for one in errors:
        called, path = labels.named(one["loc"])
        name = ".".join(str(part) for part in path[1:]) or "body"
        # Where a value may be of several types, each of them says why not: the first is what the reader is told.
        if name not in fields:
            fields[name] = _sentence(one)
            told.append(_("%(field)s: %(sentence)s") % {"field": called or name, "sentence": fields[name]})
    return {"code": "bad_input", "sentence": " ".join(told), "fields": fields, "missing": [], "unaffected": ""}


def of_request(error: HttpError) -> dict[str, Any]:
    """What the framework refuses before an action is asked."""
    codes = {400: "bad_request", 401: "sign_in", 403: "forbidden"}
    said = {
        400: _("The request could not be read: the body must be JSON without zero bytes."),
        401: _("Sign in, or send a token that holds."),
        403: _("The request does not come from a page of this site: send its CSRF token, or an API token."),
    }
    status = error.status_code
    sentence = said.get(status, str(error))
    return {"code": codes.get(status, "refused"), "sentence": sentence, "fields": {}, "missing": [], "unaffected": ""}


def _sentence(error: dict[str, Any]) -> str:
    """One error of the schema as a sentence in the reader's language; the library's own words never reach a person."""
    known, kind = error.get("ctx", {}), str(error["type"])
    counted = {
        "string_too_long": _("At most %(count)s characters are allowed."),
        "string_too_short": _("At least %(count)s characters are needed."),
        "too_long": _("At most %(count)s entries are allowed."),
        "too_short": _("At least %(count)s entries are needed."),
        "greater_than": _("The number must be more than %(count)s."),
        "greater_than_equal": _("The number must be %(count)s or more."),
        "less_than": _("The number must be less than %(count)s."),
        "less_than_equal": _("The number must be %(count)s or less."),
    }
    if kind in counted:
        return counted[kind] % {"count": next((known[name] for name in BOUNDS if name in known), "")}
    if kind in ("literal_error", "enum"):
        values = re.findall(r"'([^']*)'", str(known.get("expected", "")))
        return _("Choose one of these: %(values)s.") % {"values": ", ".join(values)}
    if kind.startswith(("date", "datetime", "time")):
        return _("This is no day or time that exists; write 2026-11-30.")
    said = {
        "missing": _("This is missing."),
        "extra_forbidden": _("There is no such field."),
        "uuid_parsing": _("This is no id."),
        "uuid_type": _("This is no id."),
        "string_pattern_mismatch": _("This is not written as it must be."),
    }
    if kind in said:
        return said[kind]
    expected = {
        "string": _("Text is expected here."),
        "int": _("A whole number is expected here."),
        "bool": _("Write true or false here."),
        "list": _("A list is expected here."),
        "dict": _("Named values are expected here."),
        "model": _("Named values are expected here."),
        "float": _("A number is expected here."),
        "decimal": _("A number is expected here."),
        "finite": _("A number is expected here."),
    }
    return expected.get(kind.partition("_")[0], _("This value can't be used here."))


BOUNDS = ("max_length", "min_length", "gt", "ge", "lt", "le")
"""Where the schema's library says how much is allowed."""


class Bodies(Parser):
    """Reads a JSON body, and refuses the zero byte that no database keeps alike."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as values. Raises HttpError 400 for what is no JSON."""
        found = json.loads(request.body)
        if _has_zero(found):
            raise HttpError(400, "zero byte")
        return found


def _has_zero(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_zero(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(map(_has_zero, value))
