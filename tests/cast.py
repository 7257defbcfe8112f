"""The same people in every test: Lin on probation, Zhao his department head, Hua of HR, Wei of another company.

`cast` builds two companies with one or a few queries a table and works on both databases. Days are fixed: the cast
lives on 26 November 2026, 10:00 in Shanghai. Nobody has a password; tests sign in with `client.force_login`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from partwell.lib import clock
from partwell.lib.actor import Actor

from .stages import cast_of_stage

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)
HIRED = date(2026, 9, 8)
PROBATION_ENDS = date(2026, 12, 7)

# key -> sign-in name, name, number, department, role, scope of the role ("" = whole company)
STAFF: dict[str, tuple[str, str, str, str, str | None, str]] = {
    "zhao": ("zhaolei", "赵磊", "E10007", "quality", "dept_head", "quality"),
    "zhou": ("zhouran", "周然", "E10031", "quality", "line_manager", "testing"),
    "hua": ("huamin", "华敏", "E10012", "hr", "hrbp", ""),
    "xu": ("xuwen", "许文", "E10044", "hr", "hr_ops", ""),
    "gu": ("guqing", "顾清", "E10009", "hr", "hr_manager", ""),
    "luo": ("luoning", "罗宁", "E10003", "hr", "hr_director", ""),
    "han": ("hanbing", "韩冰", "E10052", "hr", "er", ""),
    "he": ("hejing", "何静", "E10058", "hr", "payroll", ""),
    "tang": ("tangyue", "唐悦", "E10061", "hr", "si_specialist", ""),
    "shen": ("shenyan", "沈岩", "E10020", "board", "legal", ""),
    "lu": ("luchuan", "陆川", "E10066", "board", "it", ""),
    "qian": ("qianrong", "钱蓉", "E10070", "board", "admin", ""),
    "fang": ("fangning", "方宁", "E10073", "board", "finance", ""),
    "yan": ("yansong", "严松", "E10080", "board", "union", ""),
    "ma": ("mayue", "马越", "E10102", "testing", "successor", "testing"),
    "chen": ("chenlan", "陈岚", "E10001", "board", "owner", ""),
    "lin": ("linxiao", "林晓", "E20418", "testing", None, ""),
    "wang": ("wangsiyuan", "王思远", "E10233", "sales", None, ""),
    "sun": ("sunmei", "孙梅", "E10240", "sales", "line_manager", "sales"),
}


@dataclass
class Cast:
    """Two companies and their people by key; `cast.actor("lin")` is Lin as the actor of an action."""

    company: Any
    other: Any
    branch: Any
    departments: dict[str, Any]
    users: dict[str, Any] = field(default_factory=dict)
    employees: dict[str, Any] = field(default_factory=dict)
    now: datetime = NOW
    today: date = TODAY

    def user(self, key: str) -> Any:
        """The user of a member of the cast."""
        return self.users[key]

    def employee(self, key: str) -> Any:
        """The employee record of a member of the cast."""
        return self.employees[key]

    def actor(self, key: str, via: Any = "page") -> Actor:
        """The member as an actor, with the seats it holds now."""
        from partwell.apps.people.queries import actor_for

        return actor_for(self.users[key], via=via, today=self.today)

    @property
    def lin(self) -> Any:
        """Employee on probation, hired 8 September; September and October were not paid to the fund in time."""
        return self.employees["lin"]

    @property
    def wang(self) -> Any:
        """Regular employee in sales who will resign."""
        return self.employees["wang"]

    @property
    def wei(self) -> Any:
        """HR manager of another company; must see nothing of this one."""
        return self.employees["wei"]


def _departments(company: Any, branch: Any, rows: list[tuple[str, str, str]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    Department = apps.get_model("accounts.Department")
    for key, name, parent in rows:
        above = made.get(parent)
        row = Department.objects.create(company=company, branch=branch, parent=above, name=name)
        row.path = f"{above.path if above else ''}{row.pk:04d}."
        row.save(update_fields=["path"])
        made[key] = row
    return made


def build_cast() -> Cast:
    """Make both companies and everyone in them."""
    Company, Branch = (
        apps.get_model("accounts.Company"),
        apps.get_model("accounts.Branch"),
    )
    company = Company.objects.create(
        name="杭州云岚软件有限公司",
        name_en="Hangzhou Yunlan Software Co., Ltd.",
        credit_code="91330106MA2PARTWEL",
        union_established=True,
        created_at=NOW,
    )
    other = Company.objects.create(name="苏州另一家机械有限公司", union_established=False, created_at=NOW)
    branch = Branch.objects.create(company=company, name="杭州总部", division="330100")
    foreign = Branch.objects.create(company=other, name="苏州", division="320500")
    tree = [
        ("board", "总经办", ""),
        ("hr", "人力资源部", ""),
        ("quality", "质量部", ""),
        ("testing", "测试组", "quality"),
    ]
    departments = _departments(company, branch, [*tree, ("sales", "销售部", "")])
    departments |= _departments(other, foreign, [("foreign", "人事部", "")])
    cast = Cast(company, other, branch, departments)
    _people(cast)
    _lin(cast)
    return cast


def _people(cast: Cast) -> None:
    User, Employee = apps.get_model("accounts.User"), apps.get_model("people.Employee")
    Position, Contract = (
        apps.get_model("people.Position"),
        apps.get_model("people.Contract"),
    )
    tester = Position.objects.create(
        company=cast.company,
        title="测试工程师",
        hazard_exposed=False,
        key_position=False,
    )
    post = Position.objects.create(company=cast.company, title="员工", hazard_exposed=False, key_position=False)
    abroad = Position.objects.create(company=cast.other, title="员工", hazard_exposed=False, key_position=False)
    everyone = {
        **STAFF,
        "wei": ("weidong", "魏东", "E10001", "foreign", "hr_manager", ""),
    }
    for key, (username, name, *_rest) in everyone.items():
        cast.users[key] = User(username=username, name=name, password="!")
    User.objects.bulk_create(cast.users.values())
    for key, (_username, name, number, department, _role, _scope) in everyone.items():
        company = cast.other if key == "wei" else cast.company
        cast.employees[key] = Employee(
            company=company,
            department=cast.departments[department],
            position=abroad if key == "wei" else tester if department == "testing" else post,
            user=cast.users[key],
            number=number,
            name=name,
            pinyin=f"{cast.users[key].username} {key}",
            hired_on=date(2021, 3, 1),
            standing={
                "hpf_account": True,
                "dossier_held": False,
                "holds_assets": True,
                "holds_accounts": True,
            }
            | {"has_loans": False, "foreign_national": False},
        )
    Employee.objects.bulk_create(cast.employees.values())
    contracts = [
        Contract(
            employee=row,
            type="open_ended",
            starts_on=row.hired_on,
            noncompete_signed=False,
            training_bond=False,
        )
        for key, row in cast.employees.items()
        if key != "lin"
    ]
    for contract in contracts:
        contract.monthly_wage = "15000.00"
    Contract.objects.bulk_create(contracts)
    Membership = apps.get_model("accounts.Membership")
    Membership.objects.bulk_create(
        Membership(
            user=cast.users[key],
            company=cast.other if key == "wei" else cast.company,
            role_id=role,
            department=cast.departments[scope] if scope else None,
            since=date(2024, 1, 1),
        )
        for key, (*_names, role, scope) in everyone.items()
        if role
    )


def _lin(cast: Cast) -> None:
    lin = cast.employees["lin"]
    lin.type, lin.hired_on, lin.line_manager = (
        "probation",
        HIRED,
        cast.employees["zhou"],
    )
    lin.phone, lin.mail, lin.id_number = (
        "13805712048",
        "linxiao@yunlan.example",
        "33010619980412331X",
    )
    lin.save()
    Contract, Contribution = (
        apps.get_model("people.Contract"),
        apps.get_model("people.Contribution"),
    )
    contract = Contract(
        employee=lin,
        type="fixed",
        starts_on=HIRED,
        ends_on=date(2029, 9, 7),
        probation_months=3,
        probation_ends_on=PROBATION_ENDS,
        noncompete_signed=False,
        training_bond=False,
    )
    contract.monthly_wage = "5000.00"
    contract.save()
    rows = []
    for month, enrolled, paid_on in (
        (date(2026, 9, 1), False, None),
        (date(2026, 10, 1), False, None),
        (date(2026, 11, 1), True, date(2026, 11, 20)),
    ):
        for insurance in (
            "pension",
            "medical",
            "unemployment",
            "work_injury",
            "housing_fund",
        ):
            due = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            row = Contribution(
                employee=lin,
                insurance=insurance,
                month=month,
                due_on=due,
                enrolled=enrolled,
                paid_on=paid_on,
            )
            row.base = "5000.00"
            rows.append(row)
    Contribution.objects.bulk_create(rows)


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Iterator[Cast]:
    """Two companies with the whole cast, in the database the test asked for (`committed_db`, else `db`).

    The clock stands at the cast's day while the test runs; a test that needs another instant freezes it itself.
    A test that stands on a stage gets the stage's cast.
    """
    if (found := cast_of_stage(request)) is not None:
        yield found
        return
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
    clock.freeze(NOW)
    yield build_cast()
    clock.freeze(None)
