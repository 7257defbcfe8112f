"""Every kind of separation, told: it runs to closed when everything is done, and stops where the law stops it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from partwell.apps.attendance.models import NoShow
from partwell.apps.cases import actions, acts, audit, lawful, papers, queries, store
from partwell.apps.cases import jobs as case_jobs
from partwell.apps.cases.models import Case
from partwell.apps.cases.tests.player import Player
from partwell.apps.notices.models import Notice
from partwell.core.process.decide import Act
from partwell.lib import jobs, template_files
from partwell.lib.clock import SHANGHAI
from partwell.lib.jobs import Run
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from tests.stages import stage

pytestmark = pytest.mark.django_db
BARRED = ("maternity",)


def MANY(*values: Any) -> list[Any]:  # noqa: N802 - reads as a list of values
    """Further values of a parameter, for the longer run."""
    return [pytest.param(value, marks=[pytest.mark.sweep, pytest.mark.once]) for value in values]


@stage
def play(cast: Any) -> Player:
    return Player(cast, cast.now)


def refused(play: Player, who: str, separation_type: str, by: str = "hua", **more: Any) -> Refused:
    """Starting it is refused; the answer."""
    with pytest.raises(Refused) as why:
        play.start(who, separation_type, by, **more)
    assert not Case.objects.filter(employee=play.cast.employee(who)).exists()
    return why.value


def fixed_term(cast: Any, who: str, ends_on: date) -> None:
    """This person's contract is for a term that ends on a day."""
    rows = apps.get_model("people.Contract").objects.filter(employee=cast.employee(who))
    rows.update(type="fixed", ends_on=ends_on)


# --- misconduct -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", ["rule_breach", *MANY("dereliction", "dual_employment", "fraud", "criminal")])
def test_misconduct_of_each_ground_runs_to_closed(play: Player, ground: str) -> None:
    """The employee is heard, three sign the decision, the union is told first; no severance is owed."""
    play.start("wang", "serious_misconduct", "hua", facts={"ground39": ground})
    done = play.play()
    assert done.index("defence") < done.index("decision") < done.index("union_notice") < done.index("notice_served")
    assert "severance_pay" not in done
    assert ("rule_valid" in done) == (ground == "rule_breach")
    play.close()


def test_misconduct_cannot_be_decided_before_the_employee_was_heard(play: Player) -> None:
    """Silence is recorded only after a delivered invitation and the whole 48 hours."""
    play.start("wang", "serious_misconduct", "hua")
    play.play(until="defence")
    with pytest.raises(Refused) as why:
        play.attach("gu", "decision", "employer.sign:decision")
    assert why.value.code == "waits"
    with pytest.raises(Refused) as why:
        play.attach("xu", "defence", "employer.record:no_response")
    assert why.value.code == "silence_needs_delivery"


def test_a_dismissal_is_not_served_before_the_union_was_told(play: Player) -> None:
    """Art. 43: the notice waits for the union's opinion or its silence."""
    play.start("wang", "serious_misconduct", "hua")
    play.play(but=("union_notice",))
    with pytest.raises(Refused) as why:
        play.attach("xu", "notice_served", "employer.seal:termination_notice")
    assert "union_notice" in {one.step for one in why.value.missing}


def test_a_dismissal_does_not_work_backwards(play: Player) -> None:
    """The last day is the day of arrival or later."""
    play.start("wang", "serious_misconduct", "hua")
    play.play(until="notice_served")
    yesterday = play.now.date() - timedelta(days=1)
    with pytest.raises(BadInput) as why:
        play.do("notice_served", sets={"D": yesterday})
    assert "fact-D" in why.value.fields


def test_no_ground_is_added_after_the_notice(play: Player) -> None:
    """Once the notice is out its ground is frozen, in this case and in any further one."""
    play.start("wang", "serious_misconduct", "hua")
    play.play(until="handover_plan")
    with pytest.raises(Refused) as why:
        actions.state_facts(
            by=play.cast.actor("hua"), case=play.case, values={"ground39": "fraud"}, why="后来发现", now=play.now
        )
    assert why.value.code == "ground_frozen"
    play.play()
    play.close()
    with pytest.raises(Refused) as why:
        play.start("wang", "serious_misconduct", "hua", facts={"ground39": "fraud"})
    assert why.value.code == "ground_after_notice"


def test_the_page_of_facts_offers_the_ground_before_the_notice_only(play: Player) -> None:
    """A choice that can only be refused is none; what was stated stays on record."""
    hua = play.cast.actor("hua")
    play.start("wang", "serious_misconduct", "hua")
    asked = set(queries.facts_page(hua, play.case).asked)
    assert "ground39" in asked
    play.play(until="handover_plan")
    page = queries.facts_page(hua, play.case)
    assert asked - set(page.asked) == {"ground39"} and "ground39" in page.known


def test_an_employment_ends_once(play: Player) -> None:
    """After a death, or any other end, no agreement or resignation is begun; one that refers to it is."""
    died = play.now.date() - timedelta(days=1)
    play.start("wang", "death_in_service", "hua", anchors={"T0": died, "A": died})
    play.play()
    play.close()
    for kind in ("mutual_agreement", "voluntary_resignation"):
        with pytest.raises(Refused) as why:
            play.start("wang", kind, "hua")
        assert why.value.code == "employment_ended" and "新案件" in why.value.sentence
    again = {"anchors": {"T0": died, "A": died}, "follows": play.case, "follow_reason": "死亡日期有误"}
    play.start("wang", "death_in_service", "hua", **again)
    assert play.row.follows_id is not None


# --- resignation ------------------------------------------------------------------------------------------------------


def test_a_resignation_that_hr_opened_is_written_by_the_employee_and_counts_from_its_arrival(play: Player) -> None:
    """HR heard of it first; the letter is Wang's alone, and its thirty days begin when it is signed."""
    play.start("wang", "voluntary_resignation", "hua")
    play.now += timedelta(days=3)
    wish = {"case": play.case, "step": "resign", "kind": "resignation", "now": play.now}
    with pytest.raises(NotAllowed):
        papers.make(by=play.cast.actor("hua"), **wish)
    made = papers.make(by=play.cast.actor("wang"), inputs={"reason": "家庭原因", "wish_on": ""}, **wish)
    assert made.kind == "resignation" and made.step == "resign"
    play.do("resign")
    today = play.now.date()
    assert papers.latest_day(play.row) == today + timedelta(days=30)
    assert papers.calculation_input(play.row).anchors["T0"] == today
    assert papers.received_on(play.row) == today


def test_a_resignation_on_paper_counts_from_the_day_it_came(play: Player) -> None:
    """The receipt, the last day and the calculation all say the day HR stated."""
    came = play.now.date() - timedelta(days=5)
    play.start("wang", "voluntary_resignation", "hua", anchors={"T0": came})
    play.do("resign", alternative=2)
    assert papers.latest_day(play.row) == came + timedelta(days=30)
    assert papers.calculation_input(play.row).anchors["T0"] == came


def test_a_notice_under_article_38_can_be_written_in_a_case_hr_opened(play: Player) -> None:
    """The employee finds the way to write it, not an answer that a case is open."""
    play.start("wang", "constructive_dismissal", "hua")
    said = {"ground38": "unpaid_wage", "happened": "10月工资未付", "ends_on": ""}
    wish = {"case": play.case, "step": "notice_in", "kind": "art38_notice", "now": play.now}
    assert papers.make(by=play.cast.actor("wang"), inputs=said, **wish).kind == "art38_notice"


# --- no-fault dismissal -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", ["medical", *MANY("incompetent", "changed_circumstances")])
@pytest.mark.parametrize("mode", ["pay_in_lieu", *MANY("thirty_days")])
def test_each_no_fault_ground_runs_to_closed(play: Player, ground: str, mode: str) -> None:
    """Severance is paid; a month's wage only instead of notice; the medical subsidy only after an illness."""
    play.last_day = play.now.date() + timedelta(days=60)
    play.start("wang", "nonfault_dismissal", "hua", facts={"notice_mode": mode})
    done = play.play(sets={"ground40": ground})
    assert "severance_pay" in done
    assert ("pay_in_lieu" in done) == (mode == "pay_in_lieu")
    assert ("medical_subsidy" in done) == (ground == "medical")
    play.close()


def test_who_finds_or_decides_the_ground_has_the_way_to_the_proof(play: Player, client: Client) -> None:
    """Each step up to the decision of a case on not being up to the job; no later step, no other ground."""
    play.start("wang", "nonfault_dismissal", "hua")
    hua, address = play.cast.actor("hua"), f"/appraisals/people/{play.cast.wang.uid}/"

    def shown(key: str) -> bool:
        return queries.step_page(hua, play.case, key, play.now).shows_performance

    client.force_login(play.cast.user("hua"))
    assert address in client.get(f"/cases/{play.case}/steps/ground_review/").content.decode()
    play.do("ground_review", sets={"ground40": "incompetent"})
    steps = ("incompetent_1", "train_or_adjust", "incompetent_2", "decision")
    assert {key: shown(key) for key in (*steps, "handover_plan", "pay_in_lieu")} == {
        **dict.fromkeys(steps, True),
        "handover_plan": False,
        "pay_in_lieu": False,
    }
    play.start("lin", "nonfault_dismissal", "hua")
    play.do("ground_review", sets={"ground40": "changed_circumstances"})
    assert not shown("change_proof") and not shown("decision")


def test_a_protected_employee_is_stopped_before_the_notice(play: Player) -> None:
    """Art. 42: the check finds a pregnancy, the decision is stopped by law, the case can only be cancelled."""
    play.start("wang", "nonfault_dismissal", "hua")
    play.do("ground_review")
    play.do("protect_check", sets={"protected_status": BARRED})
    play.play(until="decision")
    with pytest.raises(Refused) as why:
        play.do("decision")
    assert why.value.code == "guard"
    assert play.views()["notice_served"].status == "waiting"
    actions.cancel(by=play.cast.actor("gu"), case=play.case, reason="员工处于孕期", now=play.now)
    assert play.row.state == Case.State.CANCELLED


def test_thirty_days_are_thirty_days(play: Player) -> None:
    """A last day within thirty days of the notice is refused; with a month's wage instead it is not."""
    play.start("wang", "nonfault_dismissal", "hua", facts={"notice_mode": "thirty_days"})
    play.play(until="notice_served")
    with pytest.raises((BadInput, Refused)):
        play.do("notice_served", sets={"D": play.now.date() + timedelta(days=29)})
    assert not play.views()["notice_served"].settled


def test_severance_of_a_no_fault_dismissal_cannot_be_stated_away(play: Player) -> None:
    """What the law settles nobody states otherwise, neither at the start nor later."""
    with pytest.raises(BadInput):
        play.start("wang", "nonfault_dismissal", "hua", facts={"severance_due": False})
    play.start("wang", "nonfault_dismissal", "hua")
    with pytest.raises(Refused) as why:
        actions.state_facts(
            by=play.cast.actor("hua"), case=play.case, values={"severance_due": False}, why="不付", now=play.now
        )
    assert why.value.code == "settled_by_law"


# --- mutual agreement -------------------------------------------------------------------------------------------------


def test_an_agreement_the_company_proposed_pays_severance(play: Player) -> None:
    """Three days to think pass before it can be signed; then it runs to closed."""
    play.start("wang", "mutual_agreement", "hua", facts={"severance_due": True})
    play.play(until="cooling")
    began = play.now
    play.do("cooling")
    assert play.views()["agreement_signed"].status == "waiting"
    play._wait("cooling")
    assert play.now - began >= timedelta(days=2)
    assert "severance_pay" in play.play()
    play.close()


@pytest.mark.sweep
@pytest.mark.once
def test_an_agreement_the_employee_proposed_may_go_without(play: Player) -> None:
    """Who proposed it first decides (Art. 46)."""
    play.start("wang", "mutual_agreement", "hua", initiator="employee", facts={"severance_due": False})
    assert "severance_pay" not in play.play(by={"proposal": 1}, sets={"initiator": "employee"})
    play.close()


def test_the_company_cannot_sign_an_agreement_of_its_own_without_severance(play: Player) -> None:
    """The guard stops the signature, and the fact cannot be turned afterwards."""
    play.start("wang", "mutual_agreement", "hua", facts={"severance_due": False})
    play.play(until="agreement_signed")
    with pytest.raises(Refused) as why:
        play.do("agreement_signed")
    assert why.value.code == "guard"


def test_nobody_signs_the_agreement_for_the_employee(play: Player) -> None:
    """A silent employee makes no agreement: the case is cancelled and the contract goes on."""
    play.start("wang", "mutual_agreement", "hua", facts={"severance_due": True})
    play.play(until="agreement_signed")
    for other in ("hua", "gu", "xu"):
        with pytest.raises(NotAllowed):
            play.attach(other, "agreement_signed", "employee.sign:mutual_agreement")
    play.attach("gu", "agreement_signed", "employer.seal:mutual_agreement", anchors={"D": play.now.date()})
    assert not play.views()["agreement_signed"].settled
    actions.cancel(by=play.cast.actor("gu"), case=play.case, reason="员工不同意", now=play.now)


def test_the_employee_takes_the_signature_back_before_the_company_seals(play: Player) -> None:
    """Until the seal the agreement binds nobody: HR is told and the step begins again; after the seal it stays."""
    play.start("wang", "mutual_agreement", "hua", facts={"severance_due": True})
    play.play(until="agreement_signed")
    play.attach("wang", "agreement_signed", "employee.sign:mutual_agreement")
    for other in ("hua", "gu", "lin"):
        with pytest.raises((NotAllowed, NotVisible, Refused)):
            acts.withdraw(by=play.cast.actor(other), case=play.case, step="agreement_signed", now=play.now)
    wang = play.cast.actor("wang")
    assert acts.withdraw(by=wang, case=play.case, step="agreement_signed", why="再想想", now=play.now)["ready"]
    jobs.run_due(play.now + timedelta(minutes=1))
    assert Notice.objects.filter(template="taken_back", to_user=play.cast.user("gu")).exists()
    play.attach("wang", "agreement_signed", "employee.sign:mutual_agreement")
    play.attach("gu", "agreement_signed", "employer.seal:mutual_agreement", anchors={"D": play.now.date()})
    with pytest.raises(NotAllowed):
        acts.withdraw(by=wang, case=play.case, step="agreement_signed", now=play.now)
    assert audit.rebuild(store.load(play.row)).faults == ()


def test_a_last_day_left_open_is_stated_when_both_have_signed(play: Player, client: Client) -> None:
    """Nothing is left to hand in, and the step still offers to who sealed what it lacks; stated, the step is done."""
    play.start("wang", "mutual_agreement", "hua", facts={"severance_due": True})
    play.play(until="agreement_signed")
    play.attach("wang", "agreement_signed", "employee.sign:mutual_agreement")
    play.attach("gu", "agreement_signed", "employer.seal:mutual_agreement")
    assert play.views()["agreement_signed"].outcome is None
    page = f"/cases/{play.case}/steps/agreement_signed/"
    for who, offered in (("gu", True), ("wang", False)):
        client.force_login(play.cast.user(who))
        assert ('name="fact-D"' in client.get(page).content.decode()) is offered
    client.force_login(play.cast.user("gu"))
    day = play.now.date().isoformat()
    assert client.post(page, {"item": "facts", "fact-D": "", "request_key": "a" * 32}).status_code == 422
    assert client.post(page, {"item": "facts", "fact-D": day, "request_key": "b" * 32}).status_code == 302
    assert play.views()["agreement_signed"].settled


# --- expiry -----------------------------------------------------------------------------------------------------------


def test_a_term_that_is_not_renewed_ends_with_severance(play: Player) -> None:
    """No offer: severance is due; the certificate says 终止, and the last day is that of the term."""
    play.last_day = play.now.date() + timedelta(days=50)
    fixed_term(play.cast, "wang", play.last_day)
    play.start("wang", "contract_expiry", "hua")
    assert "severance_pay" in play.play()
    assert play.close().ends_on == play.last_day


@pytest.mark.sweep
@pytest.mark.once
def test_same_terms_refused_end_it_without(play: Player) -> None:
    """The offer kept the terms and the employee refused: no severance (Art. 46 (5))."""
    play.last_day = play.now.date() + timedelta(days=50)
    fixed_term(play.cast, "wang", play.last_day)
    play.start("wang", "contract_expiry", "hua")
    done = play.play(sets={"renewal_offered": True, "severance_due": False})
    assert "renewal_letter" in done and "severance_pay" not in done
    play.close()


def test_an_open_ended_contract_is_not_asked_for_its_last_day(play: Player) -> None:
    """It never ends by its term: HR is told so and pointed to lawful grounds, not to a day to fill in."""
    wang = play.cast.employee("wang")
    wang.contracts.all().update(type="open_ended", ends_on=None)
    template = template_files.load("contract_expiry").template
    today = play.now.date()
    found = lawful.findings(lawful.Plan(template, wang, {}, {}, "", today))
    term = next(one for one in found if one.key == "open_ended_never_ends")
    assert term.tone == "late" and "mutual_agreement" in term.instead
    assert "term_unknown" not in {one.key for one in found}


def test_a_protected_employee_is_not_let_go_at_the_end_of_the_term(play: Player) -> None:
    """Art. 45: the notice of expiry is stopped."""
    play.last_day = play.now.date() + timedelta(days=50)
    fixed_term(play.cast, "wang", play.last_day)
    play.start("wang", "contract_expiry", "hua")
    play.play(until="notice_served", sets={"protected_status": ("medical_period",)})
    with pytest.raises(Refused) as why:
        play.do("notice_served")
    assert why.value.code == "guard"


def test_an_open_ended_contract_does_not_expire(play: Player) -> None:
    """The template does not fit; a term that is over does not end what went on."""
    assert refused(play, "wang", "contract_expiry").code == "does_not_apply"
    fixed_term(play.cast, "wang", play.now.date() - timedelta(days=3))
    assert refused(play, "wang", "contract_expiry").code in ("term_over", "does_not_apply")


# --- retirement -------------------------------------------------------------------------------------------------------


def test_retirement_at_the_statutory_age_runs_to_closed(play: Player) -> None:
    """No severance, no list of unemployed; the pension is applied for before the end."""
    play.last_day = play.now.date() + timedelta(days=150)
    play.start("wang", "retirement", "hua", anchors={"R": play.last_day})
    done = play.play()
    assert done.index("apply_pension") < done.index("retire_confirm")
    assert not {"severance_pay", "unemployment_list", "si_transfer"} & set(done)
    play.close()


@pytest.mark.sweep
@pytest.mark.once
def test_early_retirement_needs_the_employees_own_notice_and_years(play: Player) -> None:
    """Only the employee chooses it; without the years of contribution it is stopped."""
    play.last_day = play.now.date() + timedelta(days=150)
    play.start("wang", "retirement", "hua", anchors={"R": play.last_day})
    early = {"retire_mode": "flexible_early", "retire_age_reached": False, "pension_years_met": False}
    done = play.play(until="retire_confirm", sets=early)
    assert "early_written" in done
    with pytest.raises(Refused) as why:
        play.do("retire_confirm")
    assert why.value.code == "guard"


def test_silence_retires_nobody_early(play: Player) -> None:
    """Whoever does not choose retires at the statutory age; HR cannot state another choice."""
    play.start("wang", "retirement", "hua", anchors={"R": play.now.date() + timedelta(days=150)})
    play.do("age_check")
    with pytest.raises(BadInput) as why:
        actions.act(
            by=play.cast.actor("xu"),
            case=play.case,
            wish=Act("choice", facts={"retire_mode": "flexible_early"}),
            now=play.now,
        )
    assert why.value.code == "own_choice"


def test_retirement_needs_its_day(play: Player) -> None:
    """Every deadline counts from it."""
    assert refused(play, "wang", "retirement").code == "retire_date_needed"


# --- layoff, Art. 38, absence, death ----------------------------------------------------------------------------------


def test_a_layoff_of_one_person_runs_to_closed(play: Player) -> None:
    """Briefing, opinions, plan, report, selection, checks, union: then the notice; and the right to be rehired."""
    play.start("wang", "economic_layoff", "hua")
    play.last_day = play.now.date() + timedelta(days=40)
    done = play.play()
    assert done.index("briefing") < done.index("gov_report") < done.index("notice_served") < done.index("rehire_notice")
    assert "severance_pay" in done
    play.close()


def test_below_the_threshold_there_is_no_layoff(play: Player) -> None:
    """Fewer than twenty people and less than a tenth: the briefing is stopped."""
    play.start("wang", "economic_layoff", "hua")
    play.do("threshold", sets={"layoff_threshold_met": False})
    with pytest.raises(Refused) as why:
        play.do("briefing")
    assert why.value.code == "guard"


def test_the_staff_is_told_thirty_days_before_a_layoff(play: Player) -> None:
    """A last day within thirty days of the briefing is refused."""
    play.start("wang", "economic_layoff", "hua")
    play.play(until="notice_served")
    with pytest.raises((BadInput, Refused)):
        play.do("notice_served", sets={"D": play.now.date() + timedelta(days=20)})
    assert not play.views()["notice_served"].settled


@pytest.mark.parametrize("key", ["nonfault_dismissal", "economic_layoff"])
def test_no_notice_is_written_for_a_day_it_could_not_be_served_with(play: Player, key: str) -> None:
    """Whoever wrote it would stamp and carry a paper that is refused on arrival."""
    play.start("wang", key, "hua", facts={"notice_mode": "thirty_days"})
    play.play(until="notice_served")
    begins = play.row.anchors.get("B") or play.now.astimezone(SHANGHAI).date().isoformat()
    earliest = date.fromisoformat(begins) + timedelta(days=30)

    def write(day: date) -> Any:
        return papers.make(
            by=play.cast.actor("han"),
            case=play.case,
            step="notice_served",
            kind="termination_notice",
            inputs={"ending_on": day.isoformat(), "reasons": "生产经营发生严重困难"},
            now=play.now,
        )

    with pytest.raises(BadInput) as refused:
        write(earliest - timedelta(days=1))
    assert earliest.isoformat() in str(refused.value.fields["ending_on"])
    assert write(earliest).kind == "termination_notice"


def test_a_notice_under_article_38_runs_to_closed(play: Player) -> None:
    """It works from its arrival without approval; whether severance is paid is answered, not asked for."""
    play.start("wang", "constructive_dismissal", "wang")
    done = play.play()
    assert done.index("date_fixed") < done.index("position")
    assert {"arrears_wage", "severance_pay"} <= set(done)
    play.close()


def test_a_notice_under_article_38_cannot_be_cancelled(play: Player) -> None:
    """It is no request; nobody takes it back for the employee."""
    play.start("wang", "constructive_dismissal", "wang")
    with pytest.raises(Refused) as why:
        actions.cancel(by=play.cast.actor("gu"), case=play.case, reason="不认可", now=play.now)
    assert why.value.code == "resignation_stands"


def test_an_absence_case_settles_the_no_show_it_looks_into(play: Player) -> None:
    """With its number; one found after the case began is settled in the morning, another person's stays open."""

    def found(key: str, day: int) -> NoShow:
        return NoShow.objects.create(
            employee=play.cast.employee(key), first_day=date(2026, 11, day), days=4, found_at=play.now
        )

    before, of_another = found("wang", 18), found("lin", 18)
    play.start("wang", "absence_no_contact", "hua", anchors={"T0": play.now.date() - timedelta(days=7)})
    after = found("wang", 25)
    case_jobs.noshows(Run(1, play.now, 1, last=False))
    for row in (before, after, of_another):
        row.refresh_from_db()
    number = play.row.number
    assert (before.outcome, before.note, before.settled_at) == ("case", number, play.now)
    assert (after.outcome, after.note) == ("case", number)
    assert of_another.settled_at is None


@pytest.mark.parametrize("service", [1, *MANY(0)])
def test_an_absent_employee_is_served_by_courier_or_public_notice(play: Player, service: int) -> None:
    """Two notices, three days between, the notice by post or public notice; nothing waits for the absent."""
    play.start("wang", "absence_no_contact", "hua", anchors={"T0": play.now.date() - timedelta(days=7)})
    ways = {"notice_served": service, "handover_done": 1, "asset_return": 1}
    done = play.play(but=("handover_done", "settlement_note", "exit_interview"), by=ways)
    assert {"wage_pay", "certificate", "si_transfer"} <= set(done)
    with pytest.raises(Refused) as why:
        play.do("handover_done", alternative=1)
    assert why.value.code == "silence_needs_delivery"
    actions.act(by=play.cast.actor("hua"), case=play.case, wish=Act("exit_interview", decline=True), now=play.now)
    for step, way in (("handover_done", 1), ("settlement_note", 2)):
        actions.request_reached(case=play.case, step=step, channel="courier", notice="n", now=play.now)
        play.now += timedelta(days=10)
        play.do(step, alternative=way)
    play.play()
    play.close()


def test_absence_ends_nothing_without_a_second_notice(play: Player) -> None:
    """The second notice waits three days after the first, and the decision waits for it."""
    play.start("wang", "absence_no_contact", "hua")
    play.play(until="return_notice_2")
    play.do("return_notice_2")
    assert not play.views()["return_notice_2"].settled
    with pytest.raises(Refused) as why:
        play.attach("gu", "decision", "employer.sign:decision")
    assert why.value.code == "waits"


def test_a_death_runs_to_closed_with_the_heirs(play: Player) -> None:
    """Certificate, heirs, benefits, belongings, wages to the heirs; no step asks anything of the dead."""
    play.start(
        "wang", "death_in_service", "hua", facts={"death_work_related": "pending"}, anchors={"A": play.now.date()}
    )
    assert not any("employee" in step.who for step in store.template_of(play.row).steps)
    done = play.play(sets={"D": play.now.date()})
    assert {"heirs", "survivor_benefit", "account_balance", "injury_claim", "family_letter", "wage_pay"} <= set(done)
    play.close()


# --- every kind -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["年度考核末位淘汰", "自动离职", "要求员工写辞职信", "按规定罚款"])
def test_words_that_the_law_does_not_know_as_a_ground_are_refused(play: Player, words: str) -> None:
    """Bottom ranking, automatic resignation, a demanded resignation, a fixed penalty: each with its article."""
    why = refused(play, "wang", "serious_misconduct", ground=words)
    assert why.code in ("bottom_ranking", "automatic_resignation", "demanded_resignation", "fixed_penalty")
    assert "第" in why.sentence


def test_an_extended_probation_is_told_to_give_no_second_chance(play: Player) -> None:
    """Going on needs the risk known by name; the day on record counts, not the extended one."""
    template = template_files.load("probation_failure").template
    person, today = play.cast.employee("lin"), play.cast.today
    said = {
        one.key: one.tone
        for ground in ("不符合录用条件", "延长试用期三个月后仍不合格")
        for one in lawful.findings(lawful.Plan(template, person, {}, {}, ground, today))
        if one.key == "extended_probation"
    }
    assert said == {"extended_probation": "soon"}


def test_a_second_probation_is_no_probation(play: Player) -> None:
    """The law allows one between the same two (Art. 19)."""
    Contract = apps.get_model("people.Contract")
    lin = play.cast.employee("lin")
    old = Contract.objects.filter(employee=lin).get()
    Contract.objects.create(
        employee=lin,
        type="fixed",
        starts_on=date(2023, 1, 1),
        ends_on=date(2024, 1, 1),
        probation_months=2,
        probation_ends_on=date(2023, 2, 28),
    )
    assert old.probation_ends_on is not None
    assert refused(play, "lin", "probation_failure").code == "second_probation"


def test_probation_cannot_be_stretched_beyond_the_law(play: Player) -> None:
    """Agreed for nine months on a three-year term, it is over after six, whatever was extended."""
    Contract = apps.get_model("people.Contract")
    rows = Contract.objects.filter(employee=play.cast.employee("lin"))
    start = play.now.date() - timedelta(days=200)
    rows.update(starts_on=start, ends_on=start + timedelta(days=1095), probation_ends_on=start + timedelta(days=270))
    assert refused(play, "lin", "probation_failure").code in ("probation_too_long", "probation_over", "does_not_apply")


def test_a_probation_notice_that_comes_late_is_refused(play: Player) -> None:
    """The case was begun in time; on the day after probation the ground is gone."""
    play.start("lin", "probation_failure", "hua")
    play.play(until="notice_served")
    play.now = play.now + timedelta(days=60)
    with pytest.raises(Refused) as why:
        play.do("notice_served")
    assert why.value.code == "probation_over"


@pytest.mark.parametrize("key", ["nonfault_dismissal", "economic_layoff"])
def test_a_known_protection_stops_it_at_the_start(play: Player, key: str) -> None:
    """What HR knows already need not be found in the third week."""
    assert refused(play, "wang", key, facts={"protected_status": BARRED}).code == "protected"


def test_a_closed_case_is_not_reopened_and_an_open_one_not_closed(play: Player) -> None:
    """Closing early names what is missing; after closing nothing moves."""
    play.start("wang", "mutual_agreement", "hua", facts={"severance_due": True})
    with pytest.raises(Refused) as why:
        actions.close(by=play.cast.actor("hua"), case=play.case, now=play.now)
    assert why.value.code == "open_steps" and why.value.missing
    play.play()
    play.close()
    with pytest.raises(Refused) as why:
        play.attach("gu", "agreement_signed", "employer.seal:mutual_agreement")
    assert why.value.code == "case_closed"


def test_the_employee_does_none_of_the_companys_acts(play: Player) -> None:
    """Neither starting a dismissal of the own, nor sealing, nor paying, nor closing."""
    with pytest.raises(NotAllowed):
        play.start("wang", "serious_misconduct", "wang")
    play.start("wang", "serious_misconduct", "hua")
    for item in ("employer.form:incident",):
        with pytest.raises(NotAllowed):
            play.attach("wang", "report", item)
    with pytest.raises(NotAllowed):
        actions.close(by=play.cast.actor("wang"), case=play.case, now=play.now)
