"""What a person writes when a paper is made, kind by kind; the rest stands in records, facts and calculations."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from partwell.lib.inputs import Input

SAID = gettext_lazy("What the company found, one a line")
WHY = gettext_lazy("Reasons, one a line")
ANSWER_BY = gettext_lazy("Answer by (company deadline)")

INPUTS: Mapping[str, tuple[Input, ...]] = {
    "asset_list": (
        Input(
            "assets",
            gettext_lazy("Things returned, one a line: name | number | condition"),
            many=True,
            parts=("name", "code", "state"),
        ),
        Input("missing", gettext_lazy("Not yet returned, one a line"), needed=False, many=True),
    ),
    "union_letter": (
        Input("ending_on", gettext_lazy("Planned last day"), needed=False, kind="day"),
        Input("reasons", gettext_lazy("Reasons, one a line"), many=True),
    ),
    "union_reply": (
        Input("opinion_on", gettext_lazy("Day of the union's opinion"), kind="day"),
        Input("opinion", gettext_lazy("The union's opinion")),
        Input("findings", gettext_lazy("What the company found, one a line"), many=True),
        Input("decision", gettext_lazy("The company's decision")),
    ),
    "objection_reply": (
        Input("findings", gettext_lazy("What the review found, one a line"), many=True),
        Input(
            "outcome",
            gettext_lazy("Outcome"),
            choices=(
                ("kept", gettext_lazy("The result stands")),
                ("partly", gettext_lazy("Changed in part")),
                ("changed", gettext_lazy("Changed")),
            ),
        ),
        Input("measures", gettext_lazy("What follows, one a line"), needed=False, many=True),
    ),
    "termination_notice": (
        Input("ending_on", gettext_lazy("Last day of employment"), kind="day"),
        Input("reasons", gettext_lazy("Reasons, one a line"), many=True),
    ),
    "earlier_date": (
        Input("agreed_on", gettext_lazy("Last day both agree on"), kind="day"),
        Input(
            "asked_by",
            gettext_lazy("Who asked for it"),
            choices=(("employee", gettext_lazy("the employee")), ("employer", gettext_lazy("the company"))),
        ),
    ),
    "exam_notice": (
        Input("hazards", gettext_lazy("Hazards of the post, one a line"), many=True),
        Input("hospital", gettext_lazy("Hospital")),
        Input("exam_from", gettext_lazy("From"), kind="day"),
        Input("exam_to", gettext_lazy("To"), kind="day"),
    ),
    "noncompete_notice": (
        Input("agreement_on", gettext_lazy("Day of the agreement"), kind="day"),
        Input(
            "decision",
            gettext_lazy("Decision"),
            choices=(("activate", gettext_lazy("activate")), ("waive", gettext_lazy("waive"))),
        ),
        Input("scope", gettext_lazy("Scope"), needed=False),
        Input("area", gettext_lazy("Area"), needed=False),
        Input("until", gettext_lazy("Until"), needed=False, kind="day"),
        Input("monthly", gettext_lazy("Compensation a month, yuan"), needed=False, kind="money"),
        Input("pay_day", gettext_lazy("Pay day"), needed=False),
    ),
    "defence_invite": (Input("matters", gettext_lazy("What is looked into, one a line"), many=True),),
    "defence_reply": (
        Input("findings", SAID, many=True),
        Input(
            "outcome",
            gettext_lazy("Outcome"),
            choices=(
                ("accepted", gettext_lazy("The defence is accepted")),
                ("partly", gettext_lazy("Accepted in part")),
                ("not_accepted", gettext_lazy("Not accepted")),
            ),
        ),
    ),
    "dual_notice": (
        Input("other_employer", gettext_lazy("The other employer")),
        Input("findings", SAID, many=True),
        Input("correct_by", gettext_lazy("To be ended by"), kind="day"),
    ),
    "job_offer": (
        Input("new_post", gettext_lazy("Other work")),
        Input("duties", gettext_lazy("What is to be done")),
        Input("from_on", gettext_lazy("From"), kind="day"),
        Input("pay", gettext_lazy("Wage")),
        Input("reply_on", ANSWER_BY, kind="day"),
    ),
    "job_change": (
        Input("new_post", gettext_lazy("New post")),
        Input("from_on", gettext_lazy("From"), kind="day"),
        Input("pay", gettext_lazy("Wage")),
        Input("reasons", WHY, many=True),
    ),
    "appraisal_request": (
        Input("commission", gettext_lazy("Commission that appraises")),
        Input("materials", gettext_lazy("Papers needed, one a line"), many=True),
        Input("answer_on", ANSWER_BY, kind="day"),
    ),
    "change_proposal": (
        Input("change", gettext_lazy("What changed")),
        Input("offer", gettext_lazy("What is proposed, one a line"), many=True),
        Input("answer_on", ANSWER_BY, kind="day"),
    ),
    "agreement_draft": (
        Input("ending_on", gettext_lazy("Last day of employment"), kind="day"),
        Input("more_terms", gettext_lazy("Further terms, one a line"), needed=False, many=True),
    ),
    "mutual_agreement": (
        Input("ending_on", gettext_lazy("Last day of employment"), kind="day"),
        Input("more_terms", gettext_lazy("Further terms, one a line"), needed=False, many=True),
    ),
    "proposal": (
        Input("wish_on", gettext_lazy("Last day you wish"), needed=False, kind="day"),
        Input("wishes", gettext_lazy("What you wish to talk about, one a line"), many=True),
    ),
    "renewal_letter": (
        Input(
            "term",
            gettext_lazy("Term"),
            choices=(("fixed", gettext_lazy("fixed term")), ("open_ended", gettext_lazy("open-ended"))),
        ),
        Input("new_to", gettext_lazy("Last day of the new term"), needed=False, kind="day"),
        Input(
            "terms",
            gettext_lazy("Beside the present contract"),
            choices=(
                ("same", gettext_lazy("the same terms")),
                ("better", gettext_lazy("better terms")),
                ("worse", gettext_lazy("worse terms")),
            ),
        ),
        Input("offer", gettext_lazy("What is offered, one a line"), many=True),
        Input("answer_on", ANSWER_BY, kind="day"),
    ),
    "renewal_reply": (
        Input(
            "reply",
            gettext_lazy("Your answer"),
            choices=(("accept", gettext_lazy("I agree to renew")), ("refuse", gettext_lazy("I do not agree"))),
        ),
        Input("reason", gettext_lazy("What you want to add"), needed=False),
    ),
    "expiry_notice": (Input("ending_on", gettext_lazy("Last day of employment"), kind="day"),),
    "bond_waiver": (
        Input("agreement_on", gettext_lazy("Day of the training agreement"), kind="day"),
        Input("until", gettext_lazy("End of the period of service"), kind="day"),
    ),
    "retire_choice": (
        Input(
            "mode",
            gettext_lazy("Way of retiring"),
            choices=(
                ("statutory_age", gettext_lazy("at the statutory age")),
                ("flexible_early", gettext_lazy("earlier, by my own wish")),
                ("flexible_late_end", gettext_lazy("later, as agreed with the company")),
            ),
        ),
        Input("chosen_on", gettext_lazy("Day of retirement"), kind="day"),
    ),
    "early_retire_notice": (Input("chosen_on", gettext_lazy("Day of retirement"), kind="day"),),
    "late_end": (
        Input("agreement_on", gettext_lazy("Day of the agreement on the delay"), kind="day"),
        Input("until", gettext_lazy("Day it names"), kind="day"),
        Input("ending_on", gettext_lazy("Last day both agree on"), kind="day"),
        Input(
            "asked_by",
            gettext_lazy("Who asked for it"),
            choices=(("employee", gettext_lazy("the employee")), ("employer", gettext_lazy("the company"))),
        ),
    ),
    "retire_notice": (Input("ending_on", gettext_lazy("Last day of employment"), kind="day"),),
    "medical_cover_note": (
        Input("paid_years", gettext_lazy("Years contributed")),
        Input("needed_years", gettext_lazy("Years the place asks for")),
        Input("top_up", gettext_lazy("What is to be topped up")),
    ),
    "layoff_plan": (
        Input("situation", gettext_lazy("Situation of Art. 41")),
        Input("headcount", gettext_lazy("Number of all employees"), kind="number"),
        Input("to_cut", gettext_lazy("Number of people to be laid off"), kind="number"),
        Input("criteria", gettext_lazy("Criteria, one a line"), many=True),
        Input("kept_first", gettext_lazy("Who is kept first, one a line"), many=True),
        Input("severance_terms", gettext_lazy("Severance")),
        Input("schedule", gettext_lazy("Steps, one a line"), many=True),
    ),
    "resignation": (
        Input("wish_on", gettext_lazy("Last day you wish"), needed=False, kind="day"),
        Input("reason", gettext_lazy("Reason"), needed=False),
    ),
    "art38_notice": (
        Input(
            "ground38",
            gettext_lazy("What the company did"),
            choices=(
                ("unpaid_wage", gettext_lazy("did not pay wages in time and in full")),
                ("unpaid_si", gettext_lazy("did not pay social insurance by law")),
                ("no_protection", gettext_lazy("did not give the protection or conditions agreed")),
                ("illegal_rules", gettext_lazy("has rules against the law that harm me")),
                ("void_contract", gettext_lazy("made the contract by fraud, threat or my need")),
                ("forced_labour", gettext_lazy("forced work or ordered dangerous work")),
            ),
        ),
        Input("happened", gettext_lazy("What happened, one a line: when, what, how much"), many=True),
        Input("ends_on", gettext_lazy("Last day"), needed=False, kind="day"),
    ),
    "art38_reply": (
        Input("findings", SAID, many=True),
        Input(
            "outcome",
            gettext_lazy("Position"),
            choices=(
                ("accept", gettext_lazy("accepted")),
                ("partly", gettext_lazy("accepted in part")),
                ("dispute", gettext_lazy("disputed")),
            ),
        ),
        Input(
            "pays",
            gettext_lazy("Severance"),
            choices=(("yes", gettext_lazy("The company pays severance")), ("no", gettext_lazy("It pays none"))),
        ),
    ),
    "return_notice_1": (
        Input("return_on", gettext_lazy("To return or answer by"), kind="day"),
        Input("place", gettext_lazy("Where to")),
    ),
    "return_notice_2": (
        Input("return_on", gettext_lazy("To return or answer by"), kind="day"),
        Input("place", gettext_lazy("Where to")),
        Input("rule", gettext_lazy("Name and article of the company's rule")),
    ),
    "injury_not_due_reasons": (
        Input("reasons", WHY, many=True),
        Input("basis", gettext_lazy("Local rule relied on")),
    ),
    "belongings_list": (
        Input("kin", gettext_lazy("Who receives them")),
        Input("relation", gettext_lazy("Relation to the employee")),
        Input(
            "belongings",
            gettext_lazy("Belongings, one a line: what | where it was | condition"),
            many=True,
            parts=("name", "place", "state"),
        ),
    ),
}
"""A kind that is not named here needs nothing from a person."""
