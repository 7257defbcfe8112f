"""Reading people. Every list starts at `employees_visible_to(by)`; what is not visible does not exist (404)."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.core.days import add_months
from partwell.core.settlement.probation import ProbationEnd, probation_end
from partwell.lib.actor import Actor, StandIn, Via
from partwell.lib.keys.fields import look_up
from partwell.lib.refusal import NotAllowed, NotVisible

from .law import probation_table
from .models import Contract, Contribution, Employee, Position

SEES_PEOPLE = (
    "hr_ops",
    "hrbp",
    "er",
    "hr_manager",
    "hr_director",
    "payroll",
    "si_specialist",
    "legal",
    "line_manager",
    "dept_head",
    "exec",
    "owner",
)
KEEPS_FILES = ("hr_ops", "hrbp", "hr_manager", "hr_director")
KEEPS_CONTRIBUTIONS = ("si_specialist", "payroll", "hr_ops", "hr_manager", "hr_director")
SEES_PAY = (*KEEPS_FILES, "payroll", "si_specialist", "legal", "er")
STANDING_FACTS = ("hpf_account", "dossier_held", "holds_assets", "holds_accounts", "has_loans", "foreign_national")


@dataclass(frozen=True, slots=True)
class Where:
    """The companies a signed-in user may act in, and the one acted in now."""

    actor: Actor | None
    companies: tuple[accounts.CompanyChoice, ...]


def where(user: Any, company: int | None = None, via: Via = "page", *, today: date) -> Where:
    """Actor and companies of a user, from roles and employments: two queries.

    A `company` the user has nothing to do with is ignored; without any company there is no actor.
    """
    memberships = accounts.memberships_of(user, today)
    employments = list(Employee.objects.filter(user=user).select_related("company").order_by("-hired_on"))
    companies = {choice.pk: choice for choice in accounts.choices(memberships)}
    for row in employments:
        own = row.company
        companies.setdefault(own.pk, accounts.CompanyChoice(own.pk, str(own.uid), own.name, own.name_en))
    choices = tuple(companies.values())
    if not choices:
        return Where(None, ())
    if company not in companies:
        company = choices[0].pk
    employee = next((row.pk for row in employments if row.company_id == company), None)
    seats = accounts.seats_of(memberships, company)
    actor = Actor(
        str(user.uid),
        user.name or user.username,
        company,
        user.pk,
        employee,
        seats,
        via,
        _stand_ins(user, company, today),
    )
    return Where(actor, choices)


def _stand_ins(user: Any, company: int, today: date) -> tuple[StandIn, ...]:
    """Whom a user stands in for today, with their own records: a deputy may do nothing in the case of either."""
    found = accounts.stand_ins(user.pk, company, today)
    if not found:
        return ()
    rows = Employee.objects.filter(company=company, user__in=[one.user for one in found])
    records = dict(rows.order_by("hired_on").values_list("user", "pk"))
    return tuple(replace(one, employee=records.get(one.user)) for one in found)


def actor_for(user: Any, company: int | None = None, via: Via = "page", *, today: date) -> Actor:
    """The actor with the own employee record. Raises NotVisible for someone without any company, or not in this one."""
    found = where(user, company, via, today=today)
    if found.actor is None or (company is not None and found.actor.company != company):
        raise NotVisible
    return found.actor


def actor_for_token(token: Any, *, today: date) -> Actor:
    """The actor of an API token: its company, and of its roles those the person still holds."""
    found = actor_for(token.user, token.company_id, "api", today=today)
    return replace(found, seats=tuple(seat for seat in found.seats if seat.role in token.roles))


def employees_visible_to(by: Actor) -> QuerySet[Employee]:
    """Rows of the actor's company: those under seats that may see people, own reports, and oneself."""
    rows = Employee.objects.all()
    if by.company is not None:
        rows = rows.filter(company=by.company)
    if by.is_system:
        return rows
    if by.company is None:
        return rows.none()
    seats = [seat for seat in by.seats if seat.role in SEES_PEOPLE]
    if any(seat.path is None for seat in seats):
        return rows
    visible = Q(pk__in=[])
    for seat in seats:
        visible |= Q(department__path__startswith=seat.path)
    if by.employee is not None:
        visible |= Q(pk=by.employee) | Q(line_manager=by.employee)
    return rows.filter(visible)


def sees_people(by: Actor) -> bool:
    """Whether any seat of the actor gives sight of other people's records."""
    return by.is_system or by.holds(*SEES_PEOPLE)


def employee(by: Actor, uid: object) -> Employee:
    """One person's record.

    Raises NotVisible (404) for another company or another part of it, NotAllowed (403) for a colleague of the
    same company when the actor holds no role that sees people.
    """
    if not _is_uid(str(uid)):
        raise NotVisible
    rows = employees_visible_to(by).select_related("company", "department__branch", "position", "line_manager", "user")
    row = rows.filter(uid=uid).first()
    if row is not None:
        return row
    colleague = by.company is not None and Employee.objects.filter(company=by.company, uid=uid).exists()
    if colleague and not sees_people(by):
        raise NotAllowed(_("Personnel records are open to HR and to the person's own managers. Please ask HR."))
    raise NotVisible


def may_keep_file(by: Actor, of: Employee) -> bool:
    """Whether the actor may write this person's record: HR over the department, never one's own."""
    return by.is_system or (by.employee != of.pk and by.holds_on(of.department.path, *KEEPS_FILES))


def may_keep_contributions(by: Actor, of: Employee) -> bool:
    """Whether the actor may record social insurance of this person; never one's own."""
    return by.is_system or (by.employee != of.pk and by.holds_on(of.department.path, *KEEPS_CONTRIBUTIONS))


def may_see_pay(by: Actor, of: Employee) -> bool:
    """Whether the actor may see wage and contribution bases: the person, HR, payroll, legal; not line managers."""
    return by.is_system or by.employee == of.pk or by.holds_on(of.department.path, *SEES_PAY)


def by_pk(pk: int) -> Employee:
    """An employee by primary key, for apps that checked the right to the case or paper it belongs to."""
    rows = Employee.objects.select_related("company", "department__branch", "position", "line_manager__user", "user")
    return rows.get(pk=pk)


def search(by: Actor, words: str) -> QuerySet[Employee]:
    """Visible people whose name, number, pinyin or initials match."""
    rows = employees_visible_to(by).filter(_matching(words))
    return rows.select_related("department__branch", "position", "line_manager").order_by("pinyin", "pk")


def _matching(words: str) -> Q:
    """People whose name, number, pinyin or initials match; everybody when nothing is asked."""
    words = words.strip()[:60]
    if not words:
        return Q()
    letters = words.lower().replace(" ", "")
    return (
        Q(name__icontains=words)
        | Q(number__istartswith=words)
        | Q(pinyin__startswith=letters)
        | Q(pinyin__contains=f" {letters}")
    )


def colleagues(employee: Employee, words: str = "", limit: int = 30) -> list[Employee]:
    """Other employees of the same company who can sign in: found by name, pinyin or number, nearest department first.

    Names and departments only are shown of them, so everyone who may name a successor may read this list.
    """
    rows = Employee.objects.filter(_matching(words), company=employee.company_id, user__is_active=True)
    near = Case(
        When(department=employee.department_id, then=0),
        When(department__path__startswith=employee.department.path[:5], then=1),
        default=2,
    )
    rows = rows.exclude(pk=employee.pk).annotate(near=near).select_related("department", "position", "user")
    return list(rows.order_by("near", "pinyin", "pk")[:limit])


def colleagues_by_uid(employee: Employee, uids: Sequence[str]) -> list[Employee]:
    """Those of the same company, with what is asked of a colleague; what is no uid of one is left out."""
    rows = Employee.objects.filter(company=employee.company_id, uid__in=[one for one in uids if _is_uid(one)])
    return list(rows.select_related("department", "position", "user").order_by("pinyin", "pk"))


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def colleagues_of(by: Actor, words: str = "", limit: int = 60) -> list[Employee]:
    """Colleagues who can sign in, for choosing: those of the own department, or whom the words find in the company."""
    rows = Employee.objects.filter(_matching(words), company=by.company, user__is_active=True).exclude(user=by.user)
    if not words:
        rows = rows.filter(department__employees__user=by.user)
    return list(rows.select_related("department", "position", "user").order_by("pinyin", "pk")[:limit])


def contract_on(employee: Employee, day: date) -> Contract | None:
    """The contract in force on a day; of two, the one that began last."""
    rows = employee.contracts.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    return rows.order_by("-starts_on", "-pk").first()


def last_contract(employee: Employee, day: date) -> Contract | None:
    """The contract in force on a day, or else the last that ended before it."""
    return contract_on(employee, day) or employee.contracts.filter(starts_on__lte=day).order_by("-starts_on").first()


def wages_of(employees: Sequence[int], day: date) -> dict[int, Decimal]:
    """Monthly wages by the contracts in force on a day, of many people in one statement; absent where none is."""
    rows = Contract.objects.filter(employee__in=employees, starts_on__lte=add_months(day, 1))
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day)).order_by("starts_on", "pk")
    return {row.employee_id: Decimal(row.monthly_wage) for row in rows if row.monthly_wage}


def contracts(employee: Employee) -> list[Contract]:
    """All contracts, the newest first."""
    return list(employee.contracts.order_by("-starts_on", "-pk"))


def probation(employee: Employee, today: date) -> ProbationEnd | None:
    """The end of probation under the contract in force, by agreement and by law; None without a contract."""
    contract = contract_on(employee, today)
    return probation_under(contract) if contract else None


def probations(employees: Sequence[int], today: date) -> dict[int, ProbationEnd]:
    """The end of probation of many people in one statement: by the contract in force, else by the last one begun."""
    found: dict[int, list[Contract]] = {}
    rows = Contract.objects.filter(employee__in=employees, starts_on__lte=today).order_by("starts_on", "pk")
    for row in rows.only("employee", "type", "starts_on", "ends_on", "probation_ends_on"):
        found.setdefault(row.employee_id, []).append(row)
    ends = {}
    for pk, begun in found.items():
        running = [row for row in begun if row.ends_on is None or row.ends_on >= today]
        last = (running or begun)[-1]
        before = any(row.starts_on < last.starts_on and row.probation_ends_on is not None for row in begun)
        ends[pk] = _probation_end(last, earlier_probation=before)
    return ends


def probation_under(contract: Contract) -> ProbationEnd:
    """The end of probation of one contract; the law allows one probation between the same two parties."""
    earlier = Contract.objects.filter(
        employee=contract.employee_id, starts_on__lt=contract.starts_on, probation_ends_on__isnull=False
    ).exists()
    return _probation_end(contract, earlier_probation=earlier)


def _probation_end(contract: Contract, *, earlier_probation: bool) -> ProbationEnd:
    return probation_end(
        contract.type,
        contract.starts_on,
        contract.ends_on,
        contract.probation_ends_on,
        probation_table(),
        earlier_probation=earlier_probation,
    )


def contributions(employee: Employee) -> list[Contribution]:
    """Social insurance and housing fund, month by month, the oldest first."""
    return list(employee.contributions.order_by("month", "insurance"))


def facts_of(employee: Employee, today: date) -> dict[str, Any]:
    """Facts of the fact dictionary that stand in records; what nobody stated is absent, never guessed.

    Someone whose lawful probation has passed is a regular employee, whatever the record's type still says.
    """
    contract = contract_on(employee, today)
    facts: dict[str, Any] = {"employee_type": employee.type}
    if contract is not None:
        facts["contract_type"] = contract.type
        facts["noncompete_signed"] = contract.noncompete_signed
        facts["training_bond"] = contract.training_bond
        if employee.type == Employee.Type.PROBATION:
            end = probation_under(contract).day
            if end is None or end < today:
                facts["employee_type"] = Employee.Type.REGULAR.value
    facts["union_established"] = employee.company.union_established
    facts["hazard_exposed"] = employee.position.hazard_exposed
    facts["key_position"] = employee.position.key_position
    if employee.contributions.filter(insurance=Contribution.Insurance.HOUSING_FUND, enrolled=True).exists():
        facts["hpf_account"] = True
    facts.update({key: employee.standing[key] for key in STANDING_FACTS if key in employee.standing})
    return {key: value for key, value in facts.items() if value is not None}


def silent(employees: Iterable[int], users: Iterable[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Of these employees and users, those to whom no message may go: a death was reported. One query."""
    asked, accounts_asked = set(employees), set(users)
    rows = Employee.objects.filter(silent_since__isnull=False)
    found = list(rows.filter(Q(pk__in=asked) | Q(user__in=accounts_asked)).values_list("pk", "user"))
    return frozenset(pk for pk, _user in found if pk in asked), frozenset(user for _pk, user in found if user)


def born_on(employee: Employee) -> date | None:
    """The birth date that the identity number states; None without a number, or where it holds no day."""
    digits = (employee.id_number or "")[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if len(digits) == 8 else None
    except ValueError:
        return None


def is_woman(employee: Employee) -> bool | None:
    """What the identity number says of the sex (an even last digit but one); None without a number."""
    digit = (employee.id_number or "")[16:17]
    return int(digit) % 2 == 0 if digit.isdigit() else None


def anchors_of(employee: Employee, today: date) -> dict[str, date]:
    """Days of the process that stand in records: P, the last day of probation, when there is one."""
    end = probation(employee, today)
    return {"P": end.day} if end and end.day else {}


def holders_for(employee: Employee, role: str, today: date, *, without: Sequence[int] = ()) -> list[Any]:
    """Users who hold `role` towards this person, never the person: the named line manager first, then the seats."""
    own = [employee.user_id] if employee.user_id else []
    if role == "employee":
        return [employee.user] if employee.user is not None else []
    found = []
    manager = employee.line_manager
    if role == "line_manager" and manager and manager.user and manager.user_id not in (*own, *without):
        found.append(manager.user)
    if found:
        return found
    path = employee.department.path
    return accounts.holders(employee.company_id, role, path, today, without=[*own, *without])


def positions_visible_to(by: Actor) -> QuerySet[Position]:
    """Posts of the actor's company."""
    return Position.objects.filter(company=by.company).order_by("title")


def posts(by: Actor) -> list[Position]:
    """Posts of the company with how many people hold each."""
    held = Count("employees", filter=Q(employees__left_on__isnull=True))
    return list(positions_visible_to(by).annotate(held=held))


def lock(pk: int) -> None:
    """Hold a person's row until the transaction ends: what may be there once is looked for again after this."""
    Employee.objects.select_for_update().only("pk").get(pk=pk)


def require_records(by: Actor) -> None:
    """Raises NotAllowed for who writes no records."""
    if not by.holds(*KEEPS_FILES):
        raise NotAllowed(_("Personnel records are written by HR. Please ask HR to do it."))


def require_posts(by: Actor) -> None:
    """Raises NotAllowed for who keeps no records."""
    if not by.holds(*KEEPS_FILES):
        raise NotAllowed(_("Posts are written by HR. Please ask HR to do it."))


def position(by: Actor, uid: object) -> Position:
    """A post of the actor's company. Raises NotVisible."""
    row = positions_visible_to(by).filter(uid=uid).first()
    if row is None:
        raise NotVisible
    return row


def departments_kept_by(by: Actor) -> list[Any]:
    """Departments whose people's records the actor may write, for the choices of a form."""
    rows = accounts.departments_visible_to(by)
    return [row for row in rows if by.is_system or by.holds_on(row.path, *KEEPS_FILES)]


def of_number(company: int, number: str) -> Employee:
    """The employee with this number, for imports and the demo. Raises NotVisible."""
    row = Employee.objects.filter(company=company, number=number).select_related("department", "position").first()
    if row is None:
        raise NotVisible
    return row


def of_numbers(credit_code: str, numbers: Iterable[str]) -> dict[str, Employee]:
    """Employees of the company with this credit code by employee number; for the demo's role cards."""
    rows = Employee.objects.filter(company__credit_code=credit_code, number__in=list(numbers))
    return {row.number: row for row in rows.select_related("user", "department")}


def who_left(contact: str, today: date) -> Employee | None:
    """The former employee with a sign-in whose number or mail this is; None when nobody, or more than one person.

    Who still works here, or works here again, signs in the ordinary way.
    """
    plain = "".join(contact.split()).lower()
    name = "mail" if "@" in plain else "phone"
    found = list(
        Employee.objects.filter(**{f"{name}_index": look_up(name, plain)}, user__isnull=False).select_related("user")
    )
    users = {row.user_id for row in found}
    if len(users) != 1 or any(row.left_on is None or row.left_on >= today for row in found):
        return None
    if Employee.objects.filter(user__in=users, left_on__isnull=True).exists():
        return None
    return max(found, key=lambda row: row.left_on or today)


def has_id_tail(row: Employee, text: str) -> bool:
    """Whether these are the last four signs of the person's identity number."""
    tail = row.id_number[-4:].upper()
    return len(tail) == 4 and hmac.compare_digest(tail.encode(), text.strip().upper().encode())
