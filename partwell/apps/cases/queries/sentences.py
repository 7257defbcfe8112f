"""The log of a case told in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partwell.apps.cases import words
from partwell.apps.law import warned
from partwell.core.process.template import Item, Template
from partwell.lib import registry


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline: when, who, what, and how it is marked."""

    number: int
    at: datetime
    sentence: str
    tone: str
    type: str
    actor: str
    eid: str


def timeline(entries: Sequence[Any], template: Template, persons: Mapping[str, str]) -> list[Line]:
    """Entries of a case's stream as sentences, oldest first."""
    return [
        Line(
            number=one.stream_seq,
            at=one.at,
            sentence=_sentence(one, template, persons),
            tone=_tone(one),
            type=one.type,
            actor=persons.get(one.actor, ""),
            eid=str(one.eid),
        )
        for one in entries
    ]


def _sentence(entry: Any, template: Template, persons: Mapping[str, str]) -> str:
    """What an entry says, for the timeline."""
    payload = entry.payload
    who = persons.get(entry.actor) or _("somebody")
    if payload is None:
        return _("Content lawfully erased; the entry is intact.")
    if behalf := _behalf_of(payload):
        who = _("%(deputy)s for %(principal)s") % {"deputy": who, "principal": persons.get(behalf) or _("somebody")}
    step = next((one for one in template.steps if one.key == payload.get("step")), None)
    title = words.step_title(step) if step else payload.get("step", "")
    proof = [Item.parse(one["item"]) for one in payload.get("attached", ())]
    items = "、".join(words.item_title(item, template.forms, template.steps) for item in proof)
    shapes = {
        "case.opened": _("%(who)s began the case."),
        "step.done": _("%(step)s done by %(who)s. %(items)s"),
        "step.attached": _("%(who)s, %(step)s: %(items)s"),
        "step.declined": _("%(who)s declined %(step)s."),
        "fact.set": _("%(who)s stated facts: %(why)s"),
        "seat.added": {
            "before": _("%(who)s asked %(person)s to see %(step)s first. %(why)s"),
            "after": _("%(who)s asked %(person)s to sign %(step)s as well. %(why)s"),
            "delegate": _("%(who)s gave %(step)s to %(person)s to prepare. %(why)s"),
        }.get(payload.get("kind", ""), ""),
        "seat.transferred": _("%(who)s handed the seat %(role)s of %(step)s on to %(person)s. %(why)s"),
        "seat.removed": _("%(who)s took an added seat of %(step)s away. %(why)s"),
        "seat.answered": {
            "agree": _("%(who)s agreed to %(step)s. %(text)s"),
            "disagree": _("%(who)s did not agree to %(step)s: %(text)s"),
            "opinion": _("%(who)s gave %(step)s back with an opinion: %(text)s"),
        }.get(payload.get("decision", ""), ""),
        "step.returned": _("%(who)s returned %(step)s to %(to)s: %(why)s"),
        "step.withdrawn": _("%(who)s took %(step)s back. %(why)s"),
        "anchor.changed": ngettext(
            "%(who)s changed the day %(days)s: %(why)s. %(count)s deadline moved.",
            "%(who)s changed the day %(days)s: %(why)s. %(count)s deadlines moved.",
            len(payload.get("moved", ())),
        ),
        "case.commented": _("%(who)s on %(step)s: %(text)s"),
        "case.copied": _("%(who)s showed %(step)s to %(people)s. %(text)s"),
        "case.followed": _("%(who)s began a new case that refers to this one: %(number)s. %(reason)s"),
        "case.requested": _("The request for %(step)s was delivered."),
        "case.refused": _("Refused to %(who)s: %(sentence)s"),
        "case.closed": _("%(who)s closed the case."),
        "case.cancelled": _("%(who)s cancelled the case: %(reason)s"),
        "case.migrated": _("%(who)s moved the case to version %(version)s of its process. %(reason)s"),
        "case.version_kept": _("%(who)s kept the case on its version; version %(version)s came. %(reason)s"),
        "case.version_planned": _("%(who)s planned version %(version)s for the next step. %(reason)s"),
        "role.named": _("%(who)s named %(person)s as successor.")
        if payload.get("role", "successor") == "successor"
        else _("%(who)s named the colleague %(person)s."),
        "watch.done": _("%(who)s recorded for the deadline of law “%(title)s”: %(note)s"),
        "notice.queued": _("Message prepared: %(title)s"),
        "notice.sent": _("Message sent by %(channel)s: %(title)s"),
        "notice.delivered": _("Message delivered by %(channel)s: %(title)s"),
        "notice.failed": _("Message failed on %(channel)s: %(title)s"),
        "notice.opened": _("%(who)s opened the message: %(title)s"),
        "document.issued": _("%(who)s issued %(title)s."),
        "document.opened": _("%(who)s opened %(title)s."),
        "document.read": _("%(who)s read %(title)s to the end, %(pages)s pages."),
        "document.downloaded": _("%(who)s downloaded %(title)s."),
        "document.replaced": _("%(who)s replaced %(title)s by a new version."),
        "document.withdrawn": _("%(who)s withdrew %(title)s."),
        "settlement.calculated": _("%(who)s calculated: %(title)s"),
        "settlement.approved": _("%(who)s reviewed and approved a calculation."),
        "settlement.returned": _("%(who)s returned a calculation: %(reason)s"),
        "settlement.exported": _("%(who)s exported the settlement statement."),
        "evidence.exported": _("%(who)s took out the evidence bundle."),
        "hold.placed": _("%(who)s placed a legal hold: %(reason)s"),
        "hold.lift_asked": _("%(who)s asked to lift the legal hold: %(reason)s"),
        "hold.lifted": _("%(who)s lifted the legal hold as the second person."),
        "erasure.asked": _("%(who)s asked to erase the personal data."),
        "erasure.dropped": _("%(who)s ended the request to erase the personal data; nothing was erased."),
        "former.passphrase_chosen": _("%(who)s chose a passphrase for the time after leaving."),
        "former.entered": _("The person who left came in with a code sent by %(channel)s."),
        "document.code_sent": _("A signing code was sent to %(who)s."),
        "document.answered": _("%(who)s answered %(title)s."),
        "document.sealed": _("%(who)s put the company seal to %(title)s."),
        "warning.acknowledged": _("%(who)s was warned and went on: %(warning)s"),
    }
    values = {
        "who": who,
        "step": title,
        "items": items,
        "why": payload.get("why", ""),
        "reason": payload.get("reason", ""),
        "note": payload.get("note", ""),
        "sentence": payload.get("sentence", ""),
        "warning": warned.title_of(payload.get("warning", ""), payload.get("title", "")),
        "version": (payload.get("to") or {}).get("version", "") if entry.type.startswith("case.") else "",
        "title": payload.get("title", "") or (words.name_of(payload["kind"]) if payload.get("kind") else title),
        "channel": _channel(payload.get("channel", "")),
        "pages": payload.get("pages", ""),
        "text": payload.get("text", ""),
        "role": words.role_title(payload["role"]) if payload.get("role") else "",
        "to": _step_title(template, payload.get("to", "")),
        "days": "、".join(
            f"{words.anchor_title(name)} {payload.get('before', {}).get(name, '')} → {day}"
            for name, day in payload.get("anchors", {}).items()
        ),
        "count": len(payload.get("moved", ())),
        "people": "、".join(persons.get(pid, "") for pid in payload.get("persons", ())),
        "number": payload.get("number", ""),
        "person": persons.get(payload.get("person", "")) or _("somebody"),
    }
    return (shapes.get(entry.type, entry.type) % values).strip().rstrip("：:")


def _behalf_of(payload: Mapping[str, Any]) -> str:
    """For whom an entry's actor acted as deputy; empty for the own name."""
    named = {one["behalf"] for one in payload.get("attached", ()) if one.get("behalf")}
    return str(payload.get("behalf") or next(iter(named), ""))


def _step_title(template: Template, key: str) -> str:
    step = next((one for one in template.steps if one.key == key), None)
    return words.step_title(step) if step else ""


def _channel(key: str) -> str:
    """What a channel is called."""
    kind = registry.kinds("channels").get(key)
    if kind is None:
        return key
    return str(kind.title if words.is_chinese() else kind.title_en)


def _tone(entry: Any) -> str:
    """The colour of the dot on the timeline; it always stands beside words."""
    if entry.type in ("case.refused", "notice.failed"):
        return "soon"
    if entry.type in ("step.done", "case.closed"):
        return "ok"
    return "brand" if entry.type.startswith(("notice.", "document.")) else ""
