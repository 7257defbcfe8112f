"""Changes of a draft's body, each a small function of plain values: a card added, moved, filled in, a form made.

They keep the body readable (every new card is waited for by the freeze, a removed one by nobody); whether the result is
lawful is for the check to say. A locked card, one the law demands, is never removed and moves nowhere.
"""

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from partwell.core.process import forms
from partwell.core.process.lint.floor import locked as locked_of
from partwell.core.process.template import PHASES, Item
from partwell.lib import template_files
from partwell.lib.refusal import BadInput

Body = dict[str, Any]
Edit = Callable[[Body], None]
SPAN = re.compile(r"-?[0-9]{1,4}(h|d|wd)")

READY_MADE: dict[str, dict[str, Any]] = {
    "team_feedback": {
        "title": "协作评价表",
        "title_en": "Team feedback",
        "fields": [
            {"key": "worked_with", "label": "与其共事的时间和项目", "label_en": "When and on what you worked together",
             "type": "text", "required": True},
            {"key": "teamwork", "label": "协作配合", "label_en": "Teamwork", "type": "choice", "required": True,
             "choices": ["很好", "好", "一般", "有困难", "不了解"]},
            {"key": "communication", "label": "沟通", "label_en": "Communication", "type": "choice", "required": True,
             "choices": ["很好", "好", "一般", "有困难", "不了解"]},
            {"key": "examples", "label": "具体事例（只写事实）", "label_en": "Examples (facts only)", "type": "table",
             "columns": ["日期", "事情", "结果"]},
            {"key": "remark", "label": "其他说明", "label_en": "Remarks", "type": "text"},
        ],
    },
}  # fmt: skip
"""Forms to begin with."""


def national_of(body: Mapping[str, Any]) -> template_files.LoadedTemplate:
    """The national template of the draft's separation type."""
    return template_files.load(str(body["separation_type"]))


def locked(body: Mapping[str, Any]) -> frozenset[str]:
    """Keys of the cards that can only be tightened."""
    freeze = {str(one["key"]) for one in body["steps"] if _freezes(one)}
    return locked_of(national_of(body).template) | freeze


def find(body: Mapping[str, Any], key: str) -> dict[str, Any]:
    """One step of the body. Raises BadInput."""
    for one in body["steps"]:
        if one["key"] == key:
            return dict(one)
    raise BadInput({"step": _("There is no such card.")})


def add(phase: str, title: str, who: str, proof: str, after: str, days: int) -> Edit:
    """A new card in a lane. `proof` is an item kind, or `form:<name>` for a form of the template or a ready one."""

    def edit(body: Body) -> None:
        if phase not in PHASES or phase in ("statutory", "close"):
            raise BadInput({"phase": _("Cards of the law and the end of the file are not added here.")})
        if not title.strip():
            raise BadInput({"title": _("Give the card a name.")})
        if who not in template_files.roles():
            raise BadInput({"who": _("Choose who does it.")})
        key = _free_key(body, proof.removeprefix("form:") if proof.startswith("form:") else "card")
        named = proof.removeprefix("form:") if proof.startswith("form:") else key
        if proof.startswith("form:") and named not in body.get("forms", {}):
            if named not in READY_MADE:
                raise BadInput({"proof": _("There is no such form.")})
            body["forms"] = {**body.get("forms", {}), named: copy.deepcopy(READY_MADE[named])}
        kind = "form" if proof.startswith("form:") else proof
        step = {
            "key": key,
            "title": title.strip()[:120],
            "phase": phase,
            "kind": "sign" if kind == "sign" else "task",
            "who": [who],
            "after": _after(body, after),
            "evidence": proof_of(who, kind, named),
            "due": {"from": "ready", "plus": f"{max(1, min(days, 60))}wd", "class": "internal"},
        }
        steps = list(body["steps"])
        place = max((n for n, one in enumerate(steps) if one["phase"] == phase), default=len(steps) - 2) + 1
        body["steps"] = [*steps[:place], step, *steps[place:]]
        _freeze_waits(body)

    return edit


def proof_of(who: str, kind: str, name: str) -> list[list[str]]:
    """The alternatives a card begins with; one that asks the employee always has the way without him."""
    if who == "employee":
        first = f"employee.{kind}:{name}"
        return [[first], [f"employee.decline:{name}"], [f"third.delivery:{name}", "employer.record:no_response"]]
    return [[f"employer.{kind}:{name}"]]


def change(key: str, values: Mapping[str, Any]) -> Edit:
    """Fill in a card: `values` are fields of the step; None leaves a field out."""

    def edit(body: Body) -> None:
        find(body, key)

        def filled(one: Mapping[str, Any]) -> dict[str, Any]:
            return {n: v for n, v in {**one, **values}.items() if v not in (None, "", [], {}) or n == "after"}

        body["steps"] = [filled(one) if one["key"] == key else one for one in body["steps"]]
        _freeze_waits(body)

    return edit


def remove(key: str) -> Edit:
    """Take a card out; nobody waits for it any more. Raises BadInput for one the law demands."""

    def edit(body: Body) -> None:
        find(body, key)
        _unlocked(body, key)
        kept = []
        for one in body["steps"]:
            if one["key"] != key:
                named = [name for name in ("after", "may_wait_for") if name in one]
                freed: dict[str, Any] = {name: [k for k in one[name] if k != key] for name in named}
                due = one.get("due")
                if due and due["from"] == f"step:{key}":
                    freed["due"] = {**due, "from": "ready"}
                kept.append({**one, **freed})
        body["steps"] = kept
        used = {Item.parse(item).name for one in kept for alternative in one["evidence"] for item in alternative}
        body["forms"] = {name: form for name, form in body.get("forms", {}).items() if name in used}

    return edit


def shift(key: str, by: int) -> Edit:
    """Move a card up or down in its lane: the order it is shown in."""

    def edit(body: Body) -> None:
        phase = find(body, key)["phase"]
        steps = list(body["steps"])
        places = [n for n, one in enumerate(steps) if one["phase"] == phase]
        here = next(n for n, place in enumerate(places) if steps[place]["key"] == key)
        there = here + by
        if 0 <= there < len(places):
            one, other = places[here], places[there]
            steps[one], steps[other] = steps[other], steps[one]
        body["steps"] = steps

    return edit


def to_lane(key: str, phase: str) -> Edit:
    """Move a card to another lane. Raises BadInput for one the law demands."""

    def edit(body: Body) -> None:
        _unlocked(body, key)
        if phase not in PHASES or phase in ("statutory", "close"):
            raise BadInput({"phase": _("Cards of the law and the end of the file are not added here.")})
        body["steps"] = [{**one, "phase": phase} if one["key"] == key else one for one in body["steps"]]

    return edit


def save_form(name: str, form: Mapping[str, Any]) -> Edit:
    """Make or change a form of the template. Raises BadInput."""

    def edit(body: Body) -> None:
        try:
            read = forms.read_form(form, name)
        except forms.FormError as wrong:
            raise BadInput({"form": wrong.message_zh}) from None
        body["forms"] = {**body.get("forms", {}), name: read}

    return edit


def settings(values: Mapping[str, Any]) -> Edit:
    """Title, reminders and escalation of the whole template."""

    def edit(body: Body) -> None:
        if not str(values["title"]).strip():
            raise BadInput({"title": _("Give the process a name.")})
        body["title"] = str(values["title"]).strip()[:120]
        body["title_en"] = str(values["title_en"]).strip()[:160]
        body["defaults"] = {**body["defaults"], "remind": values["remind"], "escalate": values["escalate"]}

    return edit


def without_edge(key: str, waiting: str) -> Edit:
    """Let `waiting` no longer wait for `key`."""

    def edit(body: Body) -> None:
        step = find(body, waiting)
        change(waiting, {"after": [one for one in step["after"] if one != key]})(body)

    return edit


def _after(body: Body, after: str) -> list[str]:
    if after == "start":
        return []
    if after in ("", "effective"):
        return list(body["bind"]["effective"])
    return [find(body, after)["key"]]


def _free_key(body: Body, wanted: str) -> str:
    keys = {one["key"] for one in body["steps"]}
    if wanted not in keys and wanted != "card":
        return wanted
    return next(f"{wanted}_{n}" for n in range(1, 1000) if f"{wanted}_{n}" not in keys)


def _unlocked(body: Body, key: str) -> None:
    if key in locked(body):
        raise BadInput({"step": _("The law demands this card. It can be tightened, never removed or moved.")})


def _freezes(step: Mapping[str, Any]) -> bool:
    return step["phase"] == "close" and any("manifest" in item for one in step["evidence"] for item in one)


def _freeze_waits(body: Body) -> None:
    """The freeze waits for every other card (L016)."""
    body["steps"] = [
        {**one, "after": [other["key"] for other in body["steps"] if other["key"] != one["key"]]}
        if _freezes(one)
        else one
        for one in body["steps"]
    ]


def items_in(texts: Iterable[str]) -> list[str]:
    """Items as written, those that can be read. Raises BadInput."""
    try:
        return [str(Item.parse(text)) for text in texts]
    except ValueError:
        raise BadInput({"evidence": _("This proof can't be used.")}) from None
