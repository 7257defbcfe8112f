"""The demo company 杭州云岚软件有限公司, its people and a second, small company that must see nothing of it.

Everything goes through the same actions as elsewhere. Lin was hired on the 8th of the month before last, so that two
months were due and not paid, the third is in time, and his three months of probation end within the next weeks.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db import transaction

from partwell.apps.accounts import actions as accounts
from partwell.apps.cases.lawful import statutory_retirement
from partwell.apps.documents import seals
from partwell.apps.people import actions as people
from partwell.apps.people.pinyin import pinyin_of
from partwell.apps.people.queries import actor_for
from partwell.core.days import add_months, period_end
from partwell.lib.actor import Actor, system
from partwell.lib.clock import SHANGHAI

from . import names

EMPLOYEES = 120
OLDEST, ENDING = 61, 62
"""Serial numbers of the man who retires soon, and of the one whose term ends soon."""
CREDIT_CODE = "91330199MA00000D1X"
"""By which the demo company is found again."""
INSURANCES = ("pension", "medical", "unemployment", "work_injury", "housing_fund")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

# key, name, name in English, parent, branch
DEPARTMENTS = (
    ("board", "总经办", "Management", "", "hangzhou"),
    ("hr", "人力资源部", "Human resources", "", "hangzhou"),
    ("finance", "财务部", "Finance", "", "hangzhou"),
    ("office", "行政部", "Office", "", "hangzhou"),
    ("legal", "法务部", "Legal", "", "hangzhou"),
    ("it", "信息部", "IT", "", "hangzhou"),
    ("quality", "质量部", "Quality", "", "hangzhou"),
    ("testing", "测试组", "Testing", "quality", "hangzhou"),
    ("rnd", "研发中心", "Research and development", "", "hangzhou"),
    ("front", "前端组", "Front end", "rnd", "hangzhou"),
    ("back", "后端组", "Back end", "rnd", "hangzhou"),
    ("product", "产品部", "Product", "", "hangzhou"),
    ("sales", "销售部", "Sales", "", "hangzhou"),
    ("service", "客户成功部", "Customer success", "", "hangzhou"),
    ("shanghai", "上海分公司", "Shanghai branch", "", "shanghai"),
    ("shanghai_sales", "上海销售组", "Shanghai sales", "shanghai", "shanghai"),
)

# key, title, title in English, key post
POSITIONS = (
    ("tester", "测试工程师", "Test engineer", False),
    ("engineer", "软件工程师", "Software engineer", False),
    ("product", "产品经理", "Product manager", False),
    ("sales", "销售经理", "Account manager", True),
    ("service", "客户成功顾问", "Customer success", False),
    ("clerk", "职能专员", "Clerk", False),
    ("manager", "部门经理", "Manager", True),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the cast: who signs in to play a role."""

    key: str
    name: str
    number: str
    department: str
    position: str
    role: str = ""
    scope: str = ""
    title: str = ""
    title_en: str = ""
    wage: str = "12000.00"


CAST = (
    Part(
        "lin",
        "林晓",
        "E20418",
        "testing",
        "tester",
        title="员工（试用期）",
        title_en="Employee on probation",
        wage="5000.00",
    ),
    Part(
        "zhou",
        "周然",
        "E10031",
        "testing",
        "manager",
        "line_manager",
        "testing",
        "直属主管",
        "Line manager",
        "18000.00",
    ),
    Part(
        "zhao",
        "赵磊",
        "E10007",
        "quality",
        "manager",
        "dept_head",
        "quality",
        "部门负责人",
        "Department head",
        "24000.00",
    ),
    Part("hua", "华敏", "E10012", "hr", "clerk", "hrbp", "", "HRBP", "HRBP"),
    Part("xu", "许文", "E10044", "hr", "clerk", "hr_ops", "", "HR 运营", "HR operations"),
    Part("gu", "顾清", "E10009", "hr", "manager", "hr_manager", "", "HR 经理", "HR manager", "20000.00"),
    Part("luo", "罗宁", "E10003", "hr", "manager", "hr_director", "", "HR 负责人", "HR director", "24000.00"),
    Part("han", "韩冰", "E10052", "hr", "clerk", "er", "", "员工关系", "Employee relations"),
    Part("he", "何静", "E10058", "hr", "clerk", "payroll", "", "薪酬专员", "Payroll"),
    Part("tang", "唐悦", "E10061", "hr", "clerk", "si_specialist", "", "社保专员", "Social insurance"),
    Part("shen", "沈岩", "E10020", "legal", "clerk", "legal", "", "法务", "Legal", "20000.00"),
    Part("lu", "陆川", "E10066", "it", "clerk", "it", "", "IT", "IT"),
    Part("qian", "钱蓉", "E10070", "office", "clerk", "admin", "", "行政", "Office administration"),
    Part("fang", "方宁", "E10073", "finance", "clerk", "finance", "", "财务", "Finance"),
    Part("yan", "严松", "E10080", "office", "clerk", "union", "", "工会主席", "Trade union"),
    Part("ma", "马越", "E10102", "testing", "tester", "successor", "testing", "接手人", "Successor", "9000.00"),
    Part("sun", "孙梅", "E10240", "sales", "manager", "line_manager", "sales", "销售主管", "Sales manager", "20000.00"),
    Part(
        "wang",
        "王思远",
        "E10233",
        "sales",
        "sales",
        title="员工（主动辞职）",
        title_en="Employee who resigns",
        wage="15000.00",
    ),
    Part("chen", "陈岚", "E10001", "board", "manager", "owner", "", "企业负责人", "Owner", "24000.00"),
)
SECOND_SEATS = (("sun", "dept_head", "sales"),)
"""Seats beside the one of the role card, so that Wang's story can be played by the cast alone."""
HEADS = ("finance", "office", "it", "rnd", "front", "back", "product", "sales", "service", "shanghai")
"""Departments whose manager is none of the cast."""
FILLED = ("testing", "front", "back", "back", "product", "sales", "service", "shanghai", "shanghai_sales", "rnd")
POST_OF = {"testing": "tester", "product": "product", "sales": "sales", "service": "service", "shanghai_sales": "sales"}


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Someone the demo lets in. The password exists only here and as a hash."""

    key: str
    username: str
    password: str
    name: str
    title: str
    title_en: str
    company: str
    pk: int


@dataclass
class DemoCompany:
    """What was loaded: primary keys and rows by key, for whoever adds cases on top."""

    now: datetime
    company: Any
    other: Any
    branches: dict[str, Any]
    departments: dict[str, Any]
    positions: dict[str, Any]
    employees: dict[str, Any] = field(default_factory=dict)
    users_by_key: dict[str, Any] = field(default_factory=dict)
    users: list[DemoUser] = field(default_factory=list)
    everyone: list[Any] = field(default_factory=list)

    @property
    def founded(self) -> datetime:
        """When the companies and their people were entered: before everything the demo tells of them."""
        return founded(self.now)

    @property
    def today(self) -> date:
        """The day the demo was built around."""
        return self.now.astimezone(SHANGHAI).date()

    def actor(self, key: str) -> Actor:
        """A member of the cast as the actor of an action."""
        return actor_for(self.users_by_key[key], today=self.today)


def head_number(place: int) -> str:
    """The employee number of the manager of `HEADS[place]`."""
    return f"E2{len(CAST) + place:04d}"


def password() -> str:
    """A random password that can be read out: 60 bits in three groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def first_of_month(day: date, months: int = 0) -> date:
    """The first day of the month `months` away."""
    return add_months(day.replace(day=1), months)


def founded(now: datetime) -> datetime:
    """The log's times do not run backwards, so the companies are there before their people's first month."""
    return now - timedelta(days=150)


def load_company(now: datetime) -> DemoCompany:
    """Build both companies around `now`, in the caller's transaction or one of its own."""
    with transaction.atomic():
        demo = _organisation(now)
        _people(demo)
        _roles(demo)
        _second_company(demo)
        return demo


def _organisation(now: datetime) -> DemoCompany:
    begun = founded(now)
    company = accounts.create_company(
        "杭州云岚软件有限公司",
        by=system(None, "command"),
        now=begun,
        name_en="Hangzhou Yunlan Software Co., Ltd.",
        credit_code=CREDIT_CODE,
        union_established=True,
    )
    by = system(company.pk, "command")
    seals.set_up(company, by=by, now=begun)
    branches = {
        "hangzhou": accounts.create_branch(
            company.pk, "杭州总部", "330100", by=by, now=begun, name_en="Hangzhou", address="杭州市西湖区云岚路 18 号"
        ),
        "shanghai": accounts.create_branch(
            company.pk, "上海分公司", "310000", by=by, now=begun, name_en="Shanghai", address="上海市徐汇区云岚路 6 号"
        ),
    }
    departments: dict[str, Any] = {}
    for key, name, name_en, parent, branch in DEPARTMENTS:
        departments[key] = accounts.create_department(
            branches[branch], name, by=by, now=begun, parent=departments.get(parent), name_en=name_en
        )
    positions = {
        key: people.create_position(
            title, by=by, now=begun, title_en=title_en, hazard_exposed=False, key_position=heavy
        )
        for key, title, title_en, heavy in POSITIONS
    }
    return DemoCompany(now, company, None, branches, departments, positions)


def hired_of_lin(today: date) -> date:
    """The 8th of the month before last."""
    return first_of_month(today, -2) + timedelta(days=7)


def _people(demo: DemoCompany) -> None:
    by, today = system(demo.company.pk, "command"), demo.today
    chance = Random(20_260_101)  # noqa: S311 - invented people, no secret
    rows: list[tuple[people.Person, people.Terms | None, list[people.Month]]] = []
    users: list[accounts.NewUser] = []
    usernames: set[str] = set()
    serial = count(1)
    drawn = names.names({part.name for part in CAST}, seed=7)

    def add(key: str, name: str, number: str, department: str, position: str, wage: str, secret: str | None) -> None:
        at = next(serial)
        username = login = pinyin_of(name).split()[0]
        while login in usernames:
            login = f"{username}{at}"
        usernames.add(login)
        mail, mobile = f"{login}@yunlan.example", names.phone(2048 if key == "lin" else at)
        users.append(accounts.NewUser(login, name, mail, mobile, secret))
        on_probation = key == "lin" or (not key and position != "manager" and at % 12 == 0)
        hired = hired_of_lin(today) if on_probation else today - timedelta(days=200 + chance.randrange(2600))
        if at == ENDING:
            # His term of three years ends in seven weeks.
            hired = add_months(today + timedelta(days=49), -36)
        person = people.Person(
            number=number,
            name=name,
            department=demo.departments[department],
            position=demo.positions[position],
            hired_on=hired,
            type="probation" if on_probation else "regular",
            id_number=names.id_number(at, _near_retirement(today) if at == OLDEST else names.born(at, today)),
            phone=mobile,
            mail=mail,
            bank_account=f"62220000000{at:08d}",
            standing=_standing(key, at),
        )
        rows.append(
            (
                person,
                _terms(hired, today, wage, on_probation=on_probation),
                _months(hired, today, wage, late=on_probation),
            )
        )

    for part in CAST:
        add(part.key, part.name, part.number, part.department, part.position, part.wage, password())
    for place, department in enumerate(HEADS):
        add("", next(drawn), head_number(place), department, "manager", "20000.00", None)
    add("", names.RARE, "E30001", "back", "engineer", "14000.00", None)
    while len(rows) < EMPLOYEES:
        department = FILLED[len(rows) % len(FILLED)]
        wage = f"{6000 + chance.randrange(30) * 400}.00"
        add("", next(drawn), f"E3{len(rows):04d}", department, POST_OF.get(department, "engineer"), wage, None)
    _store(demo, by, rows, users)


def _store(demo: DemoCompany, by: Actor, rows: list[Any], users: list[accounts.NewUser]) -> None:
    made = accounts.load_users(users, by=by, now=demo.founded)
    linked = []
    for (person, terms, months), user in zip(rows, made, strict=True):
        linked.append((replace(person, user=user.pk), terms, months))
    demo.everyone = people.load(linked, by=by, now=demo.founded)
    for part, employee, user, new in zip(CAST, demo.everyone, made, users, strict=False):
        demo.employees[part.key], demo.users_by_key[part.key] = employee, user
        secret = new.password or ""
        demo.users.append(
            DemoUser(part.key, user.username, secret, part.name, part.title, part.title_en, demo.company.name, user.pk)
        )


def _near_retirement(today: date) -> date:
    """The birthday of a man who reaches the age of the law in five months or a little more."""
    for months in range(780, 700, -1):
        born = add_months(today.replace(day=15), -months)
        if statutory_retirement(born, "M60") >= today + timedelta(days=130):
            return born
    raise LookupError("no such birthday")


def _standing(key: str, at: int) -> dict[str, bool]:
    """What HR knows of each: some things of some people, so that unknown facts occur too."""
    facts = {"hpf_account": True, "holds_accounts": True, "foreign_national": False}
    if key in ("lin", "wang") or at % 3:
        facts |= {"holds_assets": True, "dossier_held": key == "wang", "has_loans": False}
    return facts


def _terms(hired: date, today: date, wage: str, *, on_probation: bool) -> people.Terms:
    """Three years with three months of probation for newcomers; open-ended after three years."""
    if (today - hired).days > 3 * 366:
        return people.Terms("open_ended", hired, None, wage, noncompete_signed=False, training_bond=False)
    last_day = period_end(hired, 36)
    probation = 3 if on_probation else 0
    return people.Terms("fixed", hired, last_day, wage, probation, noncompete_signed=False, training_bond=False)


def _months(hired: date, today: date, wage: str, *, late: bool) -> list[people.Month]:
    """Three months of contributions: paid on the 15th; the two before this one not paid at all when `late`."""
    made = []
    for back in (-2, -1, 0):
        month = first_of_month(today, back)
        if month < hired.replace(day=1):
            continue
        missed = late and back < 0
        paid_on = None if missed or month.replace(day=15) > today else month.replace(day=15)
        for insurance in INSURANCES:
            due_on = first_of_month(month, 1) - timedelta(days=1)
            withheld = "0.00" if missed else ""
            made.append(people.Month(insurance, month, due_on, not missed, wage, paid_on, withheld))
    return made


def _roles(demo: DemoCompany) -> None:
    by, since = system(demo.company.pk, "command"), first_of_month(demo.today, -36)
    for part in CAST:
        if part.role:
            scope = demo.departments[part.scope] if part.scope else None
            user = demo.users_by_key[part.key]
            accounts.grant(user, part.role, by=by, now=demo.founded, department=scope, since=since)
    for key, second, place in SECOND_SEATS:
        scope = demo.departments[place]
        accounts.grant(demo.users_by_key[key], second, by=by, now=demo.founded, department=scope, since=since)
    heads = demo.everyone[len(CAST) : len(CAST) + len(HEADS)]
    for department, head in zip(HEADS, heads, strict=True):
        scope = demo.departments[department]
        role = "line_manager" if scope.parent_id else "dept_head"
        accounts.grant(head.user, role, by=by, now=demo.founded, department=scope, since=since)
    secret = password()
    keeper = accounts.create_administrator("admin", "系统管理员", secret, demo.company.pk, by=by, now=demo.founded)
    demo.users_by_key["administrator"] = keeper
    title = ("系统管理员", "Administrator", demo.company.name)
    demo.users.append(DemoUser("administrator", "admin", secret, "系统管理员", *title, keeper.pk))
    _managers(demo, by, dict(zip(HEADS, heads, strict=True)))


def _managers(demo: DemoCompany, by: Actor, heads: dict[str, Any]) -> None:
    """Each reports to the head of the own department; named heads of the cast come first."""
    named = {"testing": "zhou", "sales": "sun", "quality": "zhao", "hr": "gu"}
    chiefs = {**heads, **{department: demo.employees[key] for department, key in named.items()}}
    by_department = {demo.departments[key].pk: row for key, row in chiefs.items()}
    owner = demo.employees["chen"]
    pairs = {}
    for row in demo.everyone:
        chief = by_department.get(row.department_id, owner)
        if chief.pk == row.pk:
            chief = demo.employees["zhao"] if row.pk == demo.employees["zhou"].pk else owner
        if chief.pk != row.pk:
            pairs[row.pk] = chief.pk
    people.set_managers(pairs, by=by, now=demo.founded)
    for row in demo.everyone:
        row.line_manager_id = pairs.get(row.pk)


def _second_company(demo: DemoCompany) -> None:
    now = demo.founded
    company = accounts.create_company(
        "苏州衡石机械有限公司", by=system(None, "command"), now=now, union_established=False
    )
    by = system(company.pk, "command")
    branch = accounts.create_branch(company.pk, "苏州", "320500", by=by, now=now, name_en="Suzhou")
    department = accounts.create_department(branch, "人事部", by=by, now=now, name_en="Human resources")
    post = people.create_position("职员", by=by, now=now, title_en="Clerk", hazard_exposed=False, key_position=False)
    secret = password()
    wei = accounts.load_users(
        [accounts.NewUser("weidong", "魏东", "weidong@hengshi.example", "", secret)], by=by, now=now
    )
    hired = first_of_month(demo.today, -30)
    rows: list[tuple[people.Person, people.Terms | None, list[people.Month]]] = []
    for at, name in enumerate(("魏东", "戴春燕", "龚立新"), 1):
        user = wei[0].pk if at == 1 else None
        person = people.Person(f"E1000{at}", name, department, post, hired, user=user)
        rows.append((person, _terms(hired, demo.today, "9000.00", on_probation=False), []))
    demo.employees["wei"] = people.load(rows, by=by, now=now)[0]
    accounts.grant(wei[0], "hr_manager", by=by, now=now, since=hired)
    demo.other, demo.users_by_key["wei"] = company, wei[0]
    demo.users.append(DemoUser("wei", "weidong", secret, "魏东", "HR 经理", "HR manager", company.name, wei[0].pk))
