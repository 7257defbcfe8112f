"""The statement of a case as PDF or Excel. Each export is an entry in the case's log, with the hash of the file."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from partwell.apps.cases import payments
from partwell.apps.documents import actions as documents
from partwell.apps.evidence import actions as evidence
from partwell.apps.people import queries as people
from partwell.core.settlement.statement import Statement
from partwell.lib import registry
from partwell.lib import sheets as excel
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import Refused

from . import balance, queries, sheets
from .models import Calculation

Form = Literal["pdf", "xlsx"]
MEDIA: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ESTIMATES = ("si_arrears_estimate", "settlement")
"""Sums that stand beside another one on the sheet and are not owed once more."""
PAYEES = {"employee": "付给员工", "fund": "缴给征收机构", "employer": "由员工付给公司", "": "—"}


def sums(case_uid: object) -> dict[str, Statement]:
    """The newest statements of a case that hold money; estimates of the same sums are left out."""
    newest = {name: queries.statement_of(row) for name, row in queries.latest_of_case(case_uid).items()}
    return {
        name: statement
        for name, statement in newest.items()
        if name not in ESTIMATES and any(line.amount is not None for line in statement.lines)
    }


def export(*, by: Actor, case: Any, form: Form, now: datetime) -> tuple[bytes, str]:
    """The file and its name. The caller has checked the right to the money of the case. Raises Refused, BadInput."""
    shown = sums(case.uid)
    kept = {name: row for name, row in queries.latest_of_case(case.uid).items() if name in shown}
    if not kept:
        raise Refused(_("Nothing has been calculated in this case yet."), code="nothing_calculated")
    person = people.by_pk(case.employee_id)
    paid = payments.of_case(case)
    with translation.override("zh-hans"):
        # A paper of the company is in Chinese; the page shows the same in the reader's language.
        content = (
            _pdf(case, person, kept, shown, paid, now) if form == "pdf" else _xlsx(case, person, kept, shown, paid, now)
        )
    name = f"{_('Settlement statement')}-{case.number}.{form}"
    payload = {
        "form": form,
        "sha256": hashlib.sha256(content).hexdigest(),
        "calculations": [{"uid": str(row.uid), "name": row.name, "sha256": row.sha256} for row in kept.values()],
    }
    with transaction.atomic():
        evidence.record(case.stream, "settlement.exported", by=by, now=now, payload=payload)
    return content, name


def _division(person: Any) -> str:
    return queries.place_of(person.department.branch.division)


def _pdf(
    case: Any,
    person: Any,
    kept: Mapping[str, Calculation],
    shown: Mapping[str, Statement],
    paid: Sequence[payments.Paid],
    now: datetime,
) -> bytes:
    balances = balance.of(shown, list(paid))
    names = balance.titles()
    unconfirmed = [sheets.words.key_title(source.key) for one in shown.values() for source in one.unconfirmed()]
    values: dict[str, Any] = {
        "company_name": person.company.name,
        "employee_name": person.name,
        "employee_number": person.number,
        "issued_on": now.astimezone(SHANGHAI).date(),
        "ending_on": case.ends_on,
        "groups": [
            _group(sheets.table(statement, _title(name), _division(person)), statement, payee)
            for name, statement in shown.items()
            for payee in _payees(statement)
        ],
        "paid": [
            {
                "item": names.get(one.item, one.item),
                "amount": one.amount,
                "paid_on": one.paid_on,
                "voucher": one.voucher,
            }
            for one in paid
        ],
        "differences": [one.words for one in balances if one.words],
        "unconfirmed": list(dict.fromkeys(unconfirmed)),
        "reviewed": _reviewed(kept),
        "notes": [f"规则数据 SHA-256 {next(iter(shown.values())).rules_sha256[:16]}"],
    }
    rendered = documents.render(
        "statement_sheet", {k: v for k, v in values.items() if v}, company=case.company_id, now=now, keep=False
    )
    return rendered.pdf


def _payees(statement: Statement) -> list[str]:
    """Payees of a statement's money, each once: two payees are never added into one sum."""
    found = list(dict.fromkeys(line.payee for line in statement.lines if line.amount is not None))
    return found or [""]


def _group(table: sheets.Table, statement: Statement, payee: str) -> dict[str, Any]:
    rows = []
    for line, row in zip(statement.lines, table.rows, strict=True):
        if (line.payee or "") != payee and line.amount is not None:
            continue
        cell: dict[str, Any] = {
            "item": f"{row.title} {row.detail}".strip(),
            "basis": row.basis,
            "law": row.cite,
        }
        cell |= {"amount": row.amount} if row.amount is not None else {"state": row.value or "—"}
        rows.append({name: value for name, value in cell.items() if value != ""})
    title = f"{table.title}（{PAYEES.get(payee, payee)}）" if payee else table.title
    return {
        "title": title,
        "payee": PAYEES.get(payee, payee),
        "rows": rows,
        "total": statement.total(payee) if payee else Decimal("0.00"),
    }


def _title(name: str) -> str:
    return str(registry.kind("calculations", name).title)


def _reviewed(kept: Mapping[str, Calculation]) -> str:
    said = []
    for name, row in kept.items():
        review = queries.review_of(row)
        if review is not None and review.answer == "approved":
            said.append(f"{_title(name)} {review.by_name} {review.at.astimezone(SHANGHAI):%Y-%m-%d}")
    return "；".join(said)


def _xlsx(
    case: Any,
    person: Any,
    kept: Mapping[str, Calculation],
    shown: Mapping[str, Statement],
    paid: Sequence[payments.Paid],
    now: datetime,
) -> bytes:
    lines: list[Sequence[excel.Cell]] = []
    for name, statement in shown.items():
        table = sheets.table(statement, _title(name), _division(person))
        for line, row in zip(statement.lines, table.rows, strict=True):
            lines.append(
                [
                    table.title,
                    row.title,
                    row.detail,
                    row.basis,
                    row.amount if row.amount is not None else row.value,
                    PAYEES.get(line.payee, line.payee),
                    row.cite,
                    row.source,
                    row.status.text if row.status else "",
                    row.exact,
                ]
            )
        lines += [
            [table.title, "合计", "", "", statement.total(payee), PAYEES[payee], "", "", "", ""]
            for payee in _payees(statement)
            if payee
        ]
    balances = balance.of(shown, list(paid))
    names = balance.titles()
    ends = case.ends_on.isoformat() if isinstance(case.ends_on, date) else "未定"
    head = [
        f"{person.name}（{person.number}） {case.number}",
        f"离职日 {ends}，{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 导出",
        f"复核：{_reviewed(kept) or '尚未由第二人复核'}",
    ]
    return excel.write(
        excel.Sheet(
            "结算单",
            ["核算", "项目", "说明", "算法", "金额（元）", "付给", "依据", "数字来源", "状态", "取整前"],
            lines,
            (16, 24, 20, 44, 14, 14, 40, 40, 14, 18),
            head,
        ),
        excel.Sheet(
            "付款与差额",
            ["款项", "算得", "已付", "差额"],
            [[one.title, one.computed, one.paid if one.vouchers else None, one.difference] for one in balances],
            (28, 14, 14, 14),
        ),
        excel.Sheet(
            "付款凭证",
            ["款项", "金额（元）", "付款日", "凭证号"],
            [[names.get(one.item, one.item), one.amount, one.paid_on, one.voucher] for one in paid],
            (28, 14, 14, 24),
        ),
    )
