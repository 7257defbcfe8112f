"""Whether the process was kept: the case is rebuilt from its entries, and every act is judged by the template.

Integrity alone cannot show the fault this product exists for, a case closed while a required step was open. So the
stream is replayed against the template it names: the same pure function that the program uses before it closes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from partwell.core.days import Calendar
from partwell.core.process.flat import from_flat
from partwell.core.process.replay import Fault, Happening, replay
from partwell.core.process.state import CaseState, derive, open_steps
from partwell.core.process.template import Template

from .container import Bag
from .plain import read_json
from .report import Check

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)
"""What reading a template or replaying entries raises when they are not what the program writes."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One entry of the bundle's stream; `payload` is None when it was not disclosed or does not fit."""

    seq: int
    type: str
    at: datetime
    actor: str
    payload: Any


def process_checks(entries: Sequence[Opened], bag: Bag) -> list[Check]:
    """Two checks: every act kept the rules; at the end no required step was open."""
    if not any(entry.type.startswith("case.") for entry in entries):
        return [_open("process", "not the stream of a case"), _open("complete", "not the stream of a case")]
    hidden = [f"{entry.seq:04d}: content not disclosed or not valid" for entry in entries if entry.payload is None]
    if hidden:
        return [_open("process", *hidden), _open("complete", *hidden)]
    try:
        template = from_flat(read_json(bag.text("data/template.json")))
        earlier = [path for path in bag.names if path.startswith("data/templates/")]
        versions = {bag.sha256(path).hex(): from_flat(read_json(bag.text(path))) for path in earlier}
        versions[bag.sha256("data/template.json").hex()] = template
        calendar = _calendar(read_json(bag.text("data/calendar.json")))
    except _UNREADABLE as why:
        faults = (f"data/template.json or data/calendar.json: {why}",)
        return [Check(code, "fail", *_TEXTS[code], faults) for code in ("process", "complete")]
    try:
        case, faults_found = replay(
            template,
            (Happening(entry.type, entry.at, entry.actor, entry.payload) for entry in entries),
            calendar,
            versions,
        )
        return [_process(template, faults_found), _complete(case, faults_found, calendar)]
    except _UNREADABLE as why:
        faults = (f"an entry is not what the process writes: {type(why).__name__} {why}",)
        return [Check(code, "fail", *_TEXTS[code], faults) for code in ("process", "complete")]


def _open(code: str, *details: str) -> Check:
    return Check(code, "not_checked", *_TEXTS[code], details)


def _calendar(value: dict[str, Any]) -> Calendar:
    """The working days the deadlines were counted by, as the bundle gives them."""
    if not all(isinstance(value[name], list) for name in ("years", "holidays", "workdays")):
        raise TypeError("data/calendar.json: a list expected")
    return Calendar(
        years=frozenset(_year(year) for year in value["years"]),
        holidays=frozenset(_day(day) for day in value["holidays"]),
        workdays=frozenset(_day(day) for day in value["workdays"]),
    )


def _year(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"no year: {value!r}")
    return value


def _day(value: Any) -> date:
    # Some Pythons read other forms of a day too.
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise TypeError(f"no day: {value!r}")
    return date.fromisoformat(value)


def _process(template: Template, faults: Sequence[Fault]) -> Check:
    lines = [_sentence(template, fault) for fault in faults]
    return Check("process", "fail" if lines else "pass", *_TEXTS["process"], tuple(lines))


def _complete(case: CaseState | None, faults: Sequence[Fault], calendar: Calendar) -> Check:
    """A closed case must have no open required step; an open one is told with what is still owed."""
    if case is None:
        return Check("complete", "fail", *_TEXTS["complete"], ("the case was never opened",))
    owed = [f"{view.step.key} {view.step.title}" for view in open_steps(derive(case, calendar))]
    if case.state == "open":
        return Check("complete", "not_checked", *_TEXTS["complete_open"], tuple(owed))
    if case.state == "cancelled":
        return Check("complete", "not_checked", *_TEXTS["complete_cancelled"])
    skipped = [
        f"{fault.step} {_title(case.template, fault.step)}" for fault in faults if fault.code == "closed_with_open_step"
    ]
    wrong = sorted({*owed, *skipped})
    return Check("complete", "fail" if wrong else "pass", *_TEXTS["complete"], tuple(wrong))


def _title(template: Template, key: str) -> str:
    return next((step.title for step in template.steps if step.key == key), "")


def _sentence(template: Template, fault: Fault) -> str:
    """One fault for a reader: number of the entry, step, what is wrong in both languages."""
    zh, en = FAULTS.get(fault.code, (fault.code, fault.code))
    place = f"{fault.entry:04d} " if fault.entry else ""
    step = f"{fault.step}（{_title(template, fault.step)}） " if fault.step else ""
    return f"{place}{step}{zh} {en}{f': {fault.detail}' if fault.detail else ''}"


FAULTS: dict[str, tuple[str, str]] = {
    "opened_twice": ("案件被开启两次", "the case was opened twice"),
    "never_opened": ("没有开启案件的记录", "no entry opens the case"),
    "act_after_end": ("案件结束后仍有操作", "an act after the end of the case"),
    "cancelled_after_effect": ("解除生效后撤销", "cancelled after the separation took effect"),
    "no_such_step": ("模板中没有该节点", "the template has no such step"),
    "settled_twice": ("节点被完成两次", "the step was settled twice"),
    "not_ready": ("前序未完成即操作", "acted on before what it waits for"),
    "wrong_party": ("证据由无权的一方提交", "proof attached by the wrong party"),
    "silence_without_time": ("期限未满即按未回应处理", "silence was recorded before its time had run"),
    "not_set_by_step": ("写入了该节点无权确定的事实", "set a fact that this step does not determine"),
    "fact_of_step": ("另行写入了应由节点确定的事实", "stated beside the process what only a step determines"),
    "no_full_alternative": ("证据不完整即完成", "completed without one whole set of proof"),
    "guard": ("约束条件不满足即完成", "completed although its guard was not true"),
    "undetermined": ("应确定的事实未确定", "left undetermined what it must determine"),
    "too_early": ("冷静期未满即完成", "completed before its waiting time was over"),
    "not_optional": ("必做节点被放弃", "a required step was declined"),
    "wrong_attempt": ("记在了别的一轮", "recorded in another attempt of the step"),
    "handed_on": ("席位已转交他人", "acted in a seat that was handed on"),
    "asked_first": ("先行征询的人尚未答复", "acted before whoever was asked first had answered"),
    "out_of_turn": ("未轮到该席位即操作", "acted before the seats ahead of it"),
    "seat_not_heard": ("加签的人尚未答复即完成", "completed before an added seat had answered"),
    "act_refused": ("该操作不被允许", "the rules refuse this act"),
    "act_differs": ("记录与规则得出的结果不符", "the entry is not what the rules give"),
    "day_too_early": ("该日期使法定提前期不足", "the day is too early for a legal period"),
    "version_missing": ("改用的模板版本不在本包中", "the version the case was moved to is not given"),
    "version_does_not_fit": ("改用的模板版本不适合本案件", "the version the case was moved to does not fit it"),
    "duty_dropped": ("改版时丢弃了已完成的法定节点", "a duty that was done was dropped with a new version"),
    "closed_with_open_step": ("必做节点未完成即办结", "the case was closed while this step was open"),
    "closing_list_differs": ("办结清单与重建结果不符", "the closing list is not what the entries show"),
}

_TEXTS: dict[str, tuple[str, str]] = {
    "process": (
        "按模板重放全部记录：每一步均由有权的一方、在前序完成后、凭完整证据作出（工作日历取自本包，各人角色以记录所载为准）。",
        "Each act by its own party, in order, with whole proof (working days as given here, roles as the entries say).",
    ),
    "complete": (
        "办结时没有未完成的必做节点。",
        "When the case was closed, no required step was open.",
    ),
    "complete_open": (
        "案件尚未办结，以下节点未完成。",
        "The case is not closed; these steps are open.",
    ),
    "complete_cancelled": ("案件已撤销，未办结。", "The case was cancelled, not closed."),
}
