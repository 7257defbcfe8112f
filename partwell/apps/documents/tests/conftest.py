"""Lin's undertaking, issued and ready to be read; a signature; the codes that were sent."""

import base64
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest
from PIL import Image, ImageDraw

from partwell.apps.documents import actions, signed_copy
from partwell.apps.documents.pdf_signatures import Signed
from partwell.apps.evidence import actions as evidence
from partwell.apps.notices import actions as notices
from partwell.lib.files import store
from tests.cast import NOW, Cast

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "issued_on": date(2026, 11, 25),
    "ending": "terminated",
    "ending_on": date(2026, 11, 30),
    "back_payment": Decimal("1050.00"),
    "back_payment_months": ["2026年9月", "2026年10月"],
    "back_payment_basis": ["月工资 5,000.00 × 2 个月 × 10.5% = 1,050.00 元", "10.5% = 养老 8% ＋ 医疗 2% ＋ 失业 0.5%"],
    "back_payment_source": "杭州市 2026 年度个人缴费比例，本公司 2026年7月3日核实",
    "pay_to": "本人工资账户",
    "pay_when": "HR 审核通过后五个工作日内",
    "wage_on": date(2026, 11, 30),
    "reply_by": NOW,
}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def real_copy() -> None:
    """Asked for by tests that look at the signed copy; all others do without typesetting it."""


@pytest.fixture(autouse=True)
def _quick_copy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "real_copy" not in request.fixturenames:
        monkeypatch.setattr(signed_copy, "make", lambda original, page, **_given: Signed(original, "", "", "", ""))


@lru_cache(maxsize=1)
def made_once() -> actions.Rendered:
    """The undertaking typeset once for all tests that do not look at how it is made."""
    return actions.render("undertaking", VALUES, company=None, now=NOW, keep=False)


def issue_undertaking(cast: Cast, **given: Any) -> Any:
    """Lin's undertaking, issued by Hua of HR in a new stream."""
    made = made_once()
    blob = store.stage(made.pdf, name="离职保证书.pdf", company=cast.company.pk, now=NOW, made_here=True)
    stream = evidence.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    given = {"by": cast.actor("hua"), "step": "undertaking", "reply_by": NOW} | given
    return actions.issue(replace(made, blob=blob), stream=stream, employee=cast.lin.pk, now=NOW, **given)


@pytest.fixture
def undertaking(cast: Cast) -> Any:
    """Lin's undertaking, issued and not yet read."""
    return issue_undertaking(cast)


def a_signature(size: tuple[int, int] = (640, 260), *, strokes: int = 6) -> bytes:
    """Handwriting, as a phone draws it: dark lines on nothing."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for n in range(strokes):
        pen.line([(40 + 80 * n, 40), (120 + 80 * n, 180), (60 + 80 * n, 200)], fill=(22, 35, 43, 255), width=6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def as_form_field(png: bytes) -> str:
    """The value of the hidden field that holds a signature."""
    return "data:image/png;base64," + base64.b64encode(png).decode()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would be sent, instead of sending: the codes a test enters."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(notices, "send", lambda **given: found.append(given))
    return found
