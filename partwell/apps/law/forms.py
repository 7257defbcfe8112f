"""Forms of figures: what a paper says."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partwell.core.rulebook import KEYS

from . import actions, words


class FigureForm(forms.Form):
    """A figure as the paper prints it. Rates are typed as per cent: 9.5 is 9.5 %."""

    value = forms.DecimalField(label=_("Figure"), required=False, max_digits=14, decimal_places=6)
    no_limit = forms.BooleanField(label=_("The paper says that there is no upper limit"), required=False)
    valid_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    valid_to = forms.DateField(label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    ref = forms.CharField(label=_("Document number, or what the paper is"), max_length=120)
    paper = forms.FileField(label=_("The paper (PDF or picture, up to 20 MB)"))

    def __init__(self, *args: Any, key: str, period: tuple[date, date], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"valid_from": period[0], "valid_to": period[1]})
        super().__init__(*args, **kwargs)
        self.key = key
        if words.is_rate(key):
            self.fields["value"].label = _("Rate in per cent")
        elif key in KEYS and KEYS[key].unit == "days":
            self.fields["value"].label = _("Days (a number)")
        elif key in KEYS and KEYS[key].unit == "months":
            self.fields["value"].label = _("Months (a number)")
        else:
            self.fields["value"].label = _("Figure in yuan")
        if not key.endswith(".ceiling"):
            del self.fields["no_limit"]
            self.fields["value"].required = True

    def wish(self, division: str) -> actions.Wish:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        value: Decimal | None = data.get("value")
        if value is not None and words.is_rate(self.key):
            value /= 100
        return actions.Wish(
            division,
            self.key,
            value,
            data["valid_from"],
            data["valid_to"],
            data["ref"],
            no_limit=bool(data.get("no_limit")),
        )
