"""What changes a person's record. Each act leaves an entry in the person's own stream, in the same transaction.

An entry carries the new values under the person's own key; identity number and bank account are only named.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.core.days import period_end, shanghai_day
from partwell.lib import trail
from partwell.lib.actor import Actor
from partwell.lib.keys.fields import look_up
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible

from . import checks, queries
from .models import Contract, Contribution, Employee, Position
from .pinyin import pinyin_of

EARLIEST = date(1950, 1, 1)
_SEALED = ("id_number", "phone", "mail", "address", "bank_account")
_NAMED_ONLY = ("id_number", "bank_account")
REVEALED = {"id_number", "phone", "mail", "address", "bank_account"}


@dataclass(frozen=True, slots=True)
class Person:
    """What is typed about a person. `standing` holds only what was stated; an absent key stays unknown."""

    number: str
    name: str
    department: Any
    position: Any
    hired_on: date
    type: str = "regular"
    line_manager: Any = None
    user: int | None = None
    id_number: str = ""
    phone: str = ""
    mail: str = ""
    address: str = ""
    bank_account: str = ""
    standing: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a labour contract says. `probation_months` are the agreed months; 0: none agreed."""

    type: str
    starts_on: date
    ends_on: date | None
    monthly_wage: Decimal | str
    probation_months: int = 0
    noncompete_signed: bool | None = None
    training_bond: bool | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """Social insurance of one kind for one month. `month` is its first day, `due_on` the last day to pay in time."""

    insurance: str
    month: date
    due_on: date
    enrolled: bool
    base: Decimal | str = ""
    paid_on: date | None = None
    withheld: Decimal | str = ""


def _taken(company: int, numbers: Iterable[str], *, old: Employee | None = None) -> set[str]:
    """Which of these numbers belong to someone of the company already."""
    rows = Employee.objects.filter(company=company, number__in=[checks.plain(number) for number in numbers])
    return set(rows.exclude(pk=old.pk if old else None).values_list("number", flat=True))


def _faults(person: Person, company: int, taken: set[str], *, old: Employee | None = None) -> dict[str, str]:
    """What can't be used in `person`: field -> sentence. `taken` are numbers of others."""
    errors: dict[str, str] = {}
    for name, limit in (("number", 30), ("name", 60)):
        value = checks.plain(getattr(person, name))
        if not value:
            errors[name] = _("Please fill this in.")
        elif len(value) > limit:
            errors[name] = _("At most %(limit)d characters.") % {"limit": limit}
    if checks.plain(person.number) in taken:
        errors["number"] = _("This number belongs to someone else in the company.")
    if person.department is None or person.department.company_id != company:
        errors["department"] = _("Please choose a department.")
    if person.position is None or person.position.company_id != company:
        errors["position"] = _("Please choose a post.")
    if person.type not in Employee.Type.values:
        errors["type"] = _("Please choose a type of employment.")
    if not EARLIEST <= person.hired_on <= date(2999, 12, 31):
        errors["hired_on"] = _("This day cannot be right. Please check the year.")
    if person.user is not None:
        others = Employee.objects.filter(company=company, user=person.user, left_on__isnull=True)
        if others.exclude(pk=old.pk if old else None).exists():
            errors["username"] = _("This account belongs to somebody else of the company.")
    manager = person.line_manager
    if manager is not None and (manager.company_id != company or (old and manager.pk == old.pk)):
        errors["line_manager"] = _("The line manager is a colleague of the same company, not the person.")
    return errors | _private_faults(person)


def _private_faults(person: Person) -> dict[str, str]:
    """What can't be used among the sealed fields and the standing facts."""
    errors: dict[str, str] = {}
    faults = {"phone": checks.phone_fault, "mail": checks.mail_fault}
    if not person.standing.get("foreign_national"):
        faults["id_number"] = checks.id_number_fault
    for name, fault in faults.items():
        value = getattr(person, name)
        if value and (sentence := fault(value)):
            errors[name] = sentence
    for name, limit in (("address", 200), ("bank_account", 40), ("id_number", 30)):
        if len(getattr(person, name)) > limit:
            errors[name] = _("At most %(limit)d characters.") % {"limit": limit}
    if unknown := set(person.standing) - set(queries.STANDING_FACTS):
        errors["standing"] = _("There are no such facts: %(facts)s") % {"facts": ", ".join(sorted(unknown))}
    return errors


def _written(row: Employee, person: Person) -> list[str]:
    """Set every field that differs; the names of those that changed."""
    plain = {
        "number": checks.plain(person.number),
        "name": checks.plain(person.name),
        "department": person.department,
        "position": person.position,
        "hired_on": person.hired_on,
        "type": person.type,
        "line_manager": person.line_manager,
        "user_id": person.user,
        "standing": dict(person.standing),
    }
    changed = [name for name, value in plain.items() if getattr(row, name, None) != value]
    for name in changed:
        setattr(row, name, plain[name])
    for name in _SEALED:
        value = checks.plain(getattr(person, name))
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
            if name in ("id_number", "phone", "mail"):
                setattr(row, f"{name}_index", look_up(name, value) if value else None)
    if "name" in changed:
        row.pinyin = pinyin_of(row.name)
    return changed


def _said(row: Employee, names: Iterable[str]) -> dict[str, Any]:
    """The values of an entry's payload; identity number and bank account are only named."""
    said: dict[str, Any] = {}
    for name in names:
        value = getattr(row, name)
        if name in _NAMED_ONLY:
            said[name] = "changed"
        elif name in ("department", "position", "line_manager"):
            said[name] = str(value.uid) if value else None
        elif name == "user_id":
            said["user"] = str(row.user.uid) if row.user else None
        else:
            said[name] = value.isoformat() if isinstance(value, date) else value
    return said


def _may_keep(by: Actor, department: Any) -> None:
    if not (by.is_system or by.holds_on(department.path if department else "", *queries.KEEPS_FILES)):
        raise NotAllowed(_("Personnel records are written by HR. Please ask HR to do it."))


@transaction.atomic
def create_position(
    title: str,
    *,
    by: Actor,
    now: datetime,
    title_en: str = "",
    hazard_exposed: bool | None = None,
    key_position: bool | None = None,
) -> Position:
    """Add a post; None means that nobody has stated it yet."""
    _may_keep_posts(by)
    row = Position(company_id=by.company)
    _post(row, title, title_en, hazard=hazard_exposed, key=key_position)
    row.save()
    _tell_post(row, "position.created", by, now)
    return row


@transaction.atomic
def change_position(
    row: Position,
    title: str,
    *,
    by: Actor,
    now: datetime,
    title_en: str = "",
    hazard_exposed: bool | None = None,
    key_position: bool | None = None,
) -> None:
    """Rename a post or state what its work brings with it; papers that named it keep what they say."""
    _may_keep_posts(by)
    before = (row.title, row.title_en, row.hazard_exposed, row.key_position)
    _post(row, title, title_en, hazard=hazard_exposed, key=key_position)
    if before != (row.title, row.title_en, row.hazard_exposed, row.key_position):
        row.save()
        _tell_post(row, "position.changed", by, now)


def manager(by: Actor, number: str) -> Employee | None:
    """The line manager by employee number, None without one. Raises BadInput when there is nobody of this number."""
    if not number.strip():
        return None
    try:
        return queries.of_number(by.company or 0, number.strip())
    except NotVisible:
        raise BadInput({"line_manager": _("Nobody of the company has this number.")}) from None


def account(by: Actor, username: str) -> int | None:
    """The account of a sign-in name, None without one. Raises BadInput when there is none, and for the own one."""
    if not username.strip():
        return None
    found = accounts.user_named(by, username)
    if found is None:
        raise BadInput({"username": _("Nobody of this company signs in by this name.")})
    if found.pk == by.user:
        raise BadInput({"username": _("Nobody ties the own account to a record; ask a colleague.")})
    return int(found.pk)


def _may_keep_posts(by: Actor) -> None:
    if by.company is None or not (by.is_system or by.holds(*queries.KEEPS_FILES)):
        raise NotAllowed(_("Posts are written by HR. Please ask HR to do it."))


def _post(row: Position, title: str, title_en: str, *, hazard: bool | None, key: bool | None) -> None:
    """Set the fields of a post. Raises BadInput, also for a title another post has."""
    title, title_en = checks.plain(title), checks.plain(title_en)
    if not title or len(title) > 80:
        raise BadInput({"title": _("A title has 1 to 80 characters.")})
    if len(title_en) > 80:
        raise BadInput({"title_en": _("At most %(limit)d characters.") % {"limit": 80}})
    if Position.objects.filter(company=row.company_id, title=title).exclude(pk=row.pk).exists():
        raise BadInput({"title": _("There is a post of this title already.")})
    row.title, row.title_en, row.hazard_exposed, row.key_position = title, title_en, hazard, key


def _tell_post(row: Position, what: str, by: Actor, now: datetime) -> None:
    payload = {
        "position": str(row.uid),
        "title": row.title,
        "hazard_exposed": row.hazard_exposed,
        "key_position": row.key_position,
    }
    trail.of_company(row.company_id, what, by=by, now=now, payload=payload)


@transaction.atomic
def hire(person: Person, *, by: Actor, now: datetime, terms: Terms | None = None) -> Employee:
    """Open the record of a new employee, with the contract when it is already signed."""
    if by.company is None:
        raise NotVisible
    _may_keep(by, person.department)
    errors = _faults(person, by.company, _taken(by.company, [person.number]))
    if terms is not None:
        errors |= _faults_of_terms(terms, person.hired_on)
    if errors:
        raise BadInput(errors)
    row = Employee(company_id=by.company)
    _written(row, person)
    row.save()
    names = ("number", "name", "type", "hired_on", "department", "position", "standing")
    payload = {"employee": str(row.uid), **_said(row, names)}
    trail.of_employee(row.pk, "employee.hired", by=by, now=now, payload=payload)
    if terms is not None:
        record_contract(row, terms, by=by, now=now)
    return row


def look_at(person: Person | None, terms: Terms | None, *, by: Actor) -> None:
    """What `hire` would refuse in the part of a new record that can be read; nothing is kept. Raises BadInput."""
    errors = _faults(person, by.company or 0, _taken(by.company or 0, [person.number])) if person else {}
    if terms is not None:
        errors |= _faults_of_terms(terms, person.hired_on if person else None)
    if errors:
        raise BadInput(errors)


@transaction.atomic
def change(row: Employee, person: Person, *, by: Actor, now: datetime) -> list[str]:
    """Write what differs from the record; the names of the changed fields. Nothing changed, nothing recorded."""
    _may_write(by, row)
    _may_keep(by, person.department)
    taken = _taken(row.company_id, [person.number], old=row)
    if errors := _faults(person, row.company_id, taken, old=row):
        raise BadInput(errors)
    changed = _written(row, person)
    if changed:
        row.save()
        payload = {"employee": str(row.uid), "changed": _said(row, changed)}
        trail.of_employee(row.pk, "employee.changed", by=by, now=now, payload=payload)
    return changed


def _may_write(by: Actor, row: Employee) -> None:
    queries.employee(by, row.uid)
    if not queries.may_keep_file(by, row):
        raise NotAllowed(_("Personnel records are written by HR, and nobody writes the own one."))


@transaction.atomic
def state(row: Employee, facts: Mapping[str, bool], *, by: Actor, now: datetime) -> None:
    """State standing facts (assets, accounts, loans, dossier ...); those not named stay as they are."""
    _may_write(by, row)
    if unknown := set(facts) - set(queries.STANDING_FACTS):
        raise BadInput({"standing": _("There are no such facts: %(facts)s") % {"facts": ", ".join(sorted(unknown))}})
    row.standing = {**row.standing, **facts}
    row.save(update_fields=["standing"])
    payload = {"employee": str(row.uid), "changed": {"standing": dict(facts)}}
    trail.of_employee(row.pk, "employee.changed", by=by, now=now, payload=payload)


@transaction.atomic
def record_leaving(row: Employee, last_day: date, *, by: Actor, now: datetime) -> None:
    """Note on the record that the person has left, with the last day of work; the separation itself is a case.

    Called by what watches over the last days of cases. Raises BadInput for a day before the first one.
    """
    if last_day < row.hired_on:
        raise BadInput({"left_on": _("The last day is before the first.")})
    row.left_on = last_day
    row.save(update_fields=["left_on"])
    payload = {"employee": str(row.uid), "left_on": last_day.isoformat()}
    trail.of_employee(row.pk, "employee.left", by=by, now=now, payload=payload)


@transaction.atomic
def keep_silent(employee: int, *, silent: bool, by: Actor, now: datetime) -> None:
    """From now on no message at all goes to this person, because a death was reported; or the report was wrong.

    Called where the case is begun or cancelled, which checks the right to it.
    """
    row = Employee.objects.select_for_update().get(pk=employee)
    if (row.silent_since is not None) == silent:
        return
    row.silent_since = now if silent else None
    row.save(update_fields=["silent_since"])
    payload = {"employee": str(row.uid), "silent": silent}
    trail.of_employee(row.pk, "employee.silence", by=by, now=now, payload=payload)


def _faults_of_terms(terms: Terms, hired_on: date | None) -> dict[str, str]:
    """What can't be used in a contract: field -> sentence. `hired_on` is None while that day is not known."""
    errors: dict[str, str] = {}
    if terms.type not in Contract.Type.values:
        errors["contract_type"] = _("Please choose a type of contract.")
    if terms.type == Contract.Type.FIXED and terms.ends_on is None:
        errors["ends_on"] = _("A fixed-term contract has a last day.")
    if terms.type == Contract.Type.OPEN_ENDED and terms.ends_on is not None:
        errors["ends_on"] = _("An open-ended contract has no last day.")
    if terms.ends_on is not None and terms.ends_on <= terms.starts_on:
        errors["ends_on"] = _("The last day is before the first.")
    if hired_on is not None and terms.starts_on < hired_on:
        errors["starts_on"] = _("The contract begins before the person was hired.")
    if not 0 <= terms.probation_months <= 24:
        errors["probation_months"] = _("Between 0 and 24 months.")
    wage = checks.yuan(terms.monthly_wage)
    if wage is None or wage <= 0:
        errors["monthly_wage"] = _("An amount in yuan with at most two decimals, for example 5000.00.")
    return errors


def _contract(row: Employee, terms: Terms) -> Contract:
    """The contract these terms make. Raises BadInput; more probation than the law allows is recorded as agreed."""
    if errors := _faults_of_terms(terms, row.hired_on):
        raise BadInput(errors)
    wage = checks.yuan(terms.monthly_wage)
    contract = Contract(
        employee=row,
        type=terms.type,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        probation_months=terms.probation_months,
        noncompete_signed=terms.noncompete_signed,
        training_bond=terms.training_bond,
    )
    if terms.probation_months:
        contract.probation_ends_on = period_end(terms.starts_on, terms.probation_months)
    contract.monthly_wage = str(wage)
    return contract


@transaction.atomic
def record_contract(row: Employee, terms: Terms, *, by: Actor, now: datetime) -> Contract:
    """Add a signed contract; earlier ones stay as they were."""
    _may_write(by, row)
    contract = _contract(row, terms)
    contract.save()
    payload = {
        "employee": str(row.uid),
        "contract": str(contract.uid),
        "type": contract.type,
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat() if contract.ends_on else None,
        "probation_ends_on": contract.probation_ends_on.isoformat() if contract.probation_ends_on else None,
        "monthly_wage": contract.monthly_wage,
        "noncompete_signed": contract.noncompete_signed,
        "training_bond": contract.training_bond,
    }
    trail.of_employee(row.pk, "contract.recorded", by=by, now=now, payload=payload)
    return contract


@transaction.atomic
def note_training_bond(row: Employee, *, by: Actor, now: datetime) -> None:
    """A training bond was recorded: the contract in force says so from now on. Raises NotAllowed."""
    _may_write(by, row)
    contract = queries.contract_on(row, shanghai_day(now))
    if contract is None or contract.training_bond:
        return
    contract.training_bond = True
    contract.save(update_fields=["training_bond"])
    payload = {"contract": str(contract.uid), "training_bond": True}
    trail.of_employee(row.pk, "contract.training_bond", by=by, now=now, payload=payload)


def _month(row: Employee, said: Month, *, old: Contribution | None = None) -> Contribution:
    errors: dict[str, str] = {}
    if said.insurance not in Contribution.Insurance.values:
        errors["insurance"] = _("Please choose an insurance.")
    if said.month.day != 1:
        errors["month"] = _("A month is given by its first day.")
    amounts: dict[str, str] = {}
    for name in ("base", "withheld"):
        amounts[name] = ""
        if value := getattr(said, name):
            amount = checks.yuan(value)
            if amount is None:
                errors[name] = _("An amount in yuan with at most two decimals, for example 5000.00.")
            else:
                amounts[name] = str(amount)
    if said.paid_on is not None and not said.enrolled:
        errors["enrolled"] = _("What was paid was also enrolled. Please check both.")
    if errors:
        raise BadInput(errors)
    contribution = old or Contribution(employee=row, insurance=said.insurance, month=said.month)
    contribution.due_on, contribution.enrolled, contribution.paid_on = said.due_on, said.enrolled, said.paid_on
    contribution.base, contribution.withheld = amounts["base"], amounts["withheld"]
    return contribution


@transaction.atomic
def record_contribution(row: Employee, said: Month, *, by: Actor, now: datetime, proof: Any = None) -> Contribution:
    """Record one insurance of one month, or correct what stands; the entry keeps both values."""
    queries.employee(by, row.uid)
    if not queries.may_keep_contributions(by, row):
        raise NotAllowed(_("Contributions are recorded by the social-insurance clerk or payroll."))
    old = Contribution.objects.filter(employee=row, insurance=said.insurance, month=said.month).first()
    before = _of_month(old) if old else None
    contribution = _month(row, said, old=old)
    if proof is not None:
        contribution.proof = proof
    contribution.save()
    payload = {"employee": str(row.uid), "now": _of_month(contribution), "before": before}
    trail.of_employee(row.pk, "contribution.recorded", by=by, now=now, payload=payload)
    return contribution


def _of_month(row: Contribution) -> dict[str, Any]:
    return {
        "insurance": row.insurance,
        "month": row.month.isoformat(),
        "due_on": row.due_on.isoformat(),
        "base": row.base,
        "enrolled": row.enrolled,
        "paid_on": row.paid_on.isoformat() if row.paid_on else None,
        "withheld": row.withheld,
        "proof": bytes(row.proof.sha256).hex() if row.proof else None,
    }


@transaction.atomic
def reveal(row: Employee, name: str, *, by: Actor, now: datetime) -> str:
    """One sealed value in full, for someone who needs it; that it was looked at is on record."""
    row = queries.employee(by, row.uid)
    if name not in REVEALED:
        raise BadInput({"field": _("There is no such field.")})
    allowed = by.employee == row.pk or queries.may_keep_file(by, row)
    if not (allowed or (name == "bank_account" and by.holds_on(row.department.path, "payroll", "finance"))):
        raise NotAllowed(_("Only HR and the person may see this in full."))
    payload = {"employee": str(row.uid), "field": name}
    trail.of_employee(row.pk, "employee.revealed", by=by, now=now, payload=payload)
    return getattr(row, name)


@transaction.atomic
def load(people: Sequence[tuple[Person, Terms | None, Sequence[Month]]], *, by: Actor, now: datetime) -> list[Employee]:
    """Bring in many records at once (import, demo): all or nothing, one entry that names count and digest.

    Raises BadInput whose fields are "row.field" with rows counted from 1.
    """
    if by.company is None or not by.is_system:
        raise NotAllowed(_("Many records at once are brought in by the import."))
    errors: dict[str, str] = {}
    rows: list[Employee] = []
    taken = _taken(by.company, [person.number for person, _terms, _months in people])
    for index, (person, _terms, _months) in enumerate(people, 1):
        faults = _faults(person, by.company, taken)
        taken.add(checks.plain(person.number))
        errors.update({f"{index}.{name}": sentence for name, sentence in faults.items()})
        row = Employee(company_id=by.company)
        _written(row, person)
        rows.append(row)
    if errors:
        raise BadInput(errors)
    Employee.objects.bulk_create(rows)
    digests = []
    contracts: list[Contract] = []
    months: list[Contribution] = []
    for row, (_person, terms, said) in zip(rows, people, strict=True):
        if terms is not None:
            contracts.append(_contract(row, terms))
        months += [_month(row, month) for month in said]
        digests.append([str(row.uid), row.number, row.hired_on.isoformat()])
    Contract.objects.bulk_create(contracts)
    Contribution.objects.bulk_create(months, batch_size=500)
    digest = hashlib.sha256(json.dumps(digests).encode()).hexdigest()
    counts = {"employees": len(rows), "contracts": len(contracts), "contributions": len(months)}
    trail.of_company(by.company, "people.loaded", by=by, now=now, payload={**counts, "sha256": digest})
    return rows


def set_managers(pairs: Mapping[int, int], *, by: Actor, now: datetime) -> None:
    """Name line managers for many at once (import, demo): employee pk -> manager pk, within one company."""
    if by.company is None or not by.is_system:
        raise NotAllowed(_("Many records at once are brought in by the import."))
    with transaction.atomic():
        rows = list(Employee.objects.filter(company=by.company, pk__in=[*pairs, *pairs.values()]))
        known = {row.pk for row in rows}
        for row in rows:
            manager = pairs.get(row.pk)
            if manager in known and manager != row.pk:
                row.line_manager_id = manager
        Employee.objects.bulk_update([row for row in rows if row.pk in pairs], ["line_manager"])
        payload = {"line_managers": len(pairs)}
        trail.of_company(by.company, "people.loaded", by=by, now=now, payload=payload)
