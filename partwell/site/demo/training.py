"""Training of the demo: courses with material, a session to come, exams with their bank, a certificate, a bond.

Ma passed and has her certificate, Lin has a course to do, one of Ma's colleagues is bound by a special training.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from partwell.apps.people import queries as people
from partwell.apps.training import actions, bonds, queries
from partwell.core.training.bond import Cost
from partwell.lib.clock import SHANGHAI
from partwell.lib.files import store

from .cases import set_aside
from .company import DemoCompany
from .drive import voucher

SECURITY: Sequence[dict[str, Any]] = (
    {
        "kind": "single",
        "text": "收到索要密码的邮件，应当：",
        "options": ["回复", "上报信息部", "转发同事"],
        "right": [1],
    },
    {"kind": "judge", "text": "客户名单可以发到个人邮箱。", "right": [1]},
    {
        "kind": "multiple",
        "text": "以下哪些属于个人信息？",
        "options": ["身份证号", "手机号", "公司公开电话", "银行账号"],
        "right": [0, 1, 3],
    },
    {"kind": "judge", "text": "离开工位应当锁屏。", "right": [0]},
    {"kind": "single", "text": "发现信息泄露，应在多久内上报？", "options": ["当天", "一周", "一个月"], "right": [0]},
)
BASICS: Sequence[dict[str, Any]] = (
    {"kind": "judge", "text": "边界值是测试用例必须覆盖的内容。", "right": [0]},
    {"kind": "single", "text": "缺陷复测由谁完成？", "options": ["提出人", "开发", "产品"], "right": [0]},
    {
        "kind": "multiple",
        "text": "缺陷单必须写明：",
        "options": ["复现步骤", "实际结果", "期望结果", "心情"],
        "right": [0, 1, 2],
    },
)


def training_stories(demo: DemoCompany) -> list[Iterator[datetime]]:
    """Everything above, through the actions: each story yields when its next act happens."""
    return [_courses(demo), _session(demo), _bond(demo)]


def _courses(demo: DemoCompany) -> Iterator[datetime]:
    """Two courses with exams; Ma passes one at once, Lin has a week for it."""
    hua, now = demo.actor("hua"), _at(demo.employees["lin"].hired_on, 13)
    yield now
    security = actions.create_course(
        actions.CourseTerms("信息安全", "safety", "每年一次，考试及格后发证。", exam_questions=4, valid_months=12),
        by=hua,
        now=now,
    )
    basics = actions.create_course(
        actions.CourseTerms("接口测试", "skill", "选修。", exam_questions=3), by=hua, now=now
    )
    actions.add_questions(security, SECURITY, by=hua, now=now)
    actions.add_questions(basics, BASICS, by=hua, now=now)
    reading = store.put(voucher("security"), name="信息安全要点.png", company=demo.company.pk, now=now)
    actions.add_material(security, "信息安全要点", reading, by=hua, now=now)
    ma, lin = people.by_pk(demo.employees["ma"].pk), people.by_pk(demo.employees["lin"].pk)
    by = people.actor_for(ma.user, today=demo.today)
    now += timedelta(days=3)
    yield now
    (row,) = actions.assign(security, [ma], by=hua, now=now, tell=False)
    now += timedelta(days=3)
    yield now
    actions.note_opening(row, by=by, now=now)
    attempt = actions.begin_exam(row, by=by, now=now + timedelta(minutes=20), draw=_in_order)
    answers = {str(one.uid): one.right for one in queries.asked(attempt)[1:]}
    actions.hand_in(row, answers, by=by, now=now + timedelta(minutes=29))
    now = demo.now - timedelta(minutes=5)
    yield now
    due = demo.today + timedelta(days=7)
    actions.assign(security, [lin], due_on=due, by=demo.actor("zhou"), now=now, tell=False)


def _in_order(bank: Sequence[Any], count: int) -> list[Any]:
    """The first questions of the bank: the demo is the same on every start."""
    return list(bank)[:count]


def _session(demo: DemoCompany) -> Iterator[datetime]:
    """A morning in a room next week, with two people who come."""
    hua, now = demo.actor("hua"), demo.now - timedelta(days=4)
    yield now
    course = actions.create_course(
        actions.CourseTerms("客户沟通", "skill", "半天，现场练习。", in_person=True), by=hua, now=now
    )
    starts = _at(demo.today + timedelta(days=8), 9)
    session = actions.open_session(
        course, starts_at=starts, ends_at=starts + timedelta(hours=3), place="杭州总部 3 楼培训室", trainer="孙梅",
        seats=12, by=hua, now=now,
    )  # fmt: skip
    coming = [people.by_pk(demo.employees[key].pk) for key in ("ma", "zhou")]
    actions.assign(course, coming, session=session, by=hua, now=now, tell=False)


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def _bond(demo: DemoCompany) -> Iterator[datetime]:
    """Special training paid for by the company, with vouchers; its signed paper on file."""
    hua, now = demo.actor("hua"), demo.now - timedelta(days=30)
    yield now
    set_aside(demo)
    busy = {row.pk for row in demo.employees.values()}
    testing = demo.departments["testing"].pk
    person = next(
        row
        for row in demo.everyone
        if row.department_id == testing and row.type == "regular" and row.pk not in busy and row.user_id
    )
    course = actions.create_course(
        actions.CourseTerms("自动化测试高级认证", "special", "外部机构专项培训。"), by=hua, now=now
    )
    signed = demo.today - timedelta(days=45)
    paper = store.put(voucher("bond"), name="服务期协议.png", company=demo.company.pk, now=now)
    bonds.record_bond(
        people.by_pk(person.pk),
        course,
        costs=(
            Cost("fee", "培训费", Decimal(18000), "FP-20260918"),
            Cost("travel", "往返差旅", Decimal(2400), "CL-0918"),
        ),
        agreed=Decimal(18000),
        months=24,
        starts_on=signed,
        signed_on=signed,
        paper=paper,
        by=hua,
        now=now,
    )
