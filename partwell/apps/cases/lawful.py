"""What the law says about a separation before anybody acts: what stops it, with the lawful way, and what to mind.

The wizard shows every finding; `actions` refuses by the same ones, so that page, API and import cannot differ. A
finding of tone "late" stops; "soon" is a risk that whoever goes on acknowledges by name; "law" is to be known.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.appraisals import queries as appraisals
from partwell.apps.appraisals import readiness
from partwell.apps.law import warned
from partwell.apps.people import queries as people
from partwell.core.days import add_months
from partwell.core.process.decide import Act
from partwell.core.process.state import FactValue
from partwell.core.process.template import Template
from partwell.core.settlement.inquiry import Case as Question
from partwell.core.settlement.rules.retirement import ret_01
from partwell.core.warnings import warnings
from partwell.lib.clock import SHANGHAI
from partwell.lib.law_files import national_rules
from partwell.lib.refusal import BadInput, Refused
from partwell.lib.ui.templatetags.pw import law

from . import store, words
from .grounds import FROZEN
from .models import Case

NOTICE = timedelta(days=30)
"""《劳动合同法》第四十条、第四十一条."""
BARRED = ("nonfault_dismissal", "economic_layoff", "contract_expiry")
"""Kinds that Art. 42 and 45 bar for a protected person."""
STARTS_ON = ("T0", "R", "A", "W")
"""Days that whoever starts a case may state."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "bottom_ranking": ("末位淘汰", "末位", "排名靠后", "倒数", "bottom rank", "lowest rank"),
    "automatic_resignation": ("自动离职", "自离", "视为辞职", "视为自动", "automatic resignation"),
    "demanded_resignation": ("写辞职", "辞职信", "辞职报告", "离职申请", "劝退", "resignation letter"),
    "extended_probation": (
        "延长试用",
        "试用期延长",
        "延长了试用",
        "试用期再延",
        "extend probation",
        "extended probation",
    ),
    "fixed_penalty": ("罚款", "违约金", "赔偿一个月", "扣发工资", "penalty", "fine of"),
}
"""Words in a stated ground that the law does not know as one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know before a case starts. `instead`: kinds of separation that may be lawful instead.

    `cites` are keys of citations; `articles` names the articles of a practice that has its own. `found`: the words it
    rests on.
    """

    key: str
    tone: str
    title: str
    text: str
    cites: tuple[str, ...] = ()
    instead: tuple[str, ...] = field(default=())
    articles: str = ""
    found: str = ""
    risk: str = ""

    @property
    def cite(self) -> str:
        """The articles in words."""
        return self.articles or law(self.cites)


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody is about to start."""

    template: Template
    person: Any
    facts: Mapping[str, Any]
    dates: Mapping[str, date]
    ground: str
    today: date
    follows: bool = False
    """Whether it refers to an ended case of this person: what was wrong in that one is mended here."""

    @property
    def protected(self) -> tuple[str, ...]:
        """Situations of Art. 42 that are known already."""
        return tuple(self.facts.get("protected_status") or ())


def findings(plan: Plan) -> list[Finding]:
    """Everything to know, what stops first."""
    found = [one for rule in RULES for one in rule(plan)]
    found += _practices(plan, {one.key for one in found})
    order = {"late": 0, "soon": 1, "law": 2}
    return sorted(found, key=lambda one: order[one.tone])


def require_start(plan: Plan) -> list[Finding]:
    """Refuse a start that the law stops, with the article and the lawful way; the risks that remain.

    Raises Refused.
    """
    template, facts = plan.template, plan.facts
    found = findings(plan)
    stops = [one for one in found if one.tone == "late"]
    stops.sort(key=lambda one: one.key != "second_probation")
    if stops and stops[0].key == "second_probation":
        raise _refused(stops[0])
    if template.applies_when.evaluate(facts) is not True:
        raise Refused(
            _("%(title)s does not fit this employee: %(when)s.")
            % {"title": words.template_title(template), "when": words.condition(template.applies_when)},
            code="does_not_apply",
        )
    if stops:
        raise _refused(stops[0])
    return [one for one in found if one.tone == "soon"]


def require_known(risks: Sequence[Finding], acknowledged: Collection[str]) -> list[warned.Shown]:
    """The risks that a person goes on with, each acknowledged by its key. Raises Unacknowledged with the rest.

    The caller asks neither the program nor the employee in the own case.
    """
    shown = [_shown(one) for one in risks]
    left = [one for one in shown if one.code not in acknowledged]
    if left:
        raise warned.Unacknowledged(left)
    return shown


def _shown(one: Finding) -> warned.Shown:
    """A risk in the form of every warning."""
    return warned.Shown(one.key, one.title, one.text, "", one.cite, one.found, "high", one.risk)


SAID: Mapping[str, str] = {
    "employer_asks_for_resignation": "demanded_resignation",
    "penalty_outside_law": "fixed_penalty",
    "after_probation": "probation_over",
    "protected_person": "protected",
}
"""Practices and the finding that says the same; one that has the same key says it too."""


def _practices(plan: Plan, known: Collection[str]) -> Iterator[Finding]:
    """Practices that go wrong in law, by the words of the ground; what a finding says already is not said twice."""
    facts = {
        "initiator": plan.template.party,
        **plan.facts,
        "separation_type": plan.template.key,
        "protected_status": plan.protected,
        "probation_ends": plan.dates.get("P"),
        "today": plan.today,
    }
    for one in warnings("start", {}, facts, text=plan.ground):
        if one.code in known or SAID.get(one.code) in known:
            continue
        said = warned.shown(one)
        yield Finding(
            one.code,
            "soon",
            said.title,
            f"{said.why} {said.lawful}",
            articles=said.cite,
            found=one.found,
            risk=one.risk,
        )


def _refused(finding: Finding) -> Refused:
    """The refusal that a finding makes: what, why, the lawful way, the articles."""
    articles = finding.cite
    sentence = _("%(title)s. %(text)s (%(articles)s)") % {
        "title": finding.title,
        "text": finding.text.rstrip("。."),
        "articles": articles,
    }
    return Refused(sentence, code=finding.key)


def anchors(template: Template, given: Mapping[str, date], today: date) -> dict[str, date]:
    """The days stated at the start, checked. Raises BadInput."""
    wrong: dict[str, str] = {}
    for name, day in given.items():
        if name not in template.anchors or name not in STARTS_ON:
            wrong[name] = _("This day is not stated at the start.")
        elif name in ("T0", "A") and day > today:
            wrong[name] = _("This day is in the future. Give the day it happened.")
    if wrong:
        raise BadInput(wrong)
    return dict(given)


def _ground_words(plan: Plan) -> Iterator[Finding]:
    """Grounds that the law does not know, by the words somebody wrote."""
    said = plan.ground.lower()
    hit = {key for key, words in WORDS.items() if any(word in said for word in words)}
    by_company = plan.template.party == "employer"
    if "bottom_ranking" in hit and by_company:
        yield Finding(
            "bottom_ranking",
            "late",
            _("Being ranked last is no ground"),
            _(
                "A last place in a ranking does not show that somebody cannot do "
                "the work (Guiding Case 18). Show it by "
                "an appraisal of the work itself, train or move the person, appraise again; or part by agreement."
            ),
            ("LCL40", "LCL39"),
            ("nonfault_dismissal", "mutual_agreement"),
        )
    if "automatic_resignation" in hit:
        yield Finding(
            "automatic_resignation",
            "late",
            _("The law knows no automatic resignation"),
            _(
                "Absence ends no employment by itself. Ask the person back twice, with proof of service; then the "
                "company may decide to dismiss under its own valid rule."
            ),
            ("LCL39",),
            ("absence_no_contact",),
        )
    if "demanded_resignation" in hit and by_company:
        yield Finding(
            "demanded_resignation",
            "late",
            _("Whoever is dismissed is not asked for a resignation"),
            _(
                "It would contradict the ground, and the company may owe damages. State the company's own ground, or "
                "propose to part by agreement and pay severance."
            ),
            ("LCL39", "LCL46"),
            ("mutual_agreement",),
        )
    if "extended_probation" in hit and "P" in plan.template.anchors:
        yield Finding(
            "extended_probation",
            "soon",
            _("An extension of probation is no second chance for the ground"),
            _(
                "The same employer and employee agree on one probation only, of six months at most. The day on record "
                "counts, not the extended one; a failure after it is no failure in probation."
            ),
            ("LCL19", "LCL21"),
            ("mutual_agreement", "nonfault_dismissal"),
        )
    if "fixed_penalty" in hit:
        yield Finding(
            "fixed_penalty",
            "late",
            _("No penalty may be demanded"),
            _(
                "Damages may be agreed only for a training bond and a non-compete. A proved loss is claimed apart; at "
                "most a fifth of a month's wage may be withheld for it."
            ),
            ("LCL22", "LCL23", "WAGE16"),
        )


def _probation(plan: Plan) -> Iterator[Finding]:
    """The end of probation: unknown, past, a second one, longer than the law allows, close."""
    if "P" not in plan.template.anchors:
        if plan.facts.get("employee_type") == "probation":
            barred = plan.template.key == "economic_layoff" or plan.facts.get("ground40") == "changed_circumstances"
            if barred:
                yield Finding(
                    "probation_bars_ground",
                    "late",
                    _("This ground is closed during probation"),
                    _("During probation only Art. 39 and Art. 40 (1) and (2) allow a dismissal."),
                    ("LCL21",),
                    ("probation_failure", "mutual_agreement"),
                )
        return
    ends = people.probation(plan.person, plan.today)
    if ends is None or ends.day is None:
        second = ends is not None and ends.agreed is not None and ends.max_months == 0
        yield Finding(
            "second_probation" if second else "probation_end_unknown",
            "late",
            _("A second probation does not count") if second else _("The end of probation is not on record"),
            _("The same employer and employee agree on one probation only; this ground is closed.")
            if second
            else _("Complete the contract first; without it this ground cannot be used."),
            ("LCL19",),
            ("mutual_agreement", "nonfault_dismissal"),
        )
        return
    if ends.agreed is not None and ends.agreed > ends.day:
        yield Finding(
            "probation_too_long",
            "soon" if ends.day >= plan.today else "late",
            _("Probation is agreed longer than the law allows"),
            _(
                "By law it ends on %(day)s; an agreement or extension beyond it does not count, six months at most. "
                "What goes beyond is paid as after probation."
            )
            % {"day": ends.day.isoformat()},
            ("LCL19",),
            ("mutual_agreement", "nonfault_dismissal"),
        )
    if ends.day < plan.today:
        yield Finding(
            "probation_over",
            "late",
            _("Probation ended on %(day)s") % {"day": ends.day.isoformat()},
            _("This ground no longer holds. Choose another, or go on with the employment."),
            ("LCL21", "LCL39-1"),
            ("mutual_agreement", "nonfault_dismissal"),
        )
        return
    yield Finding(
        "probation_ends",
        "law",
        _("Probation ends on %(day)s, in %(n)s days")
        % {"day": ends.day.isoformat(), "n": (ends.day - plan.today).days},
        _("The notice must reach the employee before that day is over; afterwards the ground is gone."),
        ("LCL21", "LCL39-1"),
    )
    later = readiness.changed_later(plan.person, plan.today)
    if later:
        yield Finding(
            "criteria_changed",
            "soon",
            _("The hiring criteria were changed after the start: version %(numbers)s")
            % {"numbers": "、".join(map(str, later))},
            _(
                "A later version judges the months that begin after its receipt, and none while it was not received. "
                "Expect to be asked why the criteria were changed."
            ),
            ("LCL39-1", "LCL21"),
        )
    if appraisals.received(plan.person.pk) is None:
        signed = readiness.confirmed_override(plan.person.pk)
        yield Finding(
            "criteria_not_received",
            "soon" if signed else "late",
            _("No receipt of the hiring criteria is on record"),
            _(
                "%(first)s asked to go on without it and %(second)s signed for the risk. The ground is no sounder for "
                "it: the dismissal may be unlawful, with twice the compensation or the job back."
            )
            % {"first": signed.asked_by_name, "second": signed.answered_by_name}
            if signed
            else _(
                "Without criteria that were told beforehand the ground cannot be proved. A receipt signed on paper is "
                "filed under Appraisals; else two persons of HR management or legal answer for going on, or choose "
                "another way."
            ),
            ("LCL39-1",),
            ("mutual_agreement",),
        )


def _protected(plan: Plan) -> Iterator[Finding]:
    """Art. 42 and 45: who may not be dismissed without fault, laid off, or let go at the end of a term."""
    grade = plan.facts.get("work_injury_grade")
    key = plan.template.key
    if key in ("nonfault_dismissal", "economic_layoff") and grade in ("g1_4", "g5_6", "g7_10"):
        yield Finding(
            "protected",
            "late",
            _("A work injury with a grade bars this ground"),
            _(
                "Grades 1 to 4 stay employed, 5 and 6 leave only when they ask, 7 to 10 at the end of the term or when "
                "they ask. Part by agreement only with the subsidies paid."
            ),
            ("LCL42", "WII36", "WII37"),
            ("mutual_agreement",),
        )
    if not plan.protected:
        return
    only_late_grade = plan.protected == ("work_injury",) and grade == "g7_10" and key == "contract_expiry"
    if key in BARRED and not only_late_grade:
        expiry = key == "contract_expiry"
        yield Finding(
            "protected",
            "late",
            _("This person may not be let go now"),
            _("The contract goes on until the situation is over; then its term ends.")
            if expiry
            else _(
                "Neither no-fault dismissal nor layoff is open. Wait until the situation is over, or part by agreement."
            ),
            ("LCL42", "LCL45") if expiry else ("LCL42",),
            ("mutual_agreement",),
        )
    elif plan.template.unilateral:
        yield Finding(
            "protected_misconduct",
            "soon",
            _("A protected person: Art. 39 stays open, and is looked at hard"),
            _("The proof must carry the ground alone; have legal read it before the decision."),
            ("LCL39", "LCL42"),
        )


def _money(plan: Plan) -> Iterator[Finding]:
    """Severance that the law demands, and what a bond may cost."""
    by_company = plan.facts.get("initiator") == "employer"
    if plan.template.key == "mutual_agreement" and by_company and plan.facts.get("severance_due") is False:
        yield Finding(
            "severance_owed",
            "late",
            _("Whoever proposes as the company owes severance"),
            _("An agreement the company proposed is paid for by law; state that severance is due."),
            ("LCL46", "LCL47"),
        )
    unpaid = sorted(
        {row.month for row in people.contributions(plan.person) if row.paid_on is None or row.paid_on > row.due_on}
    )
    if unpaid:
        yield Finding(
            "arrears",
            "law",
            _("Social insurance was late or unpaid for %(months)s")
            % {"months": "、".join(f"{month:%Y-%m}" for month in unpaid)},
            _("Paying the arrears to the fund is a duty of law; it waits for the last day only, for no signature."),
            ("SIL63", "SIL86"),
        )


def _term(plan: Plan) -> Iterator[Finding]:
    """The end of a term: an open-ended contract may be due; how long ahead to tell."""
    if plan.template.key != "contract_expiry":
        return
    rows = people.contracts(plan.person)
    fixed = [row for row in rows if row.type == "fixed"]
    years = (plan.today - plan.person.hired_on).days // 365
    if len(fixed) >= 2 or years >= 10:
        yield Finding(
            "open_ended_due",
            "soon",
            _("An open-ended contract may be due"),
            _(
                "After ten years, or two fixed terms in a row, the employee may "
                "ask for one, and then the term does not "
                "end the employment. Check it in the first steps."
            ),
            ("LCL14",),
        )
    ends = plan.dates.get("C")
    last = people.last_contract(plan.person, plan.today)
    if ends is None and last is not None and last.type == "open_ended":
        yield Finding(
            "open_ended_never_ends",
            "late",
            _("An open-ended contract has no last day"),
            _("It does not end by the passing of time; no day is to be added. Choose a ground that exists."),
            ("LCL14", "LCL44"),
            ("mutual_agreement", "nonfault_dismissal"),
        )
    elif ends is None:
        yield Finding(
            "term_unknown",
            "late",
            _("The last day of the term is not on record"),
            _("Complete the contract first; without it this ground cannot be used."),
            ("LCL44",),
        )
    if ends is not None and ends < plan.today:
        yield Finding(
            "term_over",
            "late",
            _("The term ended on %(day)s and work went on") % {"day": ends.isoformat()},
            _("The employment continues on the former terms. Renew in writing, or choose another ground."),
            ("LCL44", "LCL14"),
            ("mutual_agreement",),
        )
    elif ends is not None:
        yield Finding(
            "term_ends",
            "law",
            _("The term ends on %(day)s, in %(n)s days") % {"day": ends.isoformat(), "n": (ends - plan.today).days},
            _("How long ahead to tell is set by the place; thirty days is the usual time."),
            ("LCL44",),
        )


def statutory_retirement(born: date, category: str) -> date:
    """The personal day of retirement by the law; `category` M60, F55 or F50."""
    found = ret_01(Question({"birth_date": born, "category": category}, None, national_rules()))
    day: date = found.result["retire_date"]
    return day


def _retirement(plan: Plan) -> Iterator[Finding]:
    """Retirement before the personal day is unlawful; earlier than the window nobody may."""
    planned = plan.dates.get("R")
    if plan.template.key != "retirement":
        return
    if planned is None:
        yield Finding(
            "retire_date_needed",
            "late",
            _("The planned day of retirement is missing"),
            _("State it; every deadline of this process counts from it."),
            ("REG21",),
        )
        return
    born, woman = people.born_on(plan.person), people.is_woman(plan.person)
    if born is None or woman is None:
        return
    # The lowest age of the sex that the law knows; the post, and so the exact day, is established in the first step.
    lowest = statutory_retirement(born, "F50" if woman else "M60")
    earliest = add_months(lowest, -36)
    if planned < earliest:
        yield Finding(
            "too_young",
            "late",
            _("Nobody retires before %(day)s here") % {"day": earliest.isoformat()},
            _(
                "By the gradual rise the day of the law is %(day)s at the earliest; "
                "ending at the former age is unlawful."
            )
            % {"day": lowest.isoformat()},
            ("REG21", "FLEX94"),
            ("mutual_agreement",),
        )
    elif planned < lowest:
        yield Finding(
            "only_by_own_wish",
            "soon",
            _("Before %(day)s only the employee's own wish leads to retirement") % {"day": lowest.isoformat()},
            _("It is told in writing three months before, and the years of contribution must be met."),
            ("FLEX94",),
        )


def _after_the_end(plan: Plan) -> Iterator[Finding]:
    """A further ground, or a further separation, for an employment that has ended already."""
    ended = Case.objects.filter(employee=plan.person, state=Case.State.CLOSED, ends_on__isnull=False)
    last = ended.order_by("-ends_on").first()
    contract = people.last_contract(plan.person, plan.today)
    over = last.ends_on if last is not None else plan.person.left_on
    if over is None or (last is None and over >= plan.today) or (contract is not None and contract.starts_on > over):
        return
    if last is None or not plan.template.unilateral:
        if not plan.follows:
            text = _("Nobody leaves twice. Record the new contract first, if the person was hired again.")
            mend = _("What was wrong is mended in a new case that refers to case %(number)s, from its page.")
            yield Finding(
                "employment_ended",
                "late",
                _("The employment ended on %(day)s") % {"day": over.isoformat()},
                " ".join([text, mend % {"number": last.number}] if last is not None else [text]),
                ("LCL50",),
            )
        return
    yield Finding(
        "ground_after_notice",
        "late",
        _("The employment ended on %(day)s; no ground is added afterwards") % {"day": last.ends_on.isoformat()},
        _(
            "What was stated in the notice of case %(number)s stands; a court "
            "looks at that ground alone. Mend a mistake "
            "in a new case that refers to it, or in the dispute."
        )
        % {"number": last.number},
        ("LCL39", "SPC1-44"),
    )


def _to_know(plan: Plan) -> Iterator[Finding]:
    """What holds for whole kinds."""
    if plan.template.party == "employer" and plan.template.unilateral:
        yield Finding(
            "no_resignation_letter",
            "law",
            _("The employee is not asked for a resignation letter"),
            _("The company ends the contract; a resignation beside it would contradict the ground."),
            ("LCL39-1",) if plan.template.key == "probation_failure" else plan.template.legal_basis[:1],
        )
    if plan.template.quiet:
        yield Finding(
            "silence",
            "law",
            _("From now on no message goes to this person's account"),
            _("One colleague speaks with the family; all papers are handed over in person or by post."),
            ("LCL44",),
        )
    if plan.facts.get("ground39") == "criminal":
        yield Finding(
            "judgment_first",
            "soon",
            _("Only a final judgment carries this ground"),
            _("Before it, detention or bail is none; the contract may be suspended."),
            ("LCL39",),
        )
    if plan.facts.get("employee_type") == "rehired_retiree" and plan.template.key != "death_in_service":
        yield Finding(
            "no_labor_contract",
            "soon",
            _("Somebody who draws a pension has no labor contract"),
            _("The agreement on services decides how it ends; this process fits only in part."),
            ("LCL44",),
        )
    if plan.facts.get("employee_type") == "dispatched" and plan.template.unilateral:
        yield Finding(
            "dispatched",
            "soon",
            _("A dispatched worker is employed by the agency"),
            _("Only the agency ends the contract; the company may send the worker back on the grounds of the law."),
            ("LCL39", "LCL40"),
        )


RULES = (_ground_words, _probation, _protected, _money, _term, _retirement, _after_the_end, _to_know)


# --- acts of a running case -------------------------------------------------------------------------------------------


def require_act(loaded: store.Loaded, wish: Act, now: datetime) -> None:
    """Refuse days that the law does not allow when the end of the employment is fixed. Raises BadInput, Refused."""
    template, state = loaded.template, loaded.state
    today = now.astimezone(SHANGHAI).date()
    said = wish.facts.get("initiator")
    if said is not None and state.facts.get("initiator") not in (None, said):
        raise Refused(
            _("Who proposed it first was stated when the case began; that decides severance and stays."),
            code="initiator_stated",
        )
    if wish.step not in template.effective:
        _require_choice(loaded, wish)
        return
    reached = max((_reached(one.says, today) for one in wish.attach), default=today)
    probation = state.anchors.get("P")
    if probation is not None and wish.attach and reached > probation:
        raise Refused(
            _(
                "Probation ended on %(day)s: a notice that arrives later is no "
                "dismissal in probation. Cancel the case, "
                "or choose another ground."
            )
            % {"day": probation.isoformat()},
            code="probation_over",
        )
    last_day = wish.anchors.get("D")
    if last_day is None:
        return
    sentence = _wrong_last_day(loaded, wish, last_day, min(reached, today))
    if sentence:
        raise BadInput({"fact-D": sentence}, code="last_day")


def require_paper_day(loaded: store.Loaded, step: str, ending_on: str, now: datetime) -> None:
    """Refuse a paper that names a last day with which the act it is made for would be refused. Raises BadInput.

    `ending_on` is what was typed; whether it is a day at all is said where the paper is made.
    """
    if step not in loaded.template.effective:
        return
    try:
        last_day = date.fromisoformat(ending_on)
    except ValueError:
        return
    today = now.astimezone(SHANGHAI).date()
    sentence = _wrong_last_day(loaded, Act(step, (), {}, {"D": last_day}), last_day, today)
    if sentence:
        raise BadInput({"ending_on": sentence}, code="last_day")


def require_day(loaded: store.Loaded, name: str, day: date, now: datetime) -> None:
    """Refuse a changed day that the law would not have allowed when the end was fixed. Raises BadInput.

    A paper both sides signed moves the last day; it makes no ground of the law longer than the law has it.
    """
    state = loaded.state
    if name == "P":
        ends = people.probation(loaded.case.employee, now.astimezone(SHANGHAI).date())
        if ends is not None and ends.day is not None and day > ends.day:
            sentence = _(
                "By the contract on record probation ends on %(day)s; it is agreed once and never extended (Art. 19). "
                "If the record is wrong, correct the contract first."
            )
            raise BadInput({"day": sentence % {"day": ends.day.isoformat()}}, code="probation_extended")
    known = {**state.anchors, name: day}
    last_day = known.get("D")
    if last_day is None or name in ("T0", "A"):
        return
    done = [state.settled[key].at for key in loaded.template.effective if key in state.settled]
    served = max(done, default=now).astimezone(SHANGHAI).date()
    wish = Act(loaded.template.effective[0], (), {}, {name: day})
    sentence = _wrong_last_day(loaded, wish, last_day, min(served, last_day) if name != "D" else served)
    if sentence:
        raise BadInput({"day": sentence}, code="last_day")


def _reached(says: Mapping[str, Any], today: date) -> date:
    """The day an item says it reached the employee, else today."""
    return date.fromisoformat(says["day"]) if says.get("day") else today


def _wrong_last_day(loaded: store.Loaded, wish: Act, last_day: date, reached: date) -> str:
    """Why a last day cannot be; empty when it can."""
    template, state = loaded.template, loaded.state
    known = {**state.anchors, **wish.anchors}
    key = template.key
    if template.unilateral and last_day < reached:
        return _("A dismissal works from its arrival on: %(day)s or later, never back to an earlier day.") % {
            "day": reached.isoformat()
        }
    if "P" in known and last_day > known["P"]:
        return _(
            "%(last)s is after the end of probation, %(day)s: a dismissal in probation holds no longer then. "
            "Choose that day or an earlier one; whoever is to work longer parts by agreement, in a case of its own."
        ) % {
            "last": last_day.isoformat(),
            "day": known["P"].isoformat(),
        }
    if key == "nonfault_dismissal":
        served = known.get("N", reached)
        if state.facts.get("notice_mode") == "thirty_days" and last_day < served + NOTICE:
            return _("Thirty days' notice: %(day)s at the earliest, or pay a month's wage instead (Art. 40).") % {
                "day": (served + NOTICE).isoformat()
            }
    if key == "economic_layoff" and "B" in known and last_day < known["B"] + NOTICE:
        return _("The staff are told thirty days before: %(day)s at the earliest (Art. 41).") % {
            "day": (known["B"] + NOTICE).isoformat()
        }
    if key == "contract_expiry" and "C" in known and last_day < known["C"]:
        return _("The term ends on %(day)s. An earlier day would be a dismissal, which needs its own ground.") % {
            "day": known["C"].isoformat()
        }
    if key == "retirement" and "R" in known and last_day < known["R"]:
        return _("Retirement is planned for %(day)s; the contract does not end before it.") % {
            "day": known["R"].isoformat()
        }
    return ""


def _require_choice(loaded: store.Loaded, wish: Act) -> None:
    """Whoever did not choose retires at the statutory age. Raises BadInput."""
    mode = wish.facts.get("retire_mode")
    if mode in (None, "", "statutory_age"):
        return
    attached = [str(one.item) for one in wish.attach] + [str(one.item) for one in loaded.state.proof(wish.step)]
    if "employee.sign:retire_choice" not in attached:
        raise BadInput(
            {"retire_mode": _("Only the employee's own choice leads to earlier or later retirement.")},
            code="own_choice",
        )


def frozen_facts(loaded: store.Loaded) -> frozenset[str]:
    """Facts of the ground that nobody changes any more because the notice is out; empty before it."""
    state = loaded.state
    out = any(key in state.settled or state.proof(key) for key in loaded.template.effective)
    return frozenset(FROZEN) if out else frozenset()


def require_facts(loaded: store.Loaded, values: Mapping[str, FactValue]) -> None:
    """Refuse facts that would change the ground after the notice, or what the law itself settles. Raises Refused."""
    template, state = loaded.template, loaded.state
    settled = template.settled_facts()
    if any(name in settled and value != settled[name] for name, value in values.items()):
        raise Refused(
            _("The law settles this for this kind of separation; it cannot be stated otherwise."), code="settled_by_law"
        )
    changed = [name for name in values if name in FROZEN and state.facts.get(name) != values[name]]
    if changed and frozen_facts(loaded):
        raise Refused(
            _("The ground stands in the notice and is frozen with it; nothing is added or changed afterwards."),
            code="ground_frozen",
        )
    by_company = state.facts.get("initiator") == "employer"
    if template.key == "mutual_agreement" and by_company and values.get("severance_due") is False:
        raise Refused(
            _("The company proposed this agreement, so the law gives severance (Art. 46)."), code="severance_owed"
        )
