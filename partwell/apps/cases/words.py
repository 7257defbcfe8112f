"""The words of a refusal: what is missing, who owes it, until when, and what does not depend on it.

`core.process.decide` answers with codes and values; here they become the one sentence that page, API, admin and
commands show.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.core.process.conditions import Condition
from partwell.core.process.decide import FACT_KEEPERS, Open, Refusal
from partwell.core.process.template import Item, Step, Template
from partwell.lib import registry, template_files
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import BadInput, Missing, NotAllowed, Refused
from partwell.lib.refusal import Refusal as Refuse

WhoIs = Callable[[str], str]
"""Role -> the names of those who hold it in this case."""


def is_chinese() -> bool:
    """Whether the reader's language is Chinese."""
    return (get_language() or "zh-hans").startswith("zh")


_ASIDE = re.compile(r"(?<=.)\s*[(（]([^()（）]+)[)）]$")


def in_short(title: str) -> str:
    """A title without the explanation in brackets at its end: 离职面谈 for 离职面谈(员工可谢绝)."""
    return _ASIDE.sub("", title)


def step_title(step: Step) -> str:
    """What a step is called in lists and sentences, in the reader's language; `step_aside` is what it leaves out."""
    return in_short(_whole_title(step))


def step_aside(step: Step) -> str:
    """The explanation in brackets at the end of a step's title; empty where there is none."""
    found = _ASIDE.search(_whole_title(step))
    return found[1] if found else ""


def _whole_title(step: Step) -> str:
    return step.title if is_chinese() or not step.title_en else step.title_en


_CODE = re.compile(r"\s*\b(guard|[a-z]+(?:_[a-z0-9]+)+)\b\s*")


def step_note(step: Step) -> str:
    """The template's hint for who does a step, in words: no name of a fact or kind as the engine spells it.

    Hints are written in Chinese; a reader of English gets none.
    """
    return _CODE.sub(_said, step.note) if is_chinese() else ""


def _said(found: re.Match[str]) -> str:
    code, known = found[1], template_files.facts()
    if code == "guard":
        return "条件"
    if code in _KINDS:
        return f"“{kind_title(code)}”"
    return f"“{known[code].label}”" if code in known else found[0]


def template_title(template: Template) -> str:
    """The template's title in the reader's language."""
    return template.title if is_chinese() or not template.title_en else template.title_en


def condition(when: Condition) -> str:
    """A condition as a sentence in the reader's language."""
    sentence = when.sentence_zh if is_chinese() else when.sentence_en
    return sentence(template_files.facts())


_KINDS = {
    "voluntary_resignation": gettext_lazy("Resignation"),
    "probation_failure": gettext_lazy("Probation"),
    "serious_misconduct": gettext_lazy("Misconduct"),
    "nonfault_dismissal": gettext_lazy("No-fault dismissal"),
    "mutual_agreement": gettext_lazy("Mutual agreement"),
    "contract_expiry": gettext_lazy("Contract expiry"),
    "retirement": gettext_lazy("Retirement"),
    "economic_layoff": gettext_lazy("Layoff"),
    "constructive_dismissal": gettext_lazy("Constructive dismissal"),
    "absence_no_contact": gettext_lazy("Absence without contact"),
    "death_in_service": gettext_lazy("Death in service"),
}


def kinds() -> tuple[str, ...]:
    """The kinds of separation there are."""
    return tuple(_KINDS)


def kind_title(separation_type: str) -> str:
    """A short name for the kind of separation, for tags and lists; the template's title is the full one."""
    return str(_KINDS.get(separation_type, separation_type))


def role_title(role: str) -> str:
    """The role's name in the reader's language; the employee is no role of the table."""
    if role == "employee":
        return _("the employee")
    return accounts.role_titles("zh-hans" if is_chinese() else "en").get(role, role)


def name_of(name: str) -> str:
    """What a proof item is called: the document's or calculation's title, or the phrase for a record."""
    for group in ("documents", "calculations"):
        kind = registry.kinds(group).get(name)
        if kind is not None:
            return str(kind.title if is_chinese() else kind.title_en)
    return _phrase(name)


def anchor_title(name: str) -> str:
    """What a day of a case is called."""
    titles = {
        "T0": _("Day it began"),
        "D": _("Last day, the day the contract ends"),
        "P": _("Last day of probation"),
        "C": _("Last day of the term"),
        "R": _("Planned day of retirement"),
        "A": _("Day of the accident, or of the diagnosis"),
        "N": _("Day the notice reached the employee"),
        "B": _("Day the union or the staff was told"),
        "W": _("Last day named in the employee's notice"),
    }
    return titles.get(name, name)


def question(item: Item) -> str:
    """What is asked where something has to be written for a proof item."""
    return {
        ("employee", "form"): _("In your own words"),
        ("employer", "form"): _("What is to be stated"),
        ("system", "log"): _("What is entered in the log"),
    }.get((item.party, item.kind), _("What happened"))


def hint(item: Item) -> str:
    """What belongs into a form or record, so that it proves something later."""
    hints = {
        "incident": _("When and where, what was seen and by whom, which papers there are. No judgment."),
        "investigation": _("Who was heard, which papers and data were secured, what is proved and what is not."),
        "protect_checklist": _(
            "Go through all six situations of Art. 42 one by one, and say for each from which record it is known."
        ),
        "ground40": _("Which of the three grounds, and the facts that carry it."),
        "open_ended_check": _("Years of service, number of fixed terms in a row, whether the employee asked for one."),
        "priority_retention": _("Who must be kept first by law and how this person compares with them."),
        "contact_attempts": _("Each attempt: when, by which way, who, what came of it; police if need be."),
        "attendance": _("Which days were missed by the roster, and that no leave was asked for or granted."),
        "expiry_alert": _("The last day of the term, and that the alert was raised sixty days before it."),
        "consultation": _("When, who took part, what was proposed, what the employee answered."),
        "training": _("From when to when, what was trained and by whom, what came of it."),
        "other_job_result": _("Which work was offered, from when, and why it could not be done."),
        "proposal": _("Who spoke first, when, to whom, in which words."),
        "condolence": _("Who of the company speaks with the family, and when the first talk was."),
        "briefing": _("When and where, who was told, what was said and handed out."),
        "opinions": _("Each opinion and the answer to it."),
        "defence": _("What happened from your side, and what proves it. You may attach files to a later message."),
        "explanation": _("Why you were not at work; a sick note or a message from you is enough for now."),
        "work_inventory": _("Work in progress, papers, devices, accounts; who took over what."),
        "handover_list": _("One a line: what | where it is or how far | state"),
        "account_list": _("Each account and right, and where its data are backed up."),
        "art38_review": _("Each ground the notice names, the records looked at, what they say."),
        "rule_publication": _("How the rule was made known: training, mail, notice board; when, to whom."),
    }
    return hints.get(item.name, "")


def own_heading(separation_type: str, effective: bool) -> str:  # noqa: FBT001 - a value of the case
    """Where the own case stands, for the employee's first page."""
    if effective:
        return _("Your separation is being handled")
    return {
        "probation_failure": _("The company is judging your probation; nothing is decided yet"),
        "mutual_agreement": _("You and the company are talking about parting by agreement; you may say no"),
        "contract_expiry": _("Your contract comes to the end of its term; you will be told whether it is renewed"),
        "retirement": _("Your retirement is being prepared"),
        "absence_no_contact": _("The company could not reach you; nothing is decided yet"),
    }.get(separation_type, _("The company is looking into a matter that concerns you; nothing is decided yet"))


def own_note(key: str) -> str:
    """What the employee should know before a step of the own: what an answer means, and that none is an answer too."""
    return {
        "assessment_ack": _("You may confirm that you received it, or object in writing. Receipt is not consent."),
        "defence": _("Nothing is decided. What you write is kept word for word and answered in writing."),
        "undertaking": _("You may sign it, sign with objections, or decline; all three are valid."),
        "handover_done": _("Go through the list with whoever takes over. You may add what is missing or wrong."),
        "settlement_note": _("It confirms only what was paid. You may leave it unsigned; nothing depends on it."),
        "agreement_signed": _("Sign it or not, as you decide. Without your signature your contract simply goes on."),
        "choice": _("Read the ways of retiring first. Without a choice the statutory age holds."),
        "early_written": _("Retiring earlier is your own free choice; it is told three months before."),
        "resign": _("It takes effect when you submit it and needs no approval."),
        "notice_in": _("It takes effect when it arrives and needs no approval."),
    }.get(key, "")


def own_unaffected(effective: bool) -> str:  # noqa: FBT001 - a value of the case
    """What does not depend on the employee's answer."""
    if effective:
        return _("Whatever you answer, wages, arrears and certificate go ahead as usual.")
    return _("Whatever you answer, wages and social insurance go ahead as usual.")


def item_title(item: Item, forms: Mapping[str, Mapping[str, Any]] | None = None, steps: Iterable[Step] = ()) -> str:
    """One sentence part for a proof item: "signed by the employee: 《离职保证书》"; a form by the template's title.

    Proof of a card that somebody added has no name but the card's, which is among `steps`.
    """
    form = (forms or {}).get(item.name)
    name = (form["title"] if is_chinese() else form.get("title_en") or form["title"]) if form else name_of(item.name)
    if name == item.name:
        plain = name.removesuffix("_more").removesuffix("_with_reservation")
        name = next((step_title(step) for step in steps if step.key == plain), name)
    shapes = {
        ("employee", "sign"): _("signed by the employee: %(name)s"),
        ("employee", "form"): _("written by the employee: %(name)s"),
        ("employee", "decline"): _("declined by the employee: %(name)s"),
        ("employer", "sign"): _("signed for the company: %(name)s"),
        ("employer", "seal"): _("issued under the company seal: %(name)s"),
        ("employer", "form"): _("form filled: %(name)s"),
        ("employer", "file"): _("file kept: %(name)s"),
        ("employer", "record"): _("recorded: %(name)s"),
        ("third", "delivery"): _("delivered with proof: %(name)s"),
        ("third", "receipt"): _("payment voucher: %(name)s"),
        ("third", "file"): _("paper of a third party: %(name)s"),
        ("third", "sign"): _("signed by the receiver: %(name)s"),
        ("authority", "file"): _("paper of an authority: %(name)s"),
        ("employee", "file"): _("handed in by the employee: %(name)s"),
        ("authority", "receipt"): _("receipt of the authority: %(name)s"),
        ("system", "calc"): _("calculated: %(name)s"),
        ("system", "log"): _("in the log: %(name)s"),
        ("system", "record"): _("recorded by the program: %(name)s"),
    }
    return shapes.get((item.party, item.kind), "%(name)s") % {"name": name}


def moment(at: datetime | None) -> str:
    """An instant as people here say it: 11月26日 17:00, or 26 Nov 17:00."""
    if at is None:
        return _("no date yet")
    local = at.astimezone(SHANGHAI)
    if (local.hour, local.minute) == (0, 0):
        # 24:00 of a day is the end of that day, not the beginning of the next.
        last = local - timedelta(days=1)
        return f"{last.month}月{last.day}日" if is_chinese() else f"{last.day} {last:%b}"
    if is_chinese():
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {local:%b %H:%M}"


def due_class(kind: str) -> str:
    """Which deadline it is, in words: law and house rules never look alike."""
    return _("statutory deadline") if kind == "statutory" else _("company deadline")


def missing(opens: Iterable[Open], template: Template, who_is: WhoIs) -> tuple[Missing, ...]:
    """What stands in the way, for people."""
    return tuple(
        Missing(
            step=one.step,
            what=step_title(template.step(one.step)),
            who=_("、").join(dict.fromkeys(filter(None, map(who_is, one.who)))) or _("nobody yet"),
            due=one.due_at,
            due_class=one.due_class,
        )
        for one in opens
    )


def unaffected(template: Template, step: Step | None = None) -> str:
    """What does not wait for a step: the duties of law, when the step itself is none."""
    if step is not None and step.duty:
        return ""
    if template.quiet:
        return _("The wages and what the family may claim do not depend on this.")
    return _("Wages, social insurance and the certificate do not depend on this.")


def refuse(refusal: Refusal, template: Template, who_is: WhoIs) -> Refuse:
    """The exception to raise for a refusal of the engine."""
    step = next((one for one in template.steps if one.key == refusal.step), None)
    found = missing(refusal.missing, template, who_is)
    if refusal.facts:
        found = _unknown(refusal.facts, template, who_is, refusal.step)
    sentence = _sentence(refusal, step, found)
    if refusal.kind == "not_allowed":
        return NotAllowed(sentence, code=refusal.code)
    if refusal.kind == "bad_input":
        fields = dict.fromkeys(refusal.fields, sentence) or {"step": sentence}
        return BadInput(fields, sentence=sentence, code=refusal.code)
    return Refused(
        sentence,
        code=refusal.code,
        missing=found,
        unaffected=unaffected(template, step),
    )


def fact_title(name: str) -> str:
    """What a fact of the dictionary is called."""
    known = template_files.facts().get(name)
    return (known.label if is_chinese() else known.label_en) if known else name


def _unknown(facts: tuple[str, ...], template: Template, who_is: WhoIs, step: str) -> tuple[Missing, ...]:
    """The facts that are missing, each with who states it and where: a step that sets it, else the case's facts."""
    found = []
    for name in facts:
        setting = next((one for one in template.steps if name in one.sets), None)
        owner = known.owner if (known := template_files.facts().get(name)) else ""
        keeper = owner if owner in FACT_KEEPERS else FACT_KEEPERS[0]
        words = {"fact": fact_title(name), "step": step_title(setting) if setting else ""}
        if setting:
            what = _("%(fact)s (stated with the step %(step)s)") % words
        else:
            what = _("%(fact)s (stated on the page of the case's facts)") % words
        who = who_is(setting.who[0] if setting else keeper) or _("nobody yet")
        found.append(Missing(step=setting.key if setting else step, what=what, who=who))
    return tuple(found)


def _sentence(refusal: Refusal, step: Step | None, found: tuple[Missing, ...]) -> str:
    """The sentence of one refusal code."""
    first = found[0] if found else None
    values: Mapping[str, object] = {
        "step": step_title(step) if step else "",
        "item": item_title(Item.parse(refusal.item)) if refusal.item else "",
        "what": first.what if first else "",
        "who": first.who if first else "",
        "due": moment(first.due) if first else "",
        "kind": due_class(first.due_class) if first else "",
        "at": moment(refusal.until),
        "count": len(found),
        "until": moment(refusal.until),
        "roles": _("、").join(role_title(role) for role in (step.who if step else ())),
    }
    sentences = {
        "open_steps": _(
            "Cannot close yet: %(count)s steps are open. The first is %(what)s; "
            "%(who)s is to do it by %(due)s (%(kind)s)."
        ),
        "waits": _("%(step)s waits for %(what)s; %(who)s is to do it by %(due)s (%(kind)s)."),
        "undetermined": _(
            "%(step)s hangs on a fact that is not known yet: %(what)s. %(who)s states it; nothing is guessed."
        ),
        "guard": _("%(step)s is stopped by law: the facts on record do not allow it. The case can only be cancelled."),
        "step_settled": _("%(step)s is done already; nothing was changed."),
        "step_not_applicable": _("%(step)s does not apply to this case."),
        "not_optional": _("%(step)s is required; it can't be declined or skipped."),
        "not_your_step": _("%(step)s is for %(roles)s. Hand it to one of them."),
        "not_your_item": _("You can't attach this: %(item)s. Nobody acts in another's name."),
        "not_your_turn": _("%(step)s is signed in order; it is not your turn yet."),
        "silence_needs_delivery": _(
            "%(item)s: silence can be recorded only after the request was delivered. Deliver it first."
        ),
        "silence_takes_time": _("%(item)s: the period runs until %(until)s. Silence can be recorded after that."),
        "file_needed": _("%(item)s: upload the file that proves it."),
        "no_such_item": _("%(step)s does not ask for this proof."),
        "no_such_step": _("This case has no such step."),
        "nothing_to_do": _("%(step)s: attach a proof, or state what the step determines."),
        "not_complete": _("%(step)s is not complete yet: its waiting time runs until %(until)s, or a fact is missing."),
        "not_set_by_step": _("%(step)s does not determine this fact."),
        "facts_by_hr": _("Facts are stated by HR."),
        "unknown_fact": _("This fact is not in the dictionary, or HR does not state it."),
        "set_by_step": _("This fact is determined by the step %(step)s, with its proof."),
        "close_by_hr": _("A case is closed by HR."),
        "cancel_by_hr_manager": _("A case is cancelled by the HR manager."),
        "reason_needed": _("Write the reason; it is kept with the case."),
        "resignation_stands": _(
            "A resignation takes effect when submitted; it needs no approval and can't be deleted or cancelled."
        ),
        "already_effective": _("The separation has taken effect; the case can't be cancelled. Finish it and close it."),
        **_act_sentences(),
        "case_closed": _("The case is closed. Open a new case that refers to it."),
        "case_cancelled": _("The case was cancelled."),
    }
    return sentences.get(refusal.code, _("This is not possible now.")) % values


def _act_sentences() -> dict[str, str]:
    """The sentences of seats, ways back and changed days."""
    return {
        "step_not_ready": _("%(step)s is not up now, so nothing is asked or answered on it."),
        "act_not_offered": _("%(step)s does not offer this. Its template says which acts there are."),
        "done_for_all": _("%(step)s is done once for the whole batch; this case points to it."),
        "handed_on": _("This seat of %(step)s was handed on; %(who)s acts in it now."),
        "asked_first": _(
            "%(step)s: %(who)s was asked first and has not answered yet. Wait, or call the question back."
        ),
        "added_asks_nobody": _("%(step)s: whoever was added gives an own answer and asks nobody else."),
        "deputy_hands_nothing_on": _("%(step)s: a deputy does not hand another's seat on."),
        "person_needed": _("Choose a colleague."),
        "own_case": _("The person the case is about has no seat of the company in it. Choose somebody else."),
        "asks_oneself": _("Choose somebody other than yourself."),
        "asked_already": _("%(step)s: this person was asked, or acted, already."),
        "person_lacks_role": _(
            "%(step)s: this person does not hold the role of the seat, nor one it falls back to. "
            "Choose one who does, or ask for an opinion instead."
        ),
        "distinct_seats": _("%(step)s is signed by different people; this person holds its other seat."),
        "too_many_seats": _("%(step)s: no more than 20 people can be asked."),
        "seat_of_another": _(
            "%(step)s: this seat is another's; only its holder answers, only who added it takes it away."
        ),
        "seat_answered": _("%(step)s: this seat was answered or taken away already; nothing was changed."),
        "no_such_seat": _("There is no such seat."),
        "no_such_answer": _("This answer is not one of those asked for."),
        "no_earlier_step": _("A return leads to an earlier step that was done. Choose one of those shown."),
        "has_effect": _(
            "%(step)s has had its effect in law; the way back does not lead across it. "
            "Go on, or cancel the case while that is possible."
        ),
        "not_done_yet": _("%(step)s is not done; there is nothing to take back."),
        "not_your_completion": _(
            "%(step)s was done by somebody else; only who did it takes it back. Ask for a return."
        ),
        "others_took_part": _("%(step)s: others took part in it; it is not taken back by one alone. Ask for a return."),
        "not_of_two_sides": _(
            "%(step)s: only a signature that waits for the other side's is taken back here. What was declared or "
            "received stays as it was said; say what is wrong with it under Help."
        ),
        "countersigned": _("%(step)s: the other side has signed; it is not taken back by one side alone any more."),
        "successor_began": _("%(step)s has begun on it already; it can't be taken back any more. Ask for a return."),
        "day_too_early": _(
            "This day is too early: %(step)s was done on %(at)s, and the law wants its whole period before the day. "
            "Choose a later one."
        ),
        "days_by_hr": _("The days of a case are changed by HR."),
        "no_such_day": _("This day is not set yet, or it can't be changed."),
        "same_day": _("This is the day that holds already."),
        "paper_needed": _("Upload the paper that shows the new day."),
    }


def _phrase(name: str) -> str:
    """Names of records and papers that are no document kind of their own."""
    phrases = {
        "no_defence": _("no statement was made within the period"),
        "incident": _("what was reported"),
        "rule_text": _("text of the company's rule"),
        "democratic_procedure": _("how the rule was adopted with the staff"),
        "rule_receipt": _("receipt of the rule signed earlier"),
        "rule_publication": _("how the rule was made known"),
        "investigation": _("what the investigation found"),
        "evidence_hash": _("hash of the evidence collected"),
        "judgment": _("final judgment"),
        "defence": _("own statement"),
        "public_notice": _("public notice"),
        "ground40": _("ground of Art. 40 and why"),
        "medical_record": _("medical record"),
        "record_requested": _("medical record asked for"),
        "capacity_appraisal": _("result of the appraisal of working capacity"),
        "appraisal_requested": _("appraisal of working capacity asked for"),
        "appraisal_not_accepted": _("appraisal not accepted by the commission"),
        "other_job_result": _("what came of the other work"),
        "training": _("training"),
        "change_proof": _("proof of the changed circumstances"),
        "consultation": _("talk on changing the contract"),
        "bank_lieu": _("bank voucher of the pay in lieu"),
        "bank_medical": _("bank voucher of the medical subsidy"),
        "bank_arrears": _("bank voucher of the wages owed"),
        "authorise": _("approval of the offer"),
        "expiry_alert": _("alert that the term ends"),
        "open_ended_check": _("check whether an open-ended contract is due"),
        "renewal_opinion": _("opinion on renewal"),
        "contribution_record": _("record of contributions"),
        "post_category": _("paper on the kind of post"),
        "late_agreement": _("agreement on the delay"),
        "dossier_pack": _("papers of the dossier review"),
        "pension_apply": _("application for the pension"),
        "pension_decision": _("decision on the pension"),
        "farewell": _("farewell"),
        "business_proof": _("proof of the situation of Art. 41"),
        "briefing": _("briefing of the union or the staff"),
        "briefing_attendance": _("attendance list of the briefing"),
        "opinions": _("opinions heard and answered"),
        "layoff_report": _("report to the labor administration"),
        "priority_retention": _("who must be kept first"),
        "outplacement": _("help to a new job"),
        "art38_paper": _("notice under Art. 38 on paper"),
        "art38_review": _("check of the grounds"),
        "dispute_pack": _("evidence for a dispute"),
        "attendance": _("absence without leave"),
        "contact_attempts": _("attempts to reach the person"),
        "explanation": _("own explanation"),
        "condolence": _("condolences and who speaks with the family"),
        "death_certificate": _("death certificate"),
        "injury_claim": _("application for recognition as a work injury"),
        "heirs_proof": _("papers of the heirs"),
        "survivor_benefit": _("claim of funeral and survivor benefits"),
        "balance_claim": _("claim of the account balances"),
        "work_inventory": _("stock of work and assets"),
        "appraisal_1": _("appraisal that shows it the first time"),
        "appraisal_2": _("appraisal that shows it again"),
        "no_response": _("no answer was given within the period"),
        "no_objection": _("no objection was raised within the period"),
        "not_answered": _("not answered within the period"),
        "no_opinion_after_period": _("the union gave no opinion within the period"),
        "unilateral_inventory": _("inventory made without the employee"),
        "employee_declined": _("the employee did not take part"),
        "back_payment_not_due": _("no back payment is due"),
        "delivery_failed": _("delivery failed on every channel"),
        "exam_arranged": _("health examination arranged"),
        "bank_wage": _("bank voucher of the wage"),
        "bank_back_payment": _("bank voucher of the back payment"),
        "bank_severance": _("bank voucher of the severance"),
        "si_payment": _("payment of the arrears"),
        "si_transfer": _("social insurance transfer"),
        "unemployment_list": _("list of unemployed persons"),
        "hpf": _("housing fund"),
        "dossier": _("personnel dossier"),
        "protect_checklist": _("checklist of protected situations"),
        "dept_conclusion": _("conclusion of the department"),
        "decision": _("decision"),
        "hr_review": _("HR review"),
        "interview": _("exit interview"),
        "account_list": _("list of accounts"),
        "account_disabled": _("accounts disabled"),
        "manifest": _("manifest of the file"),
        "opened": _("opened by the employee"),
        "talk": _("talk with the manager"),
        "dept_ack": _("taken note by the department"),
        "union_opinion": _("opinion of the union"),
        "occ_exam_report": _("report of the health examination"),
        "key_handover": _("handover of key matters"),
        "finance_statement": _("statement of loans and expenses"),
        "asset_shortfall": _("assets not returned"),
        "objection": _("objection"),
        "resignation_paper": _("resignation on paper"),
        "criteria_receipt": _("receipt of the hiring criteria"),
        "certificate_receipt": _("receipt of the certificate"),
        "rights_letter_receipt": _("receipt of the rights letter"),
        "undertaking_with_reservation": _("Separation Undertaking, with reservation"),
        "objection_reply": _("reply to the objection"),
        "permit_cancel": _("work permit cancelled"),
        "exit_entry_report": _("report to the exit and entry administration"),
        "injury_not_due_reasons": _("reasons why no injury subsidy is due"),
        "injury_medical_claim": _("claim of the medical subsidy"),
        "bank_injury_subsidy": _("bank voucher of the injury subsidy"),
    }
    return phrases.get(name, name)
