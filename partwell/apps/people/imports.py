"""Many employees from an Excel or CSV table: each row is hired as the page hires one, or is listed with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.lib import sheets
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed

from . import actions, queries, words
from .forms import ContractForm, PersonForm
from .models import Employee

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "Name"),
    "number": ("工号", "Number"),
    "department": ("部门", "Department"),
    "position": ("岗位", "Post"),
    "type": ("用工类型", "Type"),
    "hired_on": ("入职日期", "Hired on"),
    "line_manager": ("直属主管工号", "Line manager"),
    "username": ("登录名", "Sign-in name"),
    "phone": ("手机号", "Mobile number"),
    "mail": ("邮箱", "E-mail"),
    "id_number": ("身份证号", "Identity number"),
    "contract_type": ("合同类型", "Contract"),
    "starts_on": ("合同起始日", "First day"),
    "ends_on": ("合同终止日", "Last day"),
    "probation_months": ("试用期月数", "Months of probation"),
    "monthly_wage": ("月工资", "Monthly wage"),
}
NEEDED = ("name", "number", "department", "position", "hired_on", "contract_type", "starts_on", "monthly_wage")
TYPES = {"试用期": "probation", "正式": "regular", "派遣": "dispatched", "退休返聘": "rehired_retiree", "": "regular"}
CONTRACTS = {"固定期限": "fixed", "无固定期限": "open_ended", "以完成一定任务为期限": "task_based"}
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Brought:
    """What a table brought: records opened, rows of people who were there before, rows that were not taken."""

    opened: int
    known: int
    bad: tuple[sheets.Fault, ...]
    rows: tuple[sheets.Row, ...] = ()
    """What was read, to be given back with the reasons."""


def template(by: Actor) -> bytes:
    """The table to fill in, with one example: in a department and a post that the company has, if it has any."""
    head = [titles[0] for titles in COLUMNS.values()]
    department = next((row.name for row in queries.departments_kept_by(by)), "")
    post = next((row.title for row in queries.positions_visible_to(by)), "")
    example: list[sheets.Cell] = [
        *("李明", "N0001", department, post, "试用期", "2026-11-02", "", "", "13800000000", "", ""),
        *("固定期限", "2026-11-02", "2029-11-01", 3, 12000),
    ]
    return sheets.write(sheets.Sheet("员工", head, [example], widths=tuple([14] * len(head))))


def bring(content: bytes, *, by: Actor, now: datetime) -> Brought:
    """Hire whoever stands in the table and is not there yet, line managers before their people.

    The same table may come again: who was taken is known then, who was mended is taken. Each row is taken whole or not
    at all. Raises sheets.BadSheet, NotAllowed.
    """
    if not by.holds(*queries.KEEPS_FILES):
        raise NotAllowed(_("Personnel records are written by HR. Please ask HR to do it."))
    rows = sheets.read(content, COLUMNS, most_rows=MOST_ROWS, needed=NEEDED)
    there = set(
        Employee.objects.filter(company=by.company, number__in=[row.cells["number"] for row in rows]).values_list(
            "number", flat=True
        )
    )
    fresh = [row for row in rows if row.cells["number"] not in there]
    frame = _Frame(by, now)
    bad: list[sheets.Fault] = []
    opened = 0
    for row in _managers_first(fresh):
        faults = frame.take(row.cells)
        opened += not faults
        bad += [
            sheets.Fault(row.number, COLUMNS[name][0] if name in COLUMNS else "", why, row.cells.get(name, ""))
            for name, why in faults.items()
        ]
    return Brought(opened, len(rows) - len(fresh), tuple(sorted(bad, key=lambda one: one.row)), tuple(rows))


def _managers_first(rows: list[sheets.Row]) -> Iterator[sheets.Row]:
    """The rows so that a manager in the table comes before his people; a circle comes last and names nobody known."""
    left = list(rows)
    while left:
        waiting = {row.cells["number"] for row in left}
        ready = [row for row in left if row.cells.get("line_manager", "") not in waiting] or left
        yield from ready
        taken = {row.number for row in ready}
        left = [row for row in left if row.number not in taken]


class _Frame:
    """What every row of a table is read with: departments and posts by name, words of the sheet."""

    def __init__(self, by: Actor, now: datetime) -> None:
        self.by, self.now = by, now
        self.departments = queries.departments_kept_by(by)
        self.positions = list(queries.positions_visible_to(by))
        self.types = TYPES | {title: key for key, title in words.types().items()}
        self.contracts = CONTRACTS | {title: key for key, title in words.contract_types().items()}

    def take(self, cells: dict[str, str]) -> dict[str, str]:
        """Hire one; what is wrong by column, empty when the record is open."""
        faults: dict[str, str] = {}
        given = dict(cells)
        given["type"] = self._one_of("type", self.types, cells.get("type", ""), faults)
        given["contract_type"] = self._one_of("contract_type", self.contracts, cells["contract_type"], faults)
        given["department"] = self._named("department", self.departments, "name", cells["department"], faults)
        given["position"] = self._named("position", self.positions, "title", cells["position"], faults)
        given["probation_months"] = cells.get("probation_months") or "0"
        person = PersonForm(given, departments=self.departments, positions=self.positions)
        contract = ContractForm(given)
        for form in (person, contract):
            for name, errors in form.errors.items():
                faults.setdefault(name, str(errors[0]))
        if faults:
            return faults
        try:
            with transaction.atomic():
                manager = actions.manager(self.by, person.cleaned_data["line_manager"])
                user = actions.account(self.by, person.cleaned_data["username"])
                made = person.person(manager=manager, user=user)
                actions.hire(made, by=self.by, now=self.now, terms=contract.terms())
        except BadInput as refusal:
            return dict(refusal.fields)
        except NotAllowed as refusal:
            return {"department": refusal.sentence}
        return {}

    @staticmethod
    def _one_of(name: str, known: dict[str, Any], said: str, faults: dict[str, str]) -> str:
        if said not in known:
            faults[name] = _("One of: %(words)s") % {"words": "、".join(word for word in known if word)}
        return str(known.get(said, ""))

    @staticmethod
    def _named(name: str, rows: list[Any], field: str, said: str, faults: dict[str, str]) -> str:
        found = [row for row in rows if getattr(row, field) == said]
        if len(found) != 1:
            faults[name] = (
                _("Several are called so; rename one, or hire the person by hand.")
                if found
                else _("There is none of this name.")
            )
        return str(found[0].uid) if len(found) == 1 else ""
