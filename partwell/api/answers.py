"""Every answer "no" of the API in one shape: a refusal, input of the wrong shape, a body that is no JSON."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.parser import Parser

from partwell.lib.refusal import Refusal


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
    fields = {".".join(str(part) for part in one["loc"][1:]) or "body": _sentence(one) for one in errors}
    sentence = " ".join(f"{name}: {text}" for name, text in fields.items())
    return {"code": "bad_input", "sentence": sentence, "fields": fields, "missing": [], "unaffected": ""}


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
    """One error of the schema in the reader's language; kinds that never reach a person keep the library's words."""
    known = error.get("ctx", {})
    kind = str(error["type"])
    if kind in ("string_too_long", "too_long"):
        return _("At most %(most)s.") % {"most": known.get("max_length", "")}
    if kind in ("string_too_short", "too_short"):
        return _("At least %(least)s.") % {"least": known.get("min_length", "")}
    if kind.startswith(("date", "datetime", "time")):
        return _("This is no day or time that exists; write 2026-11-30.")
    if kind.startswith(("greater_than", "less_than")):
        return _("This number is out of range.")
    said = {
        "missing": _("This is missing."),
        "uuid_parsing": _("This is no id."),
        "uuid_type": _("This is no id."),
        "string_pattern_mismatch": _("This is not written as it must be."),
        "literal_error": _("Choose one of %(expected)s.") % {"expected": known.get("expected", "")},
        "enum": _("Choose one of %(expected)s.") % {"expected": known.get("expected", "")},
    }
    return said.get(kind, str(error["msg"]))


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
