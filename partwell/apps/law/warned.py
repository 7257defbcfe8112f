"""Warnings in words, and their acknowledgement by name: shown where the act is done, never passed silently.

Whoever goes on says so by name; the entry in the case's stream holds the warning, its articles and what it rests on.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partwell.apps.evidence import actions as evidence
from partwell.core.warnings import RULES, Place, Warning, warnings
from partwell.lib.actor import Actor
from partwell.lib.refusal import Refusal

from .texts import READ

# code -> what it is, what goes wrong, the lawful way
WORDS: Mapping[str, tuple[Any, Any, Any]] = {
    "release_of_claims": (
        gettext_lazy("A general release of claims"),
        gettext_lazy("A release signed to get what is owed anyway has been refused effect."),
        gettext_lazy("List each sum with its basis and payment; leave out what cannot be given up."),
    ),
    "insurance_waived": (
        gettext_lazy("Social insurance given up"),
        gettext_lazy("Social insurance is owed by law; an agreement not to pay it is void."),
        gettext_lazy("Pay the arrears to the collecting authority, whatever was agreed."),
    ),
    "insurance_gated": (
        gettext_lazy("Contributions that wait for a signature"),
        gettext_lazy("Contributions are unconditional; making them wait for a signature is itself the violation."),
        gettext_lazy("Let the arrears run on their own; the undertaking is presented and answered beside them."),
    ),
    "employee_bears_employer_share": (
        gettext_lazy("The employee bears the employer's share"),
        gettext_lazy("The employer's share and the late surcharge are the company's alone."),
        gettext_lazy("Withhold only the employee's own share of months not withheld yet."),
    ),
    "cash_instead_of_contributions": (
        gettext_lazy("Cash instead of contributions"),
        gettext_lazy("Cash to the person does not discharge the duty and may have to be paid twice."),
        gettext_lazy("Pay the arrears to the fund; only what was withheld too much goes back in cash."),
    ),
    "threat_on_a_right": (
        gettext_lazy("A threat tied to a legal right"),
        gettext_lazy("A deadline of the company cannot affect what the law gives; the text is evidence of pressure."),
        gettext_lazy("Say by when an answer is wished, and that the right does not depend on it."),
    ),
    "silence_is_consent": (
        gettext_lazy("Silence taken as consent"),
        gettext_lazy("Silence is consent only where the law or a prior agreement says so."),
        gettext_lazy("Record that there was no answer, with the proof of delivery, and go on without it."),
    ),
    "employer_asks_for_resignation": (
        gettext_lazy("The employer asks for a resignation"),
        gettext_lazy("It turns a dismissal into a resignation: ground and unemployment benefit are lost."),
        gettext_lazy("Leave the paper out, or end the contract by mutual agreement that says who proposed it."),
    ),
    "forced_conclusion": (
        gettext_lazy("Only one conclusion can be chosen"),
        gettext_lazy("A conclusion that is fixed beforehand proves nothing about the person."),
        gettext_lazy("Offer reached, not reached, and not enough evidence."),
    ),
    "profiled_to_leave": (
        gettext_lazy("An exit begun on chats or a score"),
        gettext_lazy(
            "What a person writes, or a model's score, is no ground; profiling needs notice and an assessment."
        ),
        gettext_lazy("Talk with the person. Begin a case only on a ground of law, with its own facts and proof."),
    ),
    "confirmation_blocks_work": (
        gettext_lazy("Work or pay blocked until something is confirmed"),
        gettext_lazy("Confirmed under pressure weighs little; not giving work is a ground to leave with severance."),
        gettext_lazy("Offer to confirm, to object or to say nothing; none of them stops work or pay."),
    ),
    "wages_or_certificate_wait": (
        gettext_lazy("Wages or the certificate wait for a formality"),
        gettext_lazy("Wages and the certificate are due on the last day; only severance may wait for the handover."),
        gettext_lazy("Let them depend on the last day only."),
    ),
    "tamper_proof_claim": (
        gettext_lazy("A promise that nothing can be changed"),
        gettext_lazy("Changes can be discovered, not prevented; and records are kept for a period, not for ever."),
        gettext_lazy("Say that tampering can be discovered, and how long records are kept."),
    ),
    "signature_claim": (
        gettext_lazy("A signature called as good as by hand"),
        gettext_lazy("A finger on a screen equals handwriting only where the four conditions of Article 13 are met."),
        gettext_lazy("Say how it was signed: identity checked, code, time stamp; offer a certified signature."),
    ),
    "bottom_ranking": (
        gettext_lazy("Ranked last as the ground"),
        gettext_lazy("Being last among others is no proof of not being up to the job."),
        gettext_lazy("Judge against the agreed criteria; train or transfer first, then judge again."),
    ),
    "weights_not_100": (
        gettext_lazy("Weights that are not 100 % together"),
        gettext_lazy("A score that cannot be followed proves nothing."),
        gettext_lazy("Let the weights be 100 % before and after each change."),
    ),
    "criteria_not_received": (
        gettext_lazy("Hiring criteria the person never received"),
        gettext_lazy("Only criteria made known at hiring can be failed."),
        gettext_lazy("Use another ground, or go on with the employment."),
    ),
    "after_probation": (
        gettext_lazy("After the end of probation"),
        gettext_lazy("Failing probation is no ground from the day after probation on."),
        gettext_lazy("Choose a day within probation, or another ground."),
    ),
    "protected_person": (
        gettext_lazy("A person the law protects from this ending"),
        gettext_lazy("Without fault and for redundancy such a person cannot be dismissed."),
        gettext_lazy("Wait until the protection ends, or end by mutual agreement."),
    ),
    "union_not_heard": (
        gettext_lazy("The trade union was not told"),
        gettext_lazy("A dismissal by the employer is told to the union with its reasons beforehand."),
        gettext_lazy("Tell the union first and answer its opinion in writing."),
    ),
    "ground_in_certificate": (
        gettext_lazy("The ground or a judgment in the certificate"),
        gettext_lazy("The certificate holds term, day of ending, post and years of service, and nothing that judges."),
        gettext_lazy("Leave the words out; the ground stands in the notice."),
    ),
    "certificate_late": (
        gettext_lazy("The certificate is late"),
        gettext_lazy("It is due on the last day; damage from delay is the company's."),
        gettext_lazy("Issue it today, with the true last day and today's date."),
    ),
    "penalty_outside_law": (
        gettext_lazy("A penalty the law does not allow"),
        gettext_lazy("Only a training bond and a non-compete may carry liquidated damages."),
        gettext_lazy("Claim proven damage apart; leave the wage alone."),
    ),
    "deposit_or_papers_kept": (
        gettext_lazy("A deposit, or papers kept back"),
        gettext_lazy("No deposit may be taken and no identity card or certificate kept."),
        gettext_lazy("Give them back; claim loss of company property by its proof."),
    ),
    "below_what_is_owed": (
        gettext_lazy("Less than what is owed by law"),
        gettext_lazy("An agreement below the lawful sum can be set aside."),
        gettext_lazy("Agree at least on the sum worked out here, or say what is waived and why it may be."),
    ),
    "set_off_beyond_limit": (
        gettext_lazy("More taken from the wage than the law allows"),
        gettext_lazy("Damage comes off a wage only if agreed: at most a fifth of it, never below the minimum wage."),
        gettext_lazy("Pay the wage, take what may be taken, and claim the rest apart."),
    ),
    "bond_above_or_fixed": (
        gettext_lazy("A training bond above its cost, or one that does not fall"),
        gettext_lazy("A bond is at most the documented cost of the training, shared over the months not served."),
        gettext_lazy("State cost and months, and ask for the share of the months that are left."),
    ),
    "severance_withheld": (
        gettext_lazy("Severance held back for anything but the handover"),
        gettext_lazy("Severance is paid when the handover is done; no other condition may delay it."),
        gettext_lazy("Pay it at the handover; settle what else is open apart."),
    ),
    "noncompete_without_pay": (
        gettext_lazy("A non-compete without pay"),
        gettext_lazy("Unpaid, the person may ask to be released after three months and is owed pay for them."),
        gettext_lazy("State the monthly pay, or release the person now."),
    ),
}


COMPARED = {
    "certificate_late": gettext_lazy("The last day was %(first)s, today is %(second)s."),
    "after_probation": gettext_lazy("The probation ends on %(first)s, this takes effect on %(second)s."),
    "below_what_is_owed": gettext_lazy("%(first)s yuan agreed, %(second)s yuan owed."),
    "bond_above_or_fixed": gettext_lazy("%(first)s yuan agreed, %(second)s yuan paid for the training."),
}
"""What is said of two days or sums of which one is on the wrong side of the other."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A warning in words, for a page, the API and the log."""

    code: str
    title: str
    why: str
    lawful: str
    cite: str
    found: str
    severity: str
    risk: str = ""

    @property
    def tone(self) -> str:
        """late for what blocks in law, soon for the rest."""
        return "late" if self.severity == "blocker" else "soon"

    @property
    def rests_on(self) -> str:
        """What it rests on: words as they were written, days and sums in a sentence; never the name of a fact."""
        two = re.fullmatch(r"([\d.-]+) [<>] ([\d.-]+)", self.found)
        if two and self.code in COMPARED:
            return str(COMPARED[self.code]) % {"first": two[1], "second": two[2]}
        is_name = re.fullmatch(r"[a-z]+_[a-z_]+|resignation|0", self.found)
        return "" if is_name or not self.found else _("“%(words)s”") % {"words": self.found}


def shown(one: Warning) -> Shown:
    """A warning in the words of the reader's language; the words it rests on as they were written."""
    title, why, lawful = (str(text) for text in WORDS[one.code])
    cite = "；".join(f"《{law}》{article}" for law, article in map(_cited, one.cite))
    return Shown(one.code, title, why, lawful, cite, one.found, one.severity, one.risk)


def _cited(cite: str) -> tuple[str, str]:
    """The law and its article apart; a guiding case has none."""
    head, mark, tail = cite.partition("第")
    return (head, f"{mark}{tail}") if mark else (cite, "")


def title_of(code: str, title: str = "") -> str:
    """The title of a warning, for the timeline; without words of its own the one it was shown under, else its code."""
    return str(WORDS[code][0]) if code in WORDS else title or code


class Unacknowledged(Refusal):
    """The act goes on once the warnings are acknowledged by name. `fields` maps each code to its sentence.

    No form catches it by accident as wrong input: where a page does not show the warnings in its own form, the page
    of the refusal asks, and sends the same form once more.
    """

    status = 422
    page = "law/asked.html"

    def __init__(self, found: Sequence[Warning | Shown]) -> None:
        self.warnings = [one if isinstance(one, Shown) else shown(one) for one in found]
        sentences = {
            one.code: _("%(title)s: %(why)s %(lawful)s (%(cite)s)")
            % {"title": one.title, "why": one.why, "lawful": one.lawful, "cite": one.cite}
            for one in self.warnings
        }
        lead = _("Please read the warning and say by name that you go on, or change what was written.")
        super().__init__(f"{lead} {' '.join(sentences.values())}", code="not_acknowledged")
        self.fields = sentences


def require(
    where: Place,
    what: Mapping[str, Any],
    facts: Mapping[str, Any],
    *,
    text: str = "",
    acknowledged: Collection[str] = (),
    by: Actor,
) -> tuple[Warning, ...]:
    """The warnings of an act that a person is about to do. Raises Unacknowledged for those not acknowledged yet.

    The program's own acts are not asked: its texts are reviewed when they are shipped. What the person goes on with
    comes with the act (`acknowledged`) or with the request (`by.goes_on_with`).
    """
    if by.is_system:
        return ()
    found = warnings(where, what, facts, text=text)
    left = [one for one in found if one.code not in {*acknowledged, *by.goes_on_with}]
    if left:
        raise Unacknowledged(left)
    return found


def read(
    act: str,
    *texts: str,
    facts: Mapping[str, Any] | None = None,
    acknowledged: Collection[str] = (),
    where: Place | None = None,
    by: Actor,
) -> tuple[Warning, ...]:
    """What is recognized in the words of an act that stands in `texts.READ`. Raises Unacknowledged as `require`."""
    place = where or READ[act].place
    return require(place, {}, facts or {}, text="\n".join(texts), acknowledged=acknowledged, by=by)


def kept(act: str, found: Sequence[Warning], *, about: str, stream: Any, by: Actor, now: datetime) -> None:
    """Record what was gone on with in an act of `texts.READ`, in its transaction."""
    acknowledge(found, where=READ[act].place, about=about, stream=stream, by=by, now=now)


def acknowledge(
    found: Sequence[Warning | Shown], *, where: Place, about: str, stream: Any, by: Actor, now: datetime
) -> None:
    """Record by name what was acknowledged, in the transaction of the act; what has no words here brings its title."""
    drafts = [
        evidence.Draft(
            "warning.acknowledged",
            {
                "warning": one.code,
                "risk": one.risk,
                "where": where,
                "about": about,
                "cite": [one.cite] if isinstance(one, Shown) else list(one.cite),
                "found": one.found[:200],
                "name": by.name,
                **({"title": one.title} if isinstance(one, Shown) else {}),
            },
        )
        for one in found
    ]
    if drafts:
        evidence.record_all(stream, drafts, by=by, now=now)


assert set(WORDS) == set(RULES), "every warning has its words"
