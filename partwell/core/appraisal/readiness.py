"""Whether "not meeting the hiring criteria" could be proved today, and what would make it sound.

《劳动合同法》第三十九条第一项 lets an employer end a contract in probation when the person "is proved not to meet
the hiring criteria"; the employer has to prove it (法释〔2020〕26号第四十四条). So each check names one piece of that
proof: found, weak, or missing. `incapacity` asks the same of 第四十条第二项: not up to the job, trained or moved to
another post, and still not up to it. Nothing here is a percentage, and a strong file is said to be strong for the
employee too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from partwell.core.days import period_end

State = Literal["found", "weak", "missing"]
START_DAYS = 7
"""Criteria received so many days after the first day of work at the latest count as told at the start."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """A version of the criteria as handed to the person."""

    version: int
    received_on: date | None


@dataclass(frozen=True, slots=True)
class MonthSeen:
    """One month of probation. `late` counts data written after the month was over, `raters` colleagues who scored."""

    month: date
    published: bool
    state: str
    served: datetime | None = None
    objected: bool = False
    replied: bool = False
    not_met: tuple[str, ...] = ()
    late: int = 0
    raters: int | None = None
    """None: the month has no criterion that colleagues score."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All there is about a person on probation. `ends_on` is the last day of probation by agreement and law."""

    hired_on: date
    today: date
    ends_on: date | None
    decide_by: date | None
    """Three working days before the end; None where it can't be told."""
    criteria: tuple[Criteria, ...]
    months: tuple[MonthSeen, ...]
    months_due: tuple[date, ...]
    """The first days of the months of probation that are over."""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One piece of the proof. `code` and `state` are stable; `about` names months or versions it is about."""

    code: str
    state: State
    about: tuple[str, ...] = ()


FEWEST_RATERS = 3


def checks(seen: Evidence) -> tuple[Check, ...]:
    """Every check in the order an arbitrator asks."""
    found = [_criteria(seen), _at_start(seen), _changes(seen), _in_time(seen), _months(seen)]
    published = [one for one in seen.months if one.published]
    if published:
        found += [_answers(published), _objections(published), _late(published)]
        if any(one.raters is not None for one in published):
            found.append(_raters(published))
        found.append(_missed(published))
    found.append(Check("reviewed", "found" if seen.reviewed else "missing"))
    return tuple(found)


def provable(found: Sequence[Check]) -> bool:
    """Whether nothing is missing: the ground can be stated with the proof there is."""
    return all(one.state != "missing" for one in found)


def _received(seen: Evidence) -> list[Criteria]:
    return [one for one in seen.criteria if one.received_on is not None]


def _criteria(seen: Evidence) -> Check:
    return Check("criteria", "found" if _received(seen) else "missing")


def _at_start(seen: Evidence) -> Check:
    days = [(one.received_on - seen.hired_on).days for one in _received(seen) if one.received_on]
    if not days:
        return Check("at_start", "missing")
    return Check("at_start", "found" if min(days) <= START_DAYS else "weak", (str(max(min(days), 0)),))


def _changes(seen: Evidence) -> Check:
    """A version of after the start judges the months that begin after its receipt; not received it binds nobody."""
    open_ones = tuple(str(one.version) for one in seen.criteria if one.received_on is None)
    if open_ones:
        return Check("changes", "weak", open_ones)
    later = tuple(
        str(one.version)
        for one in _received(seen)
        if one.received_on and (one.received_on - seen.hired_on).days > START_DAYS
    )
    return Check("changes", "weak" if later and len(_received(seen)) > 1 else "found", later)


def _in_time(seen: Evidence) -> Check:
    """After probation has ended this ground no longer exists, whatever can be proved."""
    if seen.ends_on is None:
        return Check("in_time", "missing")
    if seen.today > seen.ends_on:
        return Check("in_time", "missing", (seen.ends_on.isoformat(),))
    late = seen.decide_by is not None and seen.today > seen.decide_by
    return Check("in_time", "weak" if late else "found", (seen.ends_on.isoformat(),))


def _months(seen: Evidence) -> Check:
    published = sum(one.published for one in seen.months if one.month in seen.months_due)
    if not published:
        return Check("months", "missing", ("0", str(len(seen.months_due))))
    enough = published == len(seen.months_due)
    return Check("months", "found" if enough else "weak", (str(published), str(len(seen.months_due))))


def _names(months: Sequence[MonthSeen]) -> tuple[str, ...]:
    return tuple(f"{one.month:%Y-%m}" for one in months)


def _answers(published: Sequence[MonthSeen]) -> Check:
    """Answered by the person, or delivered with proof and the whole period over."""
    never = [one for one in published if one.state == "published" and one.served is None]
    running = [one for one in published if one.state == "published" and one.served is not None]
    if never:
        return Check("answers", "missing", _names(never))
    return Check("answers", "weak" if running else "found", _names(running))


def _objections(published: Sequence[MonthSeen]) -> Check:
    open_ones = [one for one in published if one.objected and not one.replied]
    if open_ones:
        return Check("objections", "missing", _names(open_ones))
    return Check("objections", "found", _names([one for one in published if one.objected]))


def _late(published: Sequence[MonthSeen]) -> Check:
    late = [one for one in published if one.late]
    return Check("contemporary", "weak" if late else "found", _names(late))


def _raters(published: Sequence[MonthSeen]) -> Check:
    few = [one for one in published if one.raters is not None and one.raters < FEWEST_RATERS]
    return Check("raters", "weak" if few else "found", _names(few))


def _missed(published: Sequence[MonthSeen]) -> Check:
    """The conclusion rests on the last month: nobody is told to have failed what has been reached since."""
    last = max(published, key=lambda one: one.month)
    if last.not_met:
        return Check("not_met", "found", _names([last]))
    earlier = [one for one in published if one.not_met]
    return Check("not_met", "weak" if earlier else "missing", _names(earlier))


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """The latest training or change of post. `told`: the person answered it, or it was delivered with proof."""

    starts_on: date
    ends_on: date
    told: bool
    outcome: str = ""
    """met, not_met, or empty while nobody has judged."""
    papers: int = 0
    """How many papers the judgement rests on."""


@dataclass(frozen=True, slots=True)
class Incapacity:
    """What there is about somebody who is said not to be up to the job. `missed`: months with a criterion not met."""

    today: date
    missed: tuple[date, ...]
    """The first days of those months."""
    plan: PlanSeen | None = None


def incapacity(seen: Incapacity) -> tuple[Check, ...]:
    """The pieces of 《劳动合同法》第四十条第二项 in the order of the law: short, helped, still short."""
    before = tuple(one for one in seen.missed if seen.plan is None or one < seen.plan.starts_on)
    found = [Check("shortfall", "found" if before else "missing", tuple(f"{one:%Y-%m}" for one in before))]
    if seen.plan is None:
        return (*found, *(Check(code, "missing") for code in ("measure", "measure_told", "measure_over", "again")))
    plan = seen.plan
    over = plan.outcome != "" or seen.today > plan.ends_on
    found += [
        Check("measure", "found", (plan.starts_on.isoformat(), plan.ends_on.isoformat())),
        Check("measure_told", "found" if plan.told else "missing"),
        Check("measure_over", "found" if over else "missing", (plan.ends_on.isoformat(),)),
    ]
    later = after(plan, seen.missed)
    if plan.outcome == "met":
        return (*found, Check("again", "missing"))
    if plan.outcome == "not_met":
        return (
            *found,
            Check("again", "found" if later or plan.papers else "weak", tuple(f"{one:%Y-%m}" for one in later)),
        )
    return (*found, Check("again", "missing", tuple(f"{one:%Y-%m}" for one in later)))


def after(plan: PlanSeen, months: Sequence[date]) -> tuple[date, ...]:
    """The months that show what a measure brought: begun in its time or after it, and not over before its end."""
    return tuple(one for one in months if one >= plan.starts_on and period_end(one, 1) >= plan.ends_on)
