"""The lawful variant of a finding, as a change of the draft: what the button beside it does."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from partwell.core.process.lint import Finding
from partwell.core.process.lint.floor import locked
from partwell.core.process.lint.law import texts_of
from partwell.core.process.lint.threats import threat
from partwell.core.process.template import CHANNELS, Item
from partwell.core.warnings.reading import said
from partwell.core.warnings.words import RANKING
from partwell.lib.template_check import messages

from .edits import Body, Edit, national_of

KIND_WORDS = "请在期限前答复（公司内部期限）。工资、社保补缴和离职证明不受影响。"
"""What a message says instead of a threat."""
RESTORES = frozenset(
    {"L003", "L004", "L008", "L009", "L010", "L012", "L014", "L020", "L021", "L022", "L023"}
    | {"P05", "P07", "P08", "S08", "S10"}
)
"""Rules that a national card breaks only when it was changed: its national form is lawful."""


def fix(finding: Finding) -> Edit | None:
    """The change that makes the finding go away lawfully; None where only a person can tell what was meant."""
    make = _FIXES.get(finding.rule)
    if make is None and finding.rule not in RESTORES:
        return None

    def edit(body: Body) -> None:
        national = {one["key"]: one for one in national_of(body).flat["steps"]}
        if finding.rule in ("L001", "L004") and finding.step:
            _wait_for_law_only(body, finding.step)
            return
        if make is not None:
            make(body, finding.step)
            return
        if finding.rule == "L008":
            _guarded(body, finding.step)
        elif finding.step in national:
            _as_national(body, finding.step)
        elif finding.rule in ("L020", "L009", "L022"):
            _restore_missing(body)
        elif finding.rule in ("L003", "P07"):
            _way_without_him(body, finding.step)
        elif finding.rule == "L014":
            _served_anyway(body, finding.step)
        elif finding.rule == "L021":
            _delivered_first(body, finding.step)
        elif finding.rule == "L023":
            _replace(body, finding.step, {"due": {"from": "ready", "plus": "3d", "class": "internal"}})
        elif finding.rule == "P08":
            _some_proof(body, finding.step)
        elif finding.rule in ("S10", "P05"):
            _replace(body, finding.step, {"when": None, "guard": None})

    return edit


def _replace(body: Body, key: str, values: Mapping[str, Any]) -> None:
    def changed(one: Mapping[str, Any]) -> dict[str, Any]:
        return {n: v for n, v in {**one, **values}.items() if v is not None}

    body["steps"] = [changed(one) if one["key"] == key else one for one in body["steps"]]


def _step(body: Mapping[str, Any], key: str) -> dict[str, Any]:
    return next((dict(one) for one in body["steps"] if one["key"] == key), {})


def _restore(body: Body, key: str) -> None:
    """The card as the national template has it, in its place."""
    flat = national_of(body).flat
    old = next(dict(one) for one in flat["steps"] if one["key"] == key)
    here = {one["key"] for one in body["steps"]}
    old["after"] = [one for one in old["after"] if one in here]
    body["steps"] = [old if one["key"] == key else one for one in body["steps"]]
    _freeze(body, "")


def _as_national(body: Body, key: str) -> None:
    """The card as the law has it; where it is so already, what it waits for."""
    was = list(body["steps"])
    _restore(body, key)
    if body["steps"] == was:
        _put_back(body, key)


def _put_back(body: Body, key: str) -> None:
    """What the national card waits for and was taken out: the cause of what restoring the card alone can't mend."""
    loaded = national_of(body)
    here = {one["key"] for one in body["steps"]}
    needed = loaded.template.before(key) | {key}
    known = here | needed
    back = [one for one in loaded.flat["steps"] if one["key"] in needed - here]
    # Whoever waited for a card that is back waits for it again.
    cut = {one["key"] for one in loaded.flat["steps"] if {old["key"] for old in back} & set(one["after"])} & needed
    fresh = {
        one["key"]: {**one, "after": [name for name in one["after"] if name in known]}
        for one in loaded.flat["steps"]
        if one["key"] in cut | {old["key"] for old in back}
    }
    body["steps"] = [fresh.pop(one["key"], one) for one in body["steps"]]
    body["steps"] = [*body["steps"], *fresh.values()]
    _freeze(body, "")


def _restore_missing(body: Body) -> None:
    """Every card the law demands that was taken out, and the type's own attributes."""
    loaded = national_of(body)
    keys = locked(loaded.template)
    here = {one["key"] for one in body["steps"]}
    for old in loaded.flat["steps"]:
        if old["key"] in keys and old["key"] not in here:
            body["steps"] = [*body["steps"], {**old, "after": [one for one in old["after"] if one in here | keys]}]
    for name in ("party", "unilateral", "severance", "anchors", "applies_when"):
        body[name] = loaded.flat[name]
    body["legal_basis"] = list(dict.fromkeys([*loaded.flat["legal_basis"], *body["legal_basis"]]))
    body.pop("quiet", None)
    if "quiet" in loaded.flat:
        body["quiet"] = loaded.flat["quiet"]
    _freeze(body, "")


def _guarded(body: Body, key: str) -> None:
    """The check of what bars a dismissal, the guards that it feeds, and what waited for it, as the law has them.

    A guard is as good as the check behind it, so it does not matter which of them was changed or taken out.
    """
    here = {one["key"] for one in body["steps"]}
    _restore_missing(body)
    for old in national_of(body).flat["steps"]:
        back = any(name not in here for name in old["after"])
        if old["key"] in here and (old.get("guard") or old["key"] == key or (back and old["key"] != "case_freeze")):
            _restore(body, old["key"])


def _wait_for_law_only(body: Body, key: str) -> None:
    """The duty waits for what the national template says, or for the day D alone; no guard, no waiting time."""
    old = next((one for one in national_of(body).flat["steps"] if one["key"] == key), None)
    here = {one["key"] for one in body["steps"]}
    after = [one for one in old["after"] if one in here] if old else list(body["bind"]["effective"])
    if old and after == _step(body, key).get("after") and not _step(body, key).get("guard"):
        # The cause lies further up: what it waits for was itself made to wait.
        for one in after:
            if (
                one in {step["key"] for step in national_of(body).flat["steps"]}
                and one not in body["bind"]["effective"]
            ):
                _wait_for_law_only(body, one)
    allow = [one for one in _step(body, key).get("allow", ()) if one not in ("add_signer", "return")]
    values = {"after": after, "min_wait": None, "guard": old.get("guard") if old else None, "allow": allow or None}
    if old:
        # Proof of its own that clears the employee goes with what it waited for.
        values["evidence"] = old["evidence"]
        if len(_step(body, key).get("who", ())) > len(old["who"]):
            values |= {"who": old["who"], "mode": old.get("mode")}
    _replace(body, key, values)


def _can_be_refused(body: Body, key: str) -> None:
    """Signing with reservation, declining and no answer after delivery each let the case go on."""
    step = _step(body, key)
    name = next(Item.parse(i).name for one in step["evidence"] for i in one if i.startswith("employee.sign:"))
    more = [
        [f"employee.sign:{name}_with_reservation"],
        [f"employee.decline:{name}"],
        [f"third.delivery:{name}", "employer.record:no_response"],
    ]
    _replace(body, key, {"evidence": [*step["evidence"], *(one for one in more if one not in step["evidence"])]})


def _way_without_him(body: Body, key: str) -> None:
    step = _step(body, key)
    if step:
        way = [f"third.delivery:{key}", "employer.record:no_response"]
        who = [one for one in step["who"] if one != "employee"] or ["hr_ops"]
        _replace(body, key, {"evidence": [*step["evidence"], way], "who": who})


def _served_anyway(body: Body, key: str) -> None:
    step = _step(body, key)
    first = [item for item in step["evidence"][0] if not item.startswith("employee.")]
    named = next((Item.parse(item).name for item in step["evidence"][0]), key)
    _replace(body, key, {"evidence": [*step["evidence"], [*first, f"third.delivery:{named}"]]})


def _delivered_first(body: Body, key: str) -> None:
    step = _step(body, key)

    def reached(one: Iterable[str]) -> list[str]:
        some = list(one)
        silent = any(".record:" in item for item in some) and not any(".delivery:" in item for item in some)
        return [f"third.delivery:{key}", *some] if silent else some

    _replace(body, key, {"evidence": [reached(one) for one in step["evidence"]]})


def _known_ways(body: Body, key: str) -> None:
    """Messages by the nearest channel there is, else in the application; a message nobody knows is not sent."""

    def known(names: Iterable[str], all_of: Iterable[str], usual: str) -> list[str]:
        nearest = (get_close_matches(name.strip().lower(), list(all_of), n=1) or [usual] for name in names)
        return list(dict.fromkeys(one[0] for one in nearest))

    def told(message: Mapping[str, Any]) -> dict[str, Any]:
        changed = {**message, "via": known(message["via"], CHANNELS, CHANNELS[0])}
        if "template" in message:
            changed["template"] = known([message["template"]], messages(), "")[0]
        return changed

    for one in body["steps"]:
        if one["key"] == key and one.get("notify"):
            mended = [told(message) for message in one["notify"]]
            kept = [message for message in mended if message.get("template") or message.get("text")]
            _replace(body, key, {"notify": kept or None})
    if not key:
        channels = national_of(body).flat["defaults"]["channels"]
        body["defaults"] = {**body["defaults"], "channels": dict(channels)}


def _silent_account(body: Body, key: str) -> None:
    """Nothing goes to the account of the dead, and nothing is asked of them."""
    national = {one["key"] for one in national_of(body).flat["steps"]}
    if not key:
        body["defaults"] = {**body["defaults"], "channels": {**body["defaults"]["channels"], "employee": []}}
    elif key in national:
        _restore(body, key)
    else:
        step = _step(body, key)
        told = [one for one in step.get("notify", ()) if one["to"] != "employee"]
        ways = [one for one in step["evidence"] if not any(item.startswith("employee.") for item in one)]
        who = [one for one in step["who"] if one != "employee"] or ["hr_ops"]
        proof = ways or [[f"employer.record:{key}"]]
        _replace(body, key, {"notify": told or None, "evidence": proof, "who": who})


def _by_a_person(body: Body, key: str) -> None:
    """What a person answers for keeps the proofs a person gives; where there is none, a note of whoever did it."""
    national = {one["key"] for one in national_of(body).flat["steps"]}
    if key in national:
        _restore(body, key)
        return
    ways = [one for one in _step(body, key)["evidence"] if not all(item.startswith("system.") for item in one)]
    _replace(body, key, {"evidence": ways or [[f"employer.record:{key}"]]})


def _never_by_itself(body: Body, key: str) -> None:
    if key:
        _by_a_person(body, key)
        return
    body["defaults"] = {**body["defaults"], "on_no_assignee": "transfer_to_admin", "on_timeout": "escalate"}


def _somebody_hears(body: Body, _key: str) -> None:
    body["defaults"] = {**body["defaults"], "escalate": [{"after": "24h", "to": "hr_manager"}]}


def _kind_words(body: Body, key: str) -> None:
    """Threats in messages become the ordinary sentence; in notes, titles and papers they go."""
    for one in body["steps"]:
        if one["key"] != key:
            continue
        told = [{**m, "text": KIND_WORDS} if threat(str(m.get("text", ""))) else m for m in one.get("notify", ())]
        values: dict[str, Any] = {"notify": told or None}
        values |= {name: None for name in ("note", "title_en") if threat(str(one.get(name, "")))}
        if threat(one["title"]):
            values["title"] = "请答复"
        _replace(body, key, values)
    papers = body.get("documents", {})
    body["documents"] = {
        name: {n: text for n, text in entry.items() if n == "effect" or not threat(str(text))}
        for name, entry in papers.items()
    }


def _locked_again(body: Body, key: str) -> None:
    """The card as the national template has it, with what it waited for."""
    _put_back(body, key)
    _restore(body, key)


def _on_the_work(body: Body, key: str) -> None:
    """A card that takes a rank for a ground is named as the national one, or for what it is; its messages say so."""
    national = {one["key"]: one for one in national_of(body).flat["steps"]}
    old = national.get(key, {})
    if not key:
        flat = national_of(body).flat
        body["title"], body["title_en"] = flat["title"], flat.get("title_en", "")
    for one in body["steps"]:
        if one["key"] != key:
            continue
        title = old.get("title", "工作考核") if said(RANKING, one["title"]) else one["title"]
        values: dict[str, Any] = {"title": title}
        values |= {n: old.get(n) for n in ("title_en", "note") if said(RANKING, str(one.get(n, "")))}
        told = [m for m in one.get("notify", ()) if not said(RANKING, str(m.get("text", "")))]
        _replace(body, key, {**values, "notify": told or None})
    for name, form in dict(body.get("forms", {})).items():
        if any(said(RANKING, text) for text in texts_of(form)):
            kept = [
                field
                for field in form.get("fields", ())
                if not any(said(RANKING, t) for t in texts_of({"fields": [field]}))
            ]
            title = "工作考核" if said(RANKING, str(form.get("title", ""))) else form.get("title", "")
            usual = [{"key": "result", "label": "工作考核结果", "type": "text"}]
            body["forms"] = {**body["forms"], name: {**form, "title": title, "fields": kept or usual}}
    papers = body.get("documents", {})
    body["documents"] = {
        name: {n: text for n, text in entry.items() if n == "effect" or not said(RANKING, str(text))}
        for name, entry in papers.items()
    }


def _takes_note(body: Body, key: str) -> None:
    """Nobody's leave is asked: a national card takes note; the company's own stands beside the way, not in it."""
    national = {one["key"]: one for one in national_of(body).flat["steps"]}
    if key not in national:
        way = {one["key"] for one in body["steps"] if one["key"] in national and one["phase"] != "close"}
        body["steps"] = [
            {**one, "after": [k for k in one["after"] if k != key or one["key"] not in way]} for one in body["steps"]
        ]
        return
    allow = [one for one in _step(body, key).get("allow", ()) if one != "return"]
    _replace(body, key, {"kind": "acknowledge", "guard": None, "allow": allow or None})


def _gone(body: Body, key: str) -> None:
    kept = [one for one in body["steps"] if one["key"] != key]
    body["steps"] = [{**one, "after": [k for k in one["after"] if k != key]} for one in kept]


def _freeze(body: Body, _key: str) -> None:
    keys = [one["key"] for one in body["steps"]]

    def waits(one: Mapping[str, Any]) -> dict[str, Any]:
        freezes = one["phase"] == "close" and any(
            "manifest" in i for alternative in one["evidence"] for i in alternative
        )
        if not freezes:
            return dict(one)
        kept = {n: v for n, v in one.items() if n not in ("optional", "when")}
        return {**kept, "after": [key for key in keys if key != one["key"]]}

    body["steps"] = [waits(one) for one in body["steps"]]
    if not any(one["phase"] == "close" for one in body["steps"]):
        old = next(dict(one) for one in national_of(body).flat["steps"] if one["phase"] == "close")
        body["steps"] = [*body["steps"], {**old, "after": keys}]


def _no_circle(body: Body, key: str) -> None:
    """Cut the circle where the card waits for one that waits for it."""
    after = {one["key"]: set(one["after"]) for one in body["steps"]}

    def leads(start: str) -> bool:
        seen, edge = set(), [start]
        while edge:
            one = edge.pop()
            if one == key:
                return True
            if one not in seen:
                seen.add(one)
                edge += after.get(one, ())
        return False

    _replace(body, key, {"after": [one for one in _step(body, key)["after"] if not leads(one)]})


def _no_condition(body: Body, key: str) -> None:
    _replace(body, key, {"when": None})


def _decidable(body: Body, _key: str) -> None:
    """The longest condition that the law did not write goes: the others were told only because time was up."""
    national = {one["key"]: one for one in national_of(body).flat["steps"]}
    names = ("when", "guard")

    def written(one: Mapping[str, Any]) -> int:
        old = national.get(one["key"], {})
        return sum(len(one.get(name) or "") for name in names if one.get(name) != old.get(name))

    longest = max(body["steps"], key=written)
    if written(longest) > len(body["applies_when"]):
        old = national.get(longest["key"], {})
        _replace(body, longest["key"], {name: old.get(name) for name in names})
    else:
        body["applies_when"] = national_of(body).flat["applies_when"]


def _some_proof(body: Body, key: str) -> None:
    _replace(body, key, {"evidence": [[f"employer.record:{key}"]]})


def _all_sign(body: Body, key: str) -> None:
    _replace(body, key, {"mode": "all"})


def _known_steps(body: Body, key: str) -> None:
    here = {one["key"] for one in body["steps"]}
    _replace(body, key, {"after": [one for one in _step(body, key).get("after", ()) if one in here]})


def _union_first(body: Body, _key: str) -> None:
    _restore_missing(body)
    for key in ("union_notice", "union_opinion", *body["bind"]["effective"]):
        if any(one["key"] == key for one in national_of(body).flat["steps"]):
            _restore(body, key)


_FIXES = {
    "L001": _wait_for_law_only,
    "L002": _can_be_refused,
    "L004": _wait_for_law_only,
    "L005": _never_by_itself,
    "L006": _somebody_hears,
    "L007": _union_first,
    "L011": _kind_words,
    "L013": _takes_note,
    "L015": _gone,
    "L016": _freeze,
    "P01": _no_circle,
    "P02": _no_condition,
    "P03": _no_condition,
    "P04": _decidable,
    "S06": _no_condition,
    "S03": _known_steps,
    "S07": _some_proof,
    "S13": _all_sign,
    "S14": _known_ways,
    "L024": _silent_account,
    "L025": _locked_again,
    "L026": _on_the_work,
}
