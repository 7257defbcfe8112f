"""Who may open which address of the figures of law."""

from partwell.apps.law.hangzhou import confirm_hangzhou
from partwell.apps.law.models import FigureConfirmation
from tests.cast import NOW, Cast
from tests.doors import FORBIDDEN, OPENS, Door


def doors(cast: Cast) -> dict[str, Door]:
    """Hangzhou, the company's city, with what two of its people confirmed. Law data are open to Wei too."""
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    city = {"code": "330100"}
    answered = Door({"uid": str(FigureConfirmation.objects.first().uid)})
    return {
        "cities": Door(wei=OPENS),
        "place": Door(city, wei=OPENS),
        "figure": Door(city | {"key": "social_insurance.medical.employer"}, wei=OPENS),
        "campaign": Door(wei=OPENS),
        "remind": Door(city, wei=FORBIDDEN),
        "rules": Door(wei=OPENS),
        "rule": Door({"named": "SEV-01"}, wei=OPENS),
        "sure": Door(wei=OPENS),
        "answer": answered,
        "paper": answered,
    }
