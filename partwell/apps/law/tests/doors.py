"""Who may open which address of the figures of law."""

from partwell.apps.law.hangzhou import confirm_hangzhou, sample_paper
from partwell.apps.law.models import FigureConfirmation, FigureTable
from tests.cast import NOW, Cast
from tests.doors import FORBIDDEN, OPENS, Door


def doors(cast: Cast) -> dict[str, Door]:
    """Hangzhou, the company's city, with what two of its people confirmed. Law data are open to Wei too."""
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    city = {"code": "330100"}
    rows = [{"line": 2, "code": "330100"}]
    blob = sample_paper(company=cast.company.pk, now=NOW)
    made = {"made_by": cast.actor("tang").pid, "made_by_name": "唐悦", "made_at": NOW}
    kept = FigureTable.objects.create(company=cast.company, name="2027.xlsx", file=blob, rows=rows, **made)
    table = str(kept.uid)
    answered = Door({"uid": str(FigureConfirmation.objects.first().uid)})
    return {
        "cities": Door(wei=OPENS),
        "place": Door(city, wei=OPENS),
        "figure": Door(city | {"key": "social_insurance.medical.employer"}, wei=OPENS),
        "campaign": Door(wei=OPENS),
        "remind": Door(city, wei=FORBIDDEN),
        "tables": Door(wei=OPENS),
        "table-template": Door(wei=OPENS),
        **{name: Door({"uid": table}) for name in ("table", "table-faults", "table-submit", "table-answer")},
        "table-file": Door({"uid": table, "which": "file"}),
        "rules": Door(wei=OPENS),
        "rule": Door({"named": "SEV-01"}, wei=OPENS),
        "sure": Door(wei=OPENS),
        "holidays": Door(wei=OPENS, lu=OPENS),
        "holidays_of": Door({"year": "2026"}, wei=OPENS, lu=OPENS),
        "answer": answered,
        "paper": answered,
    }
