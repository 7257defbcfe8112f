"""The demo's confirmation of Hangzhou's figures of 2026 with a sample paper, by two persons as everywhere.

The paper says in large letters that it is a sample. What the company confirms is what its law data say, except the
figures for which no source was found: those are the sample's.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.files import store
from partwell.lib.files.models import Blob

from . import actions
from .models import FigureConfirmation

DIVISION = "330100"
LOOKS_BACK = 150
"""Days: the months of a probation lie within."""
REF = "样本：杭州市 2026 年度用人单位社会保险费率与基数核定单"
VALUES: tuple[tuple[str, str], ...] = (
    ("social_insurance.base.floor", "4986"),
    ("social_insurance.base.ceiling", "25299"),
    ("social_insurance.base.medical.floor", "4986"),
    ("social_insurance.base.medical.ceiling", "25299"),
    ("social_insurance.base.unemployment.floor", "4986"),
    ("social_insurance.base.unemployment.ceiling", "25299"),
    ("social_insurance.base.work_injury.floor", "4986"),
    ("social_insurance.base.work_injury.ceiling", "25299"),
    ("social_insurance.pension.employer", "0.16"),
    ("social_insurance.pension.employee", "0.08"),
    ("social_insurance.medical.employer", "0.095"),
    ("social_insurance.medical.employee", "0.02"),
    ("social_insurance.medical.employee_fixed", "0"),
    ("social_insurance.unemployment.employer", "0.005"),
    ("social_insurance.unemployment.employee", "0.005"),
    ("social_insurance.work_injury.employer", "0.002"),
    ("minimum_wage.monthly", "2660"),
    ("severance.cap_3x_monthly", "42151"),
)


def sample_paper(*, company: int | None, now: datetime) -> Blob:
    """A one-page PDF with the figures, marked as a sample; built by hand, so that loading the demo stays quick."""
    return store.put(_pdf(), name="sample-hangzhou-2026.pdf", company=company, now=now)


def _pdf() -> bytes:
    """The page in plain PDF 1.4 with a standard font: a table of keys and figures under the word SAMPLE."""
    lines = ["SAMPLE - NOT AN OFFICIAL DOCUMENT", "Hangzhou 330100, 2026-01-01 to 2026-12-31", ""]
    lines += [f"{key}: {value}" for key, value in VALUES]
    text = "BT /F1 12 Tf 60 780 Td 20 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {font} >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    )
    return body + tail.encode()


def confirm_hangzhou(*, asks: Actor, confirms: Actor, now: datetime) -> list[FigureConfirmation]:
    """Ask and confirm every figure of VALUES for this year, and the last one when the last months reach into it.

    Call once a company, outside a transaction or inside the demo's: the paper is stored first.
    """
    today = now.astimezone(SHANGHAI).date()
    first = date((today - timedelta(days=LOOKS_BACK)).year, 1, 1)
    paper = sample_paper(company=asks.company, now=now)
    made = []
    for key, value in VALUES:
        wish = actions.Wish(DIVISION, key, Decimal(value), first, date(today.year, 12, 31), REF)
        row = actions.ask_confirmation(wish, paper=paper, by=asks, now=now)
        made.append(actions.answer_confirmation(row.uid, confirmed=True, by=confirms, now=now))
    return made
