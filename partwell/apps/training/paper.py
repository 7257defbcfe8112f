"""The certificate of a course as PDF/A."""

from datetime import datetime, time
from pathlib import Path

from partwell.lib.clock import SHANGHAI
from partwell.lib.paper.chinese import day
from partwell.lib.paper.model import Paper, Section, facts, para
from partwell.lib.paper.typeset import typeset

from .models import Certificate

TEMPLATE = Path(__file__).with_name("typst") / "certificate.typ"


def words(row: Certificate) -> Paper:
    """What the certificate says."""
    part = row.participation
    company, person = part.course.company.name, part.employee.name
    rows = [("培训课程", part.course.title), ("通过日期", day(row.issued_on))]
    if part.points is not None:
        rows.append(("考试成绩", f"{part.points} 分（合格线 {part.course.pass_mark} 分）"))
    rows.append(("有效期", f"至{day(row.valid_until)}" if row.valid_until else "长期有效"))
    return Paper(
        title="培训合格证书",
        number=row.number,
        sections=(Section("", (para("兹证明{who}完成下列培训，成绩合格：", who=person), facts(*rows))),),
        speaks="employer",
        company=company,
        employee=person,
        on=day(row.issued_on),
        seal=True,
        notes=(f"核验方法：向{company}报证书编号 {row.number} 查询。",),
    )


def certificate(row: Certificate) -> bytes:
    """The PDF; equal records give equal bytes. Raises CannotTypeset."""
    at = datetime.combine(row.issued_on, time(), SHANGHAI)
    return typeset(TEMPLATE, words(row).as_data(), at=at)
