"""The designer as HR uses it: a card with a form, a threat mended, a padlock, a second person, the form filled in."""

from typing import Any

import pytest
from django.test import Client

from partwell.apps.cases import actions, audit, moving, store, versions
from partwell.apps.cases.designer import edits, fixes
from partwell.apps.cases.models import Attachment, TemplateVersion
from partwell.apps.cases.tests.player import Player
from partwell.lib import template_check, template_files
from tests.stages import stage

pytestmark = pytest.mark.django_db


@stage
def shipped(cast: Any) -> Any:
    actions.publish("probation_failure", cast.now)
    return cast


def signed(cast: Any, who: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(who))
    return client


def begun(cast: Any, who: str = "hua") -> str:
    base = versions.effective("probation_failure", cast.company.pk, cast.today)
    return str(versions.start_draft(by=cast.actor(who), base=base.uid, now=cast.now)["template"])


def post(client: Client, uid: str, step: str = "", **values: Any) -> Any:
    values.setdefault("revision", TemplateVersion.objects.get(uid=uid).revision)
    return client.post(f"/templates/{uid}/?step={step}", values)


FEEDBACK = {
    "do": "add",
    "phase": "clearance",
    "title": "团队评价",
    "who": "colleague",
    "proof": "form:team_feedback",
    "after": "effective",
    "days": "3",
}


def test_a_step_with_a_form_is_added_published_and_filled_in_by_a_colleague(shipped: Any) -> None:
    """The two-minute task, then a case on it: a named colleague fills in the form and its content is the proof."""
    cast, hua, gu = shipped, signed(shipped, "hua"), signed(shipped, "gu")
    uid = begun(cast)
    assert "团队评价" not in hua.get(f"/templates/{uid}/").content.decode()
    assert post(hua, uid, "add:clearance", **FEEDBACK).status_code == 302
    page = hua.get(f"/templates/{uid}/?step=team_feedback").content.decode()
    assert "团队评价" in page
    assert "协作评价表" in page
    assert hua.post(f"/templates/{uid}/publish/", {"do": "submit", "reason": "听取团队意见"}).status_code == 302
    assert hua.post(f"/templates/{uid}/publish/", {"do": "publish"}).status_code == 403
    assert gu.post(f"/templates/{uid}/publish/", {"do": "publish"}).status_code == 302
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    play.play(but=("team_feedback", "undertaking"))
    where = f"/cases/{play.case}/steps/team_feedback/"
    sun = signed(cast, "sun")
    assert sun.get(where).status_code == 404
    chosen = {"successor": str(cast.user("sun").uid)}
    assert hua.post(f"/cases/{play.case}/successor/?role=colleague", chosen).status_code == 302
    shown = sun.get(where).content.decode()
    assert "具体事例" in shown
    refused = sun.post(where, {"item": "0", "field-0-teamwork": "极好"})
    assert refused.status_code == 422
    assert "极好" not in str(Attachment.objects.filter(step="team_feedback").values())
    given = {
        "item": "0",
        "field-0-worked_with": "9 月起，结算项目",
        "field-0-teamwork": "好",
        "field-0-communication": "一般",
        "field-0-examples-0": ["2026-10-08", ""],
        "field-0-examples-1": ["联调", ""],
        "field-0-examples-2": ["按时", ""],
    }
    assert sun.post(where, given).status_code == 302
    loaded = store.load(play.row)
    assert loaded.steps["team_feedback"].status == "done"
    entry = next(e for e in audit.rebuild(loaded).entries if e.payload.get("step") == "team_feedback")
    (says,) = [one["says"] for one in entry.payload["attached"]]
    assert says["values"]["teamwork"] == "好"
    assert says["values"]["examples"] == [["2026-10-08", "联调", "按时"]]
    assert audit.rebuild(loaded).faults == ()


def test_a_card_is_decided_by_a_share_of_its_seats(shipped: Any) -> None:
    """票签 by a share: offered in words, kept as the format writes it, and lawful."""
    hua, uid = signed(shipped, "hua"), begun(shipped)
    assert post(hua, uid, "add:clearance", **FEEDBACK).status_code == 302
    assert "至少 60% 的席位（票签）" in hua.get(f"/templates/{uid}/?step=team_feedback").content.decode()
    card = {"do": "card", "title": "团队评价", "who": ["hrbp", "legal", "exec"], "simple": "1", "from": "ready"}
    card |= {
        "unit": "d",
        "amount": "3",
        "mode": "ratio:0.6",
        "after": ["notice_served"],
        "proof": "employer.record:seen",
    }
    assert post(hua, uid, "team_feedback", **card).status_code == 302
    row = TemplateVersion.objects.get(uid=uid)
    assert edits.find(row.body, "team_feedback")["mode"] == "ratio:0.6"
    assert not template_check.check_flat(row.body, "draft").errors


def test_a_padlocked_card_is_tightened_but_never_loosened(shipped: Any) -> None:
    """An earlier deadline is saved; a later one, a lost proof and its removal are refused with the sentence."""
    hua, uid = signed(shipped, "hua"), begun(shipped)
    step = edits.find(TemplateVersion.objects.get(uid=uid).body, "si_transfer")
    card = {
        "do": "card",
        "title": step["title"],
        "who": step["who"],
        "simple": "1",
        "from": "D",
        "unit": "d",
        "after": step["after"],
    }
    assert post(hua, uid, "si_transfer", **card, amount="10").status_code == 302
    later = post(hua, uid, "si_transfer", **card, amount="20")
    assert later.status_code == 422
    assert "期限晚于法定期限" in later.content.decode()
    assert post(hua, uid, "si_transfer", do="remove").status_code == 422
    assert post(hua, uid, "si_transfer", do="lane", phase="humane").status_code == 422
    assert edits.find(TemplateVersion.objects.get(uid=uid).body, "si_transfer")["due"]["plus"] == "10d"


def test_a_refused_draft_is_mended_by_its_lawful_variant(shipped: Any) -> None:
    """A duty made to wait for the undertaking shows L001; the button mends it and the draft can be handed in."""
    hua, uid = signed(shipped, "hua"), begun(shipped)

    def wait(body: dict[str, Any]) -> None:
        edits.change("si_arrears_fix", {"after": ["notice_served", "undertaking"]})(body)

    versions.change_draft(by=shipped.actor("hua"), draft=uid, revision=0, edit=wait, now=shipped.now)
    page = hua.get(f"/templates/{uid}/").content.decode()
    assert "L001" in page
    assert "劳动合同法" in page
    assert hua.post(f"/templates/{uid}/publish/", {"do": "submit", "reason": "x"}).status_code == 422
    assert post(hua, uid, do="fix", rule="L001", about="si_arrears_fix").status_code == 302
    assert versions.check(TemplateVersion.objects.get(uid=uid)).errors == ()
    assert hua.post(f"/templates/{uid}/publish/", {"do": "submit", "reason": "x"}).status_code == 302


def test_a_card_for_the_employee_always_has_the_way_without_him(shipped: Any) -> None:
    """Only his signature is refused; the panel asks for the other way."""
    hua, uid = signed(shipped, "hua"), begun(shipped)
    added = {**FEEDBACK, "title": "员工自评", "who": "employee", "proof": "sign"}
    assert post(hua, uid, "add:humane", **{**added, "phase": "humane"}).status_code == 302
    key = next(k["key"] for k in TemplateVersion.objects.get(uid=uid).body["steps"] if k["title"] == "员工自评")
    card = {"do": "card", "title": "员工自评", "who": "employee", "from": "ready", "amount": "3", "unit": "wd"}
    refused = post(hua, uid, key, **card, after="notice_served", proof=f"employee.sign:{key}")
    assert refused.status_code == 422
    assert "不配合" in refused.content.decode()


def test_cards_move_by_buttons_and_conditions_by_choice(shipped: Any) -> None:
    """Up, down, another lane, a condition of two facts, and back."""
    hua, uid = signed(shipped, "hua"), begun(shipped)
    post(hua, uid, "add:clearance", **FEEDBACK)
    body = TemplateVersion.objects.get(uid=uid).body
    before = [one["key"] for one in body["steps"] if one["phase"] == "clearance"]
    assert post(hua, uid, "team_feedback", do="up").status_code == 302
    body = TemplateVersion.objects.get(uid=uid).body
    after = [one["key"] for one in body["steps"] if one["phase"] == "clearance"]
    assert after.index("team_feedback") == before.index("team_feedback") - 1
    assert post(hua, uid, "team_feedback", do="lane", phase="humane").status_code == 302
    card = {
        "do": "card", "title": "团队评价", "who": ["colleague", "line_manager"], "mode": "all", "simple": "1",
        "when": ["key_position", "!(has_loans)"], "joined": "all", "from": "ready", "amount": "2", "unit": "d",
        "after": "notice_served", "proof": "employer.form:team_feedback", "allow": ["transfer"], "optional": "1",
    }  # fmt: skip
    assert post(hua, uid, "team_feedback", **card).status_code == 302
    step = edits.find(TemplateVersion.objects.get(uid=uid).body, "team_feedback")
    assert (step["when"], step["mode"], step["phase"]) == ("key_position && !(has_loans)", "all", "humane")
    assert versions.check(TemplateVersion.objects.get(uid=uid)).errors == ()
    shown = hua.get(f"/templates/{uid}/?step=team_feedback").content.decode()
    assert '<option value="!(has_loans)" selected>' in shown


def test_a_form_is_built_with_every_kind_of_field(shipped: Any) -> None:
    """Text, number, date, choice, file and table; a choice without answers is refused."""
    hua, uid = signed(shipped, "hua"), begun(shipped)
    where = f"/templates/{uid}/forms/handover_check/"
    fields = {
        "do": "save", "title": "交接核对表", "revision": 0,
        "key": ["field_1", "field_2", "field_3", "field_4", "field_5", "field_6"],
        "label": ["说明", "份数", "日期", "齐全", "照片", "清单"],
        "type": ["text", "number", "date", "choice", "file", "table"],
        "options": ["", "", "", "是，否", "", "名称，数量"],
        "required": ["1", "0", "0", "1", "0", "0"],
    }  # fmt: skip
    assert hua.post(where, {**fields, "options": ["", "", "", "", "", "名称"]}).status_code == 422
    assert hua.post(where, fields).status_code == 302
    form = TemplateVersion.objects.get(uid=uid).body["forms"]["handover_check"]
    assert [one["type"] for one in form["fields"]] == ["text", "number", "date", "choice", "file", "table"]
    moved = hua.post(where, {**fields, "do": "up:1"}).content.decode()
    assert moved.index('value="份数"') < moved.index('value="说明"')


@pytest.mark.parametrize("who", ["lin", "zhao", "wei", "he"])
def test_templates_are_open_to_hr_legal_and_the_owner_only(shipped: Any, who: str) -> None:
    """Others get a sentence; another company's draft does not exist."""
    uid = begun(shipped)
    client = signed(shipped, who)
    wanted = 404 if who == "wei" else 403
    for page in ("", "try/", "compare/", "impact/", "bpmn/", "forms/team_feedback/"):
        assert client.get(f"/templates/{uid}/{page}").status_code in (wanted, 403), page
    assert client.post(f"/templates/{uid}/publish/", {"do": "publish"}).status_code in (wanted, 403)


def test_a_card_without_a_paper_of_its_own_is_called_by_its_name(shipped: Any) -> None:
    """On its page, in the timeline, in the list of evidence: never by the key the program gave it."""
    cast, hua, gu = shipped, signed(shipped, "hua"), signed(shipped, "gu")
    uid = begun(cast)
    assert post(hua, uid, "add:decide", **{**FEEDBACK, "phase": "decide", "title": "管理层表决", "who": "hr_manager",
                                           "proof": "sign", "after": "start"}).status_code == 302  # fmt: skip
    (key,) = {one["key"] for one in TemplateVersion.objects.get(uid=uid).body["steps"]} - {
        one["key"] for one in template_files.load("probation_failure").flat["steps"]
    }
    hua.post(f"/templates/{uid}/publish/", {"do": "submit", "reason": "x"})
    gu.post(f"/templates/{uid}/publish/", {"do": "publish"})
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    where = f"/cases/{play.case}/steps/{key}/"
    assert "公司签署：管理层表决" in gu.get(where).content.decode()
    assert gu.post(where, {"item": "0"}).status_code == 302
    assert "公司签署：管理层表决" in hua.get(f"/cases/{play.case}/log/").content.decode()
    listed = hua.get(f"/cases/{play.case}/file/").content.decode()
    assert "公司签署：管理层表决" in listed and key not in listed.replace(where, "")


def test_trial_run_comparison_impact_and_bpmn_show_what_they_promise(shipped: Any) -> None:
    """Played facts, a difference in words, open cases with dry run and decision, a file for other engines."""
    cast, hua, gu = shipped, signed(shipped, "hua"), signed(shipped, "gu")
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    uid = begun(cast)
    post(hua, uid, "add:clearance", **FEEDBACK)
    tried = hua.get(f"/templates/{uid}/try/?played=1&fact-union_established=false&role=colleague").content.decode()
    assert "团队评价" in tried
    assert "不需要" in tried
    revised = {"title": "试用期不合格解除", "remind": ["48h", ""], "escalate_after": ["24h"], "escalate_to": ["owner"]}
    assert post(hua, uid, do="settings", **revised).status_code == 302
    compared = hua.get(f"/templates/{uid}/compare/").content.decode()
    assert "团队评价" in compared and "表单：协作评价表" in compared
    assert "48h" in compared and "企业负责人" in compared
    hua.post(f"/templates/{uid}/publish/", {"do": "submit", "reason": "x"})
    gu.post(f"/templates/{uid}/publish/", {"do": "publish"})
    wish = {"case": [play.case], "choice": "now", "reason": "统一"}
    dry = hua.post(f"/templates/{uid}/impact/", {**wish, "do": "dry"}).content.decode()
    assert "团队评价" in dry
    assert play.row.template.company_id is None
    done = hua.post(f"/templates/{uid}/impact/", {**wish, "do": "decide"})
    assert done.status_code == 200
    assert str(play.row.template.uid) == uid
    assert hua.get(f"/templates/{uid}/bpmn/").content.startswith(b"<?xml")
    assert moving.impact(cast.actor("hua"), play.row.template) == []


def _mutants() -> list[tuple[str, dict[str, Any]]]:
    """Broken drafts as bodies, one of each kind."""
    import json

    flat = json.dumps(template_files.load("probation_failure").flat)

    def step(body: Any, key: str) -> Any:
        return next(one for one in body["steps"] if one["key"] == key)

    made = []

    def mutant(name: str, change: Any) -> None:
        body = json.loads(flat)
        change(body)
        made.append((name, body))

    mutant("waiver", lambda b: step(b, "certificate")["after"].append("undertaking"))
    mutant("clearance", lambda b: step(b, "wage_pay")["after"].append("it_plan"))
    mutant("chain", lambda b: step(b, "pay_calc")["after"].append("asset_return"))
    mutant("dropped", lambda b: edits_drop(b, "unemployment_list"))
    mutant("late", lambda b: step(b, "si_transfer")["due"].update(plus="40d"))
    mutant("internal", lambda b: step(b, "wage_pay")["due"].update({"class": "internal"}))
    mutant("no refusal", lambda b: step(b, "undertaking").update(evidence=[["employee.sign:undertaking"]]))
    mutant("auto pass", lambda b: b["defaults"].update(on_timeout="auto_pass"))
    mutant("nobody hears", lambda b: b["defaults"].update(escalate=[]))
    mutant("threat", lambda b: step(b, "undertaking").update(
        notify=[{"on": "ready", "to": "employee", "via": ["sms"], "text": "逾期将影响社保补发"}]))  # fmt: skip
    mutant("no union", lambda b: edits_drop(b, "union_notice"))
    mutant("freeze early", lambda b: step(b, "case_freeze").update(after=["wage_pay"]))
    mutant("circle", lambda b: step(b, "criteria").update(after=["assessment"]))
    mutant("dead", lambda b: step(b, "exit_interview").update(when="has_loans && !has_loans"))
    mutant("unknown fact", lambda b: step(b, "exit_interview").update(when="moon"))
    mutant("silence", lambda b: step(b, "assessment_ack")["evidence"][2].pop(0))
    mutant("by him", lambda b: step(b, "rights_letter").update(duty="statutory", evidence=[["employee.sign:x"]]))
    mutant("not unilateral", lambda b: b.update(unilateral=False))
    mutant("optional", lambda b: step(b, "certificate").update(optional=True))
    mutant("lock optional", lambda b: step(b, "undertaking").update(optional=True))
    mutant("lock gone", lambda b: edits_drop(b, "undertaking"))
    mutant("paid first", lambda b: step(b, "back_payment").update(after=["attendance_si_check"]))
    mutant("ranked", lambda b: step(b, "assessment").update(title="绩效排名末位名单", note="271强制分布"))
    mutant("seats", lambda b: step(b, "handover_done").update(who=["employee", "successor", "line_manager", "finance"]))
    return made


def edits_drop(body: dict[str, Any], key: str) -> None:
    body["steps"] = [one for one in body["steps"] if one["key"] != key]
    for one in body["steps"]:
        one["after"] = [name for name in one["after"] if name != key]


@pytest.mark.parametrize("key", [key for key in template_files.all_keys() if "/" not in key])
def test_a_shipped_template_warns_of_nothing(key: str) -> None:
    """Whoever adds one card to it is asked to answer for his own words alone."""
    assert [(one.code, one.found) for one in versions.practices(template_files.load(key).flat)] == []


def test_the_lawful_variants_mend_what_the_check_refuses() -> None:
    """Pressing each button in turn ends with nothing wrong."""
    left = []
    for name, body in _mutants():
        found = template_check.check_flat(body, name)
        assert found.findings, name
        for _press in range(8):
            pressed = next(((one, fixes.fix(one)) for one in found.findings if fixes.fix(one)), None)
            if pressed is None or pressed[1] is None:
                break
            pressed[1](body)
            found = template_check.check_flat(body, name)
        if found.findings:
            left.append((name, [(one.rule, one.step, one.message_en) for one in found.findings][:3]))
    assert left == []


def _card(body: dict[str, Any], key: str) -> Any:
    return next(one for one in body["steps"] if one["key"] == key)


def _with(key: str, **values: Any) -> Any:
    return lambda body: _card(body, key).update(values)


def _after(key: str, *more: str) -> Any:
    return lambda body: _card(body, key)["after"].extend(more)


def _extra(**values: Any) -> Any:
    """One more card before the file is frozen."""

    def change(body: dict[str, Any]) -> None:
        card = {"key": "extra", "title": "补充", "phase": "decide", "kind": "task", "who": ["hrbp"], "after": []}
        body["steps"].insert(-1, {**card, "evidence": [["employer.record:extra"]], **values})
        body["steps"][-1]["after"].append("extra")

    return change


def _out(key: str) -> Any:
    return lambda body: edits_drop(body, key)


def _settings(**values: Any) -> Any:
    return lambda body: body["defaults"].update(values)


THREAT = {"on": "ready", "to": "employee", "via": ["sms"], "text": "逾期将影响社保补发"}
LETTER = [["employee.form:resignation_letter"], ["third.delivery:resignation_letter", "employer.record:no_response"]]
LAWFUL_VARIANTS: dict[str, Any] = {
    "L001": _after("si_arrears_fix", "undertaking"),
    "L002": _with("undertaking", evidence=[["employee.sign:undertaking"]]),
    "L003": _with("rights_letter", duty="statutory", owed_to="employee", evidence=[["employee.sign:rights_letter"]]),
    "L004": _after("wage_pay", "it_plan"),
    "L005": _settings(on_timeout="auto_pass"),
    "L006": _settings(escalate=[]),
    "L007": _out("union_notice"),
    "L008": ("nonfault_dismissal", _out("protect_check")),
    "L009": ("mutual_agreement", _out("severance_pay")),
    "L010": _with("si_transfer", due={"from": "D", "plus": "40d", "class": "statutory"}),
    "L011": _with("undertaking", notify=[THREAT]),
    "L012": _with("si_arrears_fix", evidence=[["third.receipt:bank_cash"]], owed_to="employee"),
    "L013": ("voluntary_resignation", _with("ack", kind="approval", guard="has_loans")),
    "L014": _with("notice_served", evidence=[["employee.sign:termination_notice"]]),
    "L015": _extra(evidence=LETTER, who=["employee"], title="员工提交辞职书"),
    "L016": _with("case_freeze", after=["wage_pay"]),
    "L020": _out("unemployment_list"),
    "L021": lambda body: _card(body, "assessment_ack")["evidence"][2].pop(0),
    "L022": _with("certificate", kind="task"),
    "L023": _with("settlement_note", due={"from": "ready", "plus": "2h", "class": "internal"}),
    "L024": ("death_in_service", _with("proof", notify=[{**THREAT, "text": "您的手续已开始"}])),
    "L025": _with("undertaking", optional=True),
    "L026": _with("assessment", title="绩效排名末位名单"),
    "P01": _with("criteria", after=["assessment"]),
    "P02": _with("exit_interview", when="has_loans && !has_loans"),
    "P03": _with("exit_interview", when="has_loans || !has_loans"),
    "P05": _with("rights_letter", guard="has_loans"),
    "P07": _extra(who=["employee"], after=["notice_served"], evidence=[["employee.sign:extra"]]),
    "P08": _extra(evidence=[["system.calc:moon"]]),
    "S03": _after("exit_interview", "nowhere"),
    "S06": _with("exit_interview", when="moon"),
    "S07": _extra(evidence=[]),
    "S08": _with("si_transfer", cite=[]),
    "S10": _with("exit_interview", when="back_payment_due", after=[]),
    "S14": _with("wage_pay", notify=[{"on": "done", "to": "employee", "via": ["dingtlak"], "template": "wage_payd"}]),
    "S13": _extra(mode="count:3", who=["hrbp", "legal"]),
}
"""For each rule with a button: the kind of separation (failed probation unless said) and what breaks the rule."""


def test_the_button_of_each_rule_makes_the_draft_pass_it(shipped: Any) -> None:
    """Pressed on the page, for one draft after the other: what the rule found is gone, and nothing else came."""
    import json

    # The button of a condition beyond deciding (P04) has a test of its own: one check of it takes as long as all these.
    assert LAWFUL_VARIANTS.keys() == (fixes._FIXES.keys() | fixes.RESTORES) - {"P04"}
    hua, drafts = signed(shipped, "hua"), dict[str, str]()
    for rule, given in LAWFUL_VARIANTS.items():
        kind, change = given if isinstance(given, tuple) else ("probation_failure", given)
        if kind not in drafts:
            actions.publish(kind, shipped.now)
            base = versions.effective(kind, shipped.company.pk, shipped.today)
            draft = versions.start_draft(by=shipped.actor("hua"), base=base.uid, now=shipped.now)
            drafts[kind] = str(draft["template"])
        body = json.loads(json.dumps(template_files.load(kind).flat))
        change(body)
        row = TemplateVersion.objects.filter(uid=drafts[kind])
        row.update(body=body)
        found = template_check.check_flat(body, rule).findings
        assert rule in {one.rule for one in found}, rule
        left = found
        for press in range(4):
            step = next((one.step for one in left if one.rule == rule), None)
            if step is None:
                break
            row.update(revision=0)
            asked = {"do": "fix", "rule": rule, "about": step, "request_key": f"{rule}-{press}"}
            assert post(hua, drafts[kind], step, **asked).status_code == 302, (rule, step)
            left = template_check.check_flat(row.get().body, rule).findings
        assert rule not in {one.rule for one in left}, (rule, [(one.rule, one.step) for one in left])
        assert {one.rule for one in left} <= {one.rule for one in found}, rule


def test_one_press_takes_out_the_condition_nobody_can_decide() -> None:
    """P04 is told of each card the time ran out at; its button finds the card that took the time."""
    import json

    from partwell.site.benches.template import flags, parity

    body = json.loads(json.dumps(template_files.load("mutual_agreement").flat))
    hard = parity(flags())
    _card(body, "exit_interview").update(when=hard, guard=f"!({hard[:485]})")
    found = template_check.check_flat(body, "P04").findings
    several = [one for one in found if one.rule == "P04"]
    assert len(several) > 1 and not any("「」" in one.message_zh for one in several)
    press = fixes.fix(several[-1])
    assert press is not None
    press(body)
    assert body == template_files.load("mutual_agreement").flat


def test_the_api_reads_templates_and_decides_about_a_case(shipped: Any) -> None:
    """The same action as the page: what would change, then the move, once per key."""
    cast, hua, gu = shipped, signed(shipped, "hua"), signed(shipped, "gu")
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    uid = begun(cast)
    post(hua, uid, "add:clearance", **FEEDBACK)
    hua.post(f"/templates/{uid}/publish/", {"do": "submit", "reason": "x"})
    gu.post(f"/templates/{uid}/publish/", {"do": "publish"})
    row = TemplateVersion.objects.get(uid=uid)
    (found,) = moving.impact(cast.actor("hua"), row)
    assert found.plan.added == ("team_feedback",)
    for _twice in range(2):
        wish = {"by": cast.actor("hua", via="api"), "case": play.case, "version": uid, "choice": "next"}
        assert moving.decide(**wish, now=play.now, key="one-key-1")["status"] == "planned"
    assert play.row.planned_id == row.pk
