"""Plays separation cases through the same actions a person uses: papers are made, read and answered, messages go out.

Only the clock is moved: an act of last week carries last week's time, and the worker's jobs run at that time.
"""

import io
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from PIL import Image, ImageDraw

from partwell.apps.cases import actions, papers, proof, standing, store
from partwell.apps.documents import actions as documents
from partwell.apps.law.warned import Unacknowledged
from partwell.apps.notices import queries as notices_of
from partwell.apps.people import queries as people
from partwell.apps.settlements import queries as settlements
from partwell.core.process.decide import Act, fills_seat, full_alternative, waits_until
from partwell.core.process.state import StepView, derive
from partwell.core.process.template import Item, Step
from partwell.lib import clock, jobs, template_files
from partwell.lib.actor import Actor, system
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import Refused

from .company import DemoCompany

CODE = re.compile(r"\b(\d{6})\b")
WORDS = {
    "handover_list": (
        "工作资料 | 共享盘内本岗位文件夹 | 完整\n在办事项 | 清单已逐项说明并指派 | 已交接\n设备 | 手机 2 台 | 完好"
    ),
    "dept_conclusion": "试用期内任务完成率未达到录用条件，结论为不符合录用条件。",
    "decision": "录用条件经员工签收，考核数据完整，理由成立；解除通知须在试用期届满前送达。",
    "protect_checklist": "已核查孕期、医疗期、工伤、职业病等情形，均不存在。",
    "union_opinion": "工会对解除理由没有异议。",
    "account_list": "邮箱、代码库、缺陷系统、门禁。数据已备份。",
    "account_disabled": "邮箱、代码库、缺陷系统、门禁已停用；保留本系统的查看入口。",
    "interview": "已面谈，员工希望收到绩效反馈的书面意见。",
    "talk": "已沟通离职原因和去向，祝愿顺利。",
    "hr_review": "手续核对无误。",
    "key_handover": "客户资料和合同已移交。",
    "incident": "11月上旬三次未经审批把客户名单发到个人邮箱，邮件网关有记录。",
    "investigation": "调取邮件网关日志，询问本人和两位同事，记录已签字。",
    "defence": "名单是为了在家加班整理，没有给过别人。",
    "ground40": "第四十条第三项：硬件业务线整体关闭，岗位不再存在。",
    "consultation": "11月20日面谈，提出调到软件测试组，工资不变；员工不同意。",
    "proposal": "由公司首先提出，人力资源部于面谈中口头提出并留有记录。",
    "renewal_opinion": "岗位撤销，建议不再续订。",
    "expiry_alert": "劳动合同将于期满日到期，已提前六十日预警。",
    "open_ended_check": "本单位工作三年，首份固定期限合同，员工没有提出订立无固定期限合同。",
    "briefing": "向工会主席和职工代表说明经营困难、拟裁减人数和标准，资料已发放。",
    "opinions": "工会建议优先安排转岗，已采纳并书面答复。",
    "priority_retention": "已核对家庭就业、扶养和合同期限情况，不属于优先留用人员。",
    "art38_review": "核对工资台账和银行流水：两个月工资未按约定日期发放。",
    "attendance": "按排班应出勤的 7 日没有打卡，没有请假和批准记录。",
    "contact_attempts": "电话 6 次、短信 3 次、上门 1 次，均未联系上；紧急联系人表示不清楚去向。",
    "condolence": "由人力资源负责人专人联系家属，当日登门慰问。",
    "work_inventory": "工位文件、设备 2 件、在办事项 4 项，由主管清点接管。",
    "authorise": "同意。",
}
CALCULATIONS: Mapping[str, Mapping[str, str]] = {
    "layoff_threshold": {"headcount": "120", "to_cut": "14"},
    "loss": {"items": "客户索赔 | 86000.00 | 和解协议和付款凭证"},
    "medical_period": {"first_work": "2012-07-01", "sick": "2025-10-01 | 2026-11-20"},
    "retire_age": {"category": "M60"},
    "wage_arrears": {"months": "2026-10 | 12000.00 | 6000.00"},
}
"""What a calculation asks for."""
ENDS = (
    *("termination_notice", "union_letter", "agreement_draft", "mutual_agreement"),
    *("expiry_notice", "retire_notice"),
)
"""Papers that name the last day."""
SUMS = {
    "bank_wage": "final_pay",
    "bank_back_payment": "back_payment",
    "bank_severance": "severance",
    "bank_lieu": "pay_in_lieu",
    "bank_medical": "medical_subsidy",
    "bank_arrears": "wage_arrears",
    "bank_injury_subsidy": "injury_subsidy",
}
"""Which sum a bank voucher pays."""
DECIDED: Mapping[str, Any] = {
    "renewal_offered": False,
    "initiator": "employer",
    "ground40": "changed_circumstances",
    "retire_mode": "statutory_age",
    "layoff_threshold_met": True,
    "pension_years_met": True,
    "severance_due": True,
    "back_payment_due": True,
}
"""What the steps of the demo's cases determine."""
PAPER_WORDS: Mapping[str, Mapping[str, str]] = {
    "union_letter": {
        "reasons": "月度任务完成率为 60%，低于录用条件要求的 80%。\n考核报告已送达员工，员工的意见已经复核。"
    },
    "termination_notice": {
        "reasons": (
            "录用条件第一项要求每月完成 10 项任务中的 8 项，考核期内完成 6 项，未达到要求。\n"
            "考核数据和依据已送达您本人，您的意见已经复核并书面答复。"
        )
    },
    "objection_reply": {
        "findings": "核对任务系统记录，10 项任务中完成 6 项，数据无误。",
        "outcome": "kept",
        "measures": "书面反馈各项任务的验收意见。",
    },
    "union_reply": {
        "opinion": "没有异议。",
        "findings": "理由和程序经复核无误。",
        "decision": "按原方案送达解除通知。",
    },
    "defence_invite": {"matters": "11月上旬三次未经审批把客户名单发到个人邮箱。"},
    "defence_reply": {"findings": "邮件网关记录显示收件地址为个人邮箱，没有审批。", "outcome": "not_accepted"},
    "dual_notice": {"other_employer": "某某科技", "findings": "社保由该公司缴纳。"},
    "change_proposal": {"change": "硬件业务线整体关闭", "offer": "调到软件测试组，工资和地点不变"},
    "job_offer": {"new_post": "资料管理员", "duties": "整理文档", "pay": "保持不变"},
    "job_change": {"new_post": "文档专员", "pay": "保持不变", "reasons": "考核未达到岗位要求"},
    "appraisal_request": {"commission": "杭州市劳动能力鉴定委员会", "materials": "病历\n身份证复印件"},
    "agreement_draft": {"more_terms": ""},
    "mutual_agreement": {"more_terms": ""},
    "renewal_letter": {"term": "fixed", "terms": "same", "offer": "月工资和工作地点不变"},
    "renewal_reply": {"reply": "refuse", "reason": ""},
    "proposal": {"wishes": "年终奖按在岗月份折算"},
    "expiry_notice": {},
    "bond_waiver": {},
    "retire_choice": {"mode": "statutory_age"},
    "early_retire_notice": {},
    "retire_notice": {},
    "medical_cover_note": {"paid_years": "28 年", "needed_years": "20 年", "top_up": "不需要补足"},
    "layoff_plan": {
        "situation": "生产经营发生严重困难",
        "headcount": "120",
        "to_cut": "14",
        "criteria": "整体停止的业务线的岗位",
        "kept_first": "订立无固定期限劳动合同的人员",
        "severance_terms": "按劳动合同法第四十七条计算，办结交接时支付",
        "schedule": "说明情况、听取意见、报告、送达通知",
    },
    "art38_reply": {"findings": "两个月工资未按约定日期发放。", "outcome": "accept", "pays": "yes"},
    "return_notice_1": {},
    "return_notice_2": {"rule": "《考勤管理制度》第二十一条"},
    "injury_not_due_reasons": {"reasons": "依据第三十九条解除。", "basis": "浙江省有关规定"},
    "belongings_list": {"kin": "王某", "relation": "配偶", "belongings": "水杯、相框 | 工位 | 完好"},
    "exam_notice": {"hazards": "噪声", "hospital": "杭州市职业病医院"},
    "asset_list": {"assets": "笔记本电脑 | NB-0231 | 完好\n工牌 | 0418 | 完好"},
    "earlier_date": {"asked_by": "employee"},
}


def finger(name: str) -> bytes:
    """A handwriting-like PNG for the demo's signatures; drawn from the name, so each person's differs."""
    picture = Image.new("RGB", (600, 220), "white")
    pen = ImageDraw.Draw(picture)
    at, seed = 60, sum(map(ord, name))
    for letter in name:
        turn = ord(letter) % 60
        points = [
            (at, 60 + turn),
            (at + 70, 50),
            (at + 30, 120 + seed % 30),
            (at + 100, 100 + turn),
            (at + 50, 180),
            (at + 120, 150 - turn // 2),
        ]
        pen.line(points, fill="black", width=6, joint="curve")
        at += 160
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def voucher(title: str) -> bytes:
    """A small PNG standing for a bank voucher or an authority's receipt of the demo; it says so."""
    picture = Image.new("RGB", (480, 200), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((8, 8, 471, 191), outline="black", width=2)
    pen.text((24, 40), f"DEMO  {title}", fill="black")
    pen.text((24, 80), "Sample paper of the demo company", fill="black")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class Upload:
    """What a form hands over for a file."""

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self.name, self.size = content, name, len(content)

    def read(self) -> bytes:
        """The bytes."""
        return self.content


class Drive:
    """Acts in one case. `now` moves on by some minutes with each act."""

    def __init__(self, demo: DemoCompany, now: datetime, *, pace: timedelta = timedelta(minutes=37)) -> None:
        self.demo, self.now, self.pace = demo, now, pace
        self.uid = ""
        self.last_day: date | None = None
        self.initiator = "employer"
        self.anchors: dict[str, date] = {}
        self.decided: dict[str, Any] = dict(DECIDED)
        self._seen: tuple[store.Loaded, dict[str, StepView]] | None = None

    def start(
        self,
        who: str,
        separation_type: str,
        *,
        by: str,
        ground: str = "",
        facts: Mapping[str, Any] | None = None,
        alias: str = "",
    ) -> str:
        """HR begins a case about one of the demo's people."""
        person = self._person(who)
        settled = template_files.load(separation_type).template.settled_facts()
        known = {**people.facts_of(person, self._today()), **settled}
        stated = {name: value for name, value in (facts or {}).items() if name not in known}
        self.uid = self.do_start(self._actor(by), person, separation_type, ground, stated, alias)
        self._work()
        return self.uid

    def resign(self, who: str, text: str, wished: date | None = None) -> str:
        """An employee resigns on the phone: reads, asks for the code, signs."""
        by = self._actor(who)
        self.uid = self._sign(by, self.do_draft(by, text, wished), "sign")["case"]
        self._work()
        return self.uid

    def notice38(self, who: str, given: Mapping[str, str]) -> str:
        """An employee gives notice under Art. 38 on the phone: reads, asks for the code, signs."""
        by = self._actor(who)
        self.uid = self._sign(by, self.do_draft38(by, given), "sign")["case"]
        self._work()
        return self.uid

    def step(self, key: str, alternative: int = 0, *, answer: str = "sign", words: str = "") -> None:
        """Do one ready step with one of its alternatives, each item by its own party."""
        view = self.views()[key]
        for item in view.step.evidence[alternative]:
            if self.views()[key].settled:
                return
            self._item(view.step, item, answer, words)
        self._work()
        view = self.views()[key]
        cooled = None if view.settled else waits_until(view, calendar())
        if cooled is not None and full_alternative(view.step, view.proof):
            # The worker completes it when the time is over; the demo's past runs no timers.
            self.now = max(self.now, cooled + timedelta(minutes=1))
            actions.act(by=system(self.demo.company.pk), case=self.uid, wish=Act(key), now=self.now)
            self._work()

    def make(self, key: str, kind: str, by: str) -> None:
        """Somebody makes a paper of a ready step ahead of its turn, and it goes out."""
        self.wait()
        self.do_make(self._actor(by), key, kind, self._inputs(kind))
        self._work()

    def play(
        self,
        *,
        only: tuple[str, ...] = (),
        but: tuple[str, ...] = (),
        until: str = "",
        by: Mapping[str, int] | None = None,
    ) -> None:
        """Do every ready step in the template's order, or only some, except some; stop before `until`."""
        for _turn in range(120):
            ready = [
                key
                for key, view in self.views().items()
                if view.status == "ready" and key not in but and (not only or key in only)
            ]
            if not ready or until in ready:
                return
            before = len(self._look()[0].state.attached)
            try:
                self.step(ready[0], (by or {}).get(ready[0], 0))
            except Refused:
                # In a year whose holidays are not published no last wage is known: the demo shows it as it is.
                but = (*but, ready[0])
                continue
            if len(self._look()[0].state.attached) == before:
                but = (*but, ready[0])

    def close(self, by: str = "hua") -> None:
        """Close the case, when everything could be done."""
        if any(not view.settled for view in self.views().values()):
            return
        self.wait()
        self.do_close(self._actor(by))
        self._work()

    # What a person does, each by the action that the pages call; a test does the same by other doors.

    def do_start(
        self, by: Actor, person: Any, separation_type: str, ground: str, facts: Mapping[str, Any], alias: str
    ) -> str:
        """HR starts the case; its uid."""
        start = partial(
            actions.start,
            by=by,
            employee=person.uid,
            separation_type=separation_type,
            initiator=self.initiator,
            ground=ground,
            facts=facts,
            anchors=self.anchors,
            now=self.now,
            alias=alias,
        )
        try:
            answer = start()
        except Unacknowledged as risks:
            # Read and gone on with by name, as the wizard asks.
            answer = start(acknowledged=list(risks.fields))
        return str(answer["case"])

    def do_draft(self, by: Actor, text: str, wished: date | None) -> Any:
        """The employee prepares the resignation."""
        return papers.draft_resignation(by=by, text=text, wished_day=wished, now=self.now)

    def do_draft38(self, by: Actor, given: Mapping[str, str]) -> Any:
        """The employee prepares a notice under Art. 38."""
        return papers.draft_art38(by=by, given=given, now=self.now)

    def do_make(self, by: Actor, step: str, kind: str, inputs: Mapping[str, str]) -> None:
        """Somebody makes the paper of a step."""
        papers.make(by=by, case=self.uid, step=step, kind=kind, now=self.now, inputs=inputs)

    def do_hand_in(
        self, by: Actor, step: str, given: proof.Given, facts: Mapping[str, Any], anchors: Mapping[str, date]
    ) -> None:
        """Somebody hands in one item."""
        proof.hand_in(by=by, case=self.uid, step=step, given=[given], facts=facts, anchors=anchors, now=self.now)

    def do_read(self, by: Actor, paper: Any) -> None:
        """The employee reads a paper to its end."""
        for page in range(1, paper.reader_pages + 1):
            documents.read_page(paper, page, seconds=25, by=by, now=self.now)

    def do_ask_for_code(self, by: Actor, paper: Any, intent: str) -> None:
        """The employee asks for the signing code."""
        documents.send_code(paper, intent, by=by, now=self.now)

    def do_answer(self, by: Actor, paper: Any, intent: str, code: str, text: str) -> dict[str, Any]:
        """The employee answers; a resignation's answer names its case."""
        return proof.answer(
            by=by,
            paper=paper.uid,
            intent=intent,
            code=code,
            signature=finger(by.name) if intent != "decline" else None,
            text=text,
            now=self.now,
        )

    def do_close(self, by: Actor) -> None:
        """HR closes the case."""
        actions.close(by=by, case=self.uid, now=self.now)

    def wait(self) -> None:
        """Let some minutes pass; somebody else may act in the case now."""
        self.now += self.pace
        self._seen = None

    @property
    def row(self) -> Any:
        """The case as it stands."""
        return self._look()[0].case

    def views(self) -> dict[str, StepView]:
        """Every step as it stands."""
        return self._look()[1]

    def _look(self) -> tuple[store.Loaded, dict[str, StepView]]:
        """The case and its steps, read once after each act."""
        if self._seen is None:
            loaded = store.load(standing.visible(system(self.demo.company.pk), self.uid))
            self._seen = loaded, derive(loaded.state, calendar())
        return self._seen

    def _item(self, step: Step, item: Item, answer: str, words: str) -> None:
        """Hand in one item."""
        self.now += self.pace
        case = self.row
        for kind in papers.kinds_of(step):
            first = item == next((one for alt in step.evidence for one in alt), None)
            mine = papers.is_own_words(kind)
            if first and not mine and kind in PAPER_WORDS and papers.current(case, kind) is None:
                maker = self._who(case, step, Item("employer", "sign", kind))[0]
                self.do_make(maker, step.key, kind, self._inputs(kind))
                self._work()
        if item.party == "employee":
            known = proof.on_record(case, item)
            if known is None:
                self._answer(case, step, item, answer, words)
                self._seen = None
                return
        if item.kind == "delivery" and item.name in papers.kinds_of(step) and self._by_channel(case, item.name):
            self._work()
            return
        for by in self._who(case, step, item):
            asks = proof.asks(item)
            if asks.paper and papers.current(case, asks.paper) is None:
                self.do_make(by, step.key, asks.paper, self._inputs(asks.paper))
            given = proof.Given(
                item,
                text=words or WORDS.get(item.name, "已核对。") if asks.text else "",
                number=f"用印 {self.now:%Y%m%d}-{self.now:%H%M}" if asks.number else "",
                day=self._today() if asks.day else None,
                amount=self._paid(item) if asks.amount else None,
                upload=Upload(voucher(item.name), f"{item.name}.png") if asks.file_needed else None,
                inputs=self._asked(item.name, [one.name for one in asks.inputs]),
            )
            view = self.views()[step.key]
            if view.settled:
                return
            facts, anchors = self._sets(view)
            self.do_hand_in(by, step.key, given, facts, anchors)
            self._work()

    def _answer(self, case: Any, step: Step, item: Item, answer: str, words: str) -> None:
        """The employee answers the paper of a step, or writes what the step asks for."""
        by = self._actor(self._key(case.employee_id))
        if item.name in papers.own_kinds(step):
            if papers.current(case, item.name) is None:
                self.do_make(by, step.key, item.name, self._inputs(item.name))
            self._sign(by, papers.current(case, item.name), answer, words)
            return
        kinds = [kind for kind in papers.kinds_of(step) if papers.current(case, kind) is not None]
        if not kinds or item.kind not in ("sign", "decline"):
            self.do_hand_in(by, step.key, proof.Given(item, text=words or "已阅。"), {}, {})
            return
        self._sign(by, papers.current(case, kinds[0]), answer, words)

    def _sign(self, by: Actor, paper: Any, intent: str, words: str = "") -> dict[str, Any]:
        """Open, read to the end, ask for the code, read it from the phone, answer."""
        self.do_read(by, paper)
        code = ""
        if intent != "decline":
            self.now += timedelta(minutes=2)
            self.do_ask_for_code(by, paper, intent)
            self._work()
            person = people.by_pk(paper.employee_id)
            phone = notices_of.demo_phone(person.phone, person.mail)
            text = next(one.text for one in phone.messages if CODE.search(one.text))
            found = CODE.search(text)
            code = found.group(1) if found else ""
        self.now += timedelta(minutes=1)
        return self.do_answer(by, paper, intent, code, words)

    def _who(self, case: Any, step: Step, item: Item) -> list[Actor]:
        """Who hands an item in: every open seat for a signature of several, otherwise the first who may."""
        roles = [role for role in step.who if role != "employee"] or ["hr_ops"]
        many = step.mode != "any" and item.party == "employer" and fills_seat(step, item)
        users = [user for role in roles for user in standing.holders(case, role, self._today())[:1]]
        return [self._actor_of(user) for user in (users if many else users[:1])]

    def _sets(self, view: StepView) -> tuple[dict[str, Any], dict[str, date]]:
        """What a step determines, where the program does not compute it."""
        facts: dict[str, Any] = {}
        anchors: dict[str, date] = {}
        for name, how in view.step.sets.items():
            if name not in view.unknown or how == "calc":
                continue
            if name not in template_files.facts():
                anchors[name] = self.last_day or self._today() + timedelta(days=4)
            elif name == "protected_status":
                facts[name] = ()
            else:
                facts[name] = self.decided.get(name, False)
        for name in ("N", "B"):
            if name in anchors:
                anchors[name] = self._today()
        return facts, anchors

    def _asked(self, name: str, wanted: list[str]) -> dict[str, str]:
        """What a calculation asks for."""
        given = {"planned": (self.last_day or self._today() + timedelta(days=30)).isoformat()}
        return {one: {**given, **CALCULATIONS.get(name, {})}.get(one, "") for one in wanted}

    def _by_channel(self, case: Any, kind: str) -> bool:
        """Whether a paper reaches its reader by a channel of the demo; the family of the dead is served by hand."""
        return not store.template_of(case).quiet and (papers.goes_to_employee(kind) or kind.startswith("union_"))

    def _paid(self, item: Item) -> Decimal:
        """What a voucher pays: the sum that was calculated for it."""
        return settlements.statements_of_case(self.uid)[SUMS[item.name]].total("employee")

    def _inputs(self, kind: str) -> dict[str, str]:
        words = dict(PAPER_WORDS.get(kind, {}))
        soon = self._today() + timedelta(days=4)
        ends = (self.last_day or soon).isoformat()
        if kind in ENDS:
            words["ending_on"] = ends
        if kind in ("retire_choice", "early_retire_notice"):
            words["chosen_on"] = ends
        if kind == "exam_notice":
            words |= {"exam_from": self._today().isoformat(), "exam_to": soon.isoformat()}
        if kind.startswith("return_notice"):
            words |= {"return_on": soon.isoformat(), "place": "杭州市西湖区云岚路 18 号"}
        if kind == "renewal_letter":
            words["new_to"] = (self._today() + timedelta(days=1100)).isoformat()
        if kind in ("job_offer", "job_change"):
            words |= {"from_on": soon.isoformat(), "reply_on": soon.isoformat()}
        if kind == "dual_notice":
            words["correct_by"] = soon.isoformat()
        words["answer_on"] = soon.isoformat()
        if kind == "union_reply":
            words["opinion_on"] = self._today().isoformat()
        if kind == "earlier_date":
            words["agreed_on"] = (self.last_day or self._today() + timedelta(days=4)).isoformat()
        return words

    def _work(self) -> None:
        """Let the worker do what is due at this moment, with the clock standing there."""
        clock.freeze(self.now)
        try:
            jobs.run_due(self.now, limit=400)
        finally:
            clock.freeze(None)
            self._seen = None

    def _today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    def _person(self, who: str) -> Any:
        return self.demo.employees[who]

    def _key(self, employee: int) -> str:
        return next(key for key, row in self.demo.employees.items() if row.pk == employee)

    def _actor(self, who: str) -> Actor:
        return people.actor_for(self.demo.users_by_key[who], today=self._today())

    def _actor_of(self, user: Any) -> Actor:
        return people.actor_for(user, today=self._today())
