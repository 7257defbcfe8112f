"""Which words that a person types are read for practices that go wrong in law, and which are not and why. One list.

An act that takes words stands here, by module and function: where it is looked at and which of its parameters are
words. A test goes through every action of the apps, so that a new text is either read or left with a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from partwell.core.warnings import Place


@dataclass(frozen=True, slots=True)
class Read:
    """Words that are read: the place of the rules, and the parameters that hold them."""

    place: Place
    texts: tuple[str, ...]


READ: Mapping[str, Read] = {
    "appraisals.actions.create_plan": Read("appraisal", ("title", "metrics")),
    "appraisals.actions.reply": Read("appraisal", ("text",)),
    "appraisals.actions.score": Read("appraisal", ("comment", "inputs")),
    "appraisals.reviews.ask_override": Read("appraisal", ("reason",)),
    "appraisals.reviews.judge_improvement": Read("appraisal", ("result",)),
    "appraisals.reviews.review": Read("appraisal", ("reason",)),
    "appraisals.reviews.set_improvement": Read("appraisal", ("shortfall", "goals")),
    "appraisals.tasks.cancel": Read("appraisal", ("reason",)),
    "appraisals.tasks.set_task": Read("appraisal", ("title",)),
    "attendance.actions.noshow.settle_noshow": Read("notice", ("note",)),
    "attendance.actions.requests.decide": Read("notice", ("answer",)),
    "attendance.actions.sheets.reply_to_dispute": Read("notice", ("text",)),
    "cases.actions.cancel": Read("notice", ("reason",)),
    "cases.actions.start": Read("start", ("ground", "follow_reason")),
    "cases.actions.state_facts": Read("notice", ("why",)),
    "cases.acts.answer": Read("notice", ("text",)),
    "cases.acts.ask": Read("notice", ("why",)),
    "cases.acts.change_day": Read("notice", ("why",)),
    "cases.acts.comment": Read("notice", ("text",)),
    "cases.acts.copy": Read("notice", ("text",)),
    "cases.acts.give_back": Read("notice", ("why",)),
    "cases.acts.remove": Read("notice", ("why",)),
    "cases.acts.withdraw": Read("notice", ("why",)),
    "cases.batches.begin": Read("start", ("title", "reason")),
    "cases.batches.end": Read("notice", ("reason",)),
    "cases.batches.hand_in": Read("notice", ("given",)),
    "cases.batches.put_on": Read("start", ("reason",)),
    "cases.batches.take_off": Read("notice", ("reason",)),
    "cases.moving.decide": Read("notice", ("reason",)),
    "cases.papers.make": Read("paper", ("inputs",)),
    "cases.proof.hand_in": Read("notice", ("given", "reason")),
    "cases.versions.submit": Read("template", ("draft",)),
    "cases.watching.record_done": Read("notice", ("note",)),
    "documents.actions.replace": Read("paper", ("reason",)),
    "documents.actions.withdraw": Read("paper", ("reason",)),
    "settlements.reviewing.review": Read("settlement", ("reason",)),
    "training.actions.take_out": Read("notice", ("reason",)),
}
"""By the act. A paper that is the certificate is read as one; a step that pays is read as a payment."""

_OWN = "the employee's own words, which nobody corrects"
_TO_COLLEAGUE = "told to a colleague about a document or a table, not about a person's rights"
_NAME = "a name"
LEFT: Mapping[str, Mapping[str, str]] = {
    "accounts.deputies.name": {"reason": "why a colleague stands in; about the two of them, not about a case"},
    "appraisals.actions.answer": {"objection": _OWN},
    "appraisals.actions.assess_oneself": {"text": _OWN},
    "appraisals.ratings.give": {"sentence": "a colleague's opinion of a month; what is done with it is read"},
    "appraisals.ratings.step_out": {"reason": "a colleague's own words on why he does not judge"},
    "appraisals.reviews.receive_improvement": {"objection": _OWN},
    "attendance.actions.requests.ask_correction": {"reason": _OWN},
    "attendance.actions.requests.ask_leave": {"reason": _OWN},
    "attendance.actions.requests.ask_overtime": {"reason": _OWN},
    "attendance.actions.sheets.answer_sheet": {"dispute": _OWN},
    "attendance.actions.punches.add_punches": {"given": "times, names and numbers of a clock"},
    "attendance.actions.sheets.renew": {"was": "figures of the version before"},
    "attendance.actions.setup.add_rules": {"permit": "number of the authority's permit", "data": "numbers of rules"},
    "attendance.actions.setup.add_shift": {"title": _NAME},
    "cases.acts.take_back": {"why": _OWN},
    "cases.former.choose_passphrase": {"text": "a passphrase"},
    "cases.linking.tell": {"reason": "written by `start`, which reads it"},
    "cases.moving.decide_many": {"reason": "handed on to `decide`, which reads it for each case"},
    "cases.papers.draft_art38": {"given": _OWN},
    "cases.papers.draft_resignation": {"text": _OWN},
    "cases.proof.answer": {"text": "the answer to a paper: the employee's own words or a seat's sealed ones"},
    "cases.reissue.issue": {"reason": "handed on to `documents.actions.replace`, which reads it"},
    "cases.reissue.take_back": {"reason": "handed on to `documents.actions.withdraw`, which reads it"},
    "cases.retention.ask_lift": {"reason": "on keeping a file; no person reads it as a demand"},
    "cases.retention.place_hold": {"reason": "on keeping a file; no person reads it as a demand"},
    "cases.versions.change_draft": {"edit": "the draft is read whole when it is handed in"},
    "cases.versions.retire": {"reason": _TO_COLLEAGUE},
    "cases.versions.send_back": {"why": _TO_COLLEAGUE},
    "cases.versions.submit": {"reason": _TO_COLLEAGUE, "acknowledged": "the written acknowledgement itself"},
    "documents.actions.end_agreement": {"reason": "read as that of `documents.actions.withdraw`, unless one's own"},
    "documents.actions.prepare_answer": {"text": _OWN},
    "documents.consent.end": {"reason": "handed on to `documents.actions.end_agreement`"},
    "documents.passkeys.register": {"name": _NAME, "given": "what the device answered"},
    "evidence.keeping.place_hold": {"reason": "on keeping a file; no person reads it as a demand"},
    "law.actions.answer_once": {"reason": _TO_COLLEAGUE},
    "law.actions.answer_confirmation": {"reason": _TO_COLLEAGUE},
    "law.tables.answer": {"reason": _TO_COLLEAGUE},
    "settlements.actions.calculate": {"inputs": "figures of a sum; its words are read at the review"},
    "settlements.actions.context_of": {"inputs": "figures of a sum; its words are read at the review"},
    "settlements.actions.state_figure": {"source": "what a figure was read from"},
    "training.actions.add_material": {"title": _NAME},
    "training.actions.add_questions": {"data": "questions and answers of an exam"},
    "training.actions.hand_in": {"answers": "the numbers ticked in an exam"},
}
"""Words that are not read, each with the reason."""
