"""Forms of attendance and annual leave, in days with halves."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .actions import Days


def _days(label: Any, *, required: bool = True) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label, max_digits=4, decimal_places=1, min_value=0, required=required, widget=widget
    )


class MonthForm(forms.Form):
    """One month as read from the punches or the roster."""

    month = forms.DateField(
        label=_("Month (any day of it)"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    through = forms.DateField(
        label=_("Through (empty: the whole month)"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    due_days = _days(_("Working days due"))
    present_days = _days(_("Present"))
    paid_leave_days = _days(_("Paid leave"), required=False)
    unpaid_leave_days = _days(_("Unpaid leave"), required=False)
    absent_days = _days(_("Absent without leave"), required=False)
    holiday_days = _days(_("Paid public holidays"), required=False)
    late_count = forms.IntegerField(label=_("Times late"), min_value=0, max_value=100, required=False)
    source = forms.CharField(label=_("Read from"), max_length=120)

    def days(self) -> Days:
        """What was typed, as the action takes it; an empty field is none."""
        data = self.cleaned_data
        names = ("paid_leave_days", "unpaid_leave_days", "absent_days", "holiday_days")
        paid, unpaid, absent, holiday = (data[name] or Decimal(0) for name in names)
        return Days(
            data["due_days"], data["present_days"], paid, unpaid, absent, holiday, late_count=data["late_count"] or 0
        )


class LeaveForm(forms.Form):
    """Annual leave of a year."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    full_days = forms.IntegerField(
        label=_("Days a full year gives"),
        min_value=0,
        max_value=60,
        help_text=_("By years of work with all employers: under one none, from one 5, from ten 10, from twenty 15."),
    )
    taken_days = _days(_("Days taken this year"))
    carried_over_days = _days(_("Days of earlier years still owed"), required=False)
    leave_source = forms.CharField(label=_("Read from"), max_length=120)
