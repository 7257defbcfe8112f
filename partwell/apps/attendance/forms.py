"""Forms of attendance. What may be kept is decided by the actions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partwell.core.attendance.shifts import Rules
from partwell.lib.clock import SHANGHAI
from partwell.lib.inputs import first_of_month

from . import words
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
    over_computed = forms.BooleanField(label=_("Put these figures in the place of the computed month"), required=False)

    def clean_month(self) -> date:
        """A day of a year people work in."""
        month: date = self.cleaned_data["month"]
        try:
            first_of_month(f"{month:%Y-%m}")
        except ValueError:
            raise forms.ValidationError(_("Write a month as 2026-11.")) from None
        return month

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


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


def _time(label: Any, *, required: bool = True) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=required, input_formats=["%H:%M"], widget=forms.TimeInput(attrs={"type": "time"})
    )


def _reason() -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def _minutes(label: Any, initial: int, most: int = 1440, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, initial=initial, help_text=hint)


class ShiftForm(forms.Form):
    """A shift by its times; one that ends before it begins ends on the next day."""

    key = forms.CharField(label=_("Short name in the roster"), max_length=12)
    title = forms.CharField(label=_("Title"), max_length=40)
    begins = _time(_("Begins"))
    ends = _time(_("Ends"))
    break_begins = _time(_("Break from"), required=False)
    break_ends = _time(_("Break until"), required=False)

    def terms(self) -> dict[str, Any]:
        """As the action takes it: minutes of the day the shift begins on."""
        given = self.cleaned_data
        begins, ends = _of(given["begins"]), _of(given["ends"])
        ends += 1440 if ends <= begins else 0
        breaks = []
        if given["break_begins"] and given["break_ends"]:
            start, end = _of(given["break_begins"]), _of(given["break_ends"])
            start += 1440 if start < begins else 0
            end += 1440 if end <= start else 0
            breaks.append((start, end))
        return {"key": given["key"], "title": given["title"], "begins": begins, "ends": ends, "breaks": breaks}


def _of(at: Any) -> int:
    return int(at.hour) * 60 + int(at.minute)


class RulesForm(forms.Form):
    """How a branch reads punches, from a day on."""

    valid_from = _day(_("From"))
    system = forms.ChoiceField(label=_("Working-hour system"))
    period = forms.ChoiceField(label=_("Period of averaged hours"))
    permit = forms.CharField(label=_("Approval of the labor bureau"), required=False, max_length=120)
    default_shift = forms.ChoiceField(label=_("Shift on working days without a roster"), required=False)
    grace_late = _minutes(_("Late from more than, minutes"), 0)
    grace_early = _minutes(_("Early from more than, minutes"), 0)
    half_absent_after = _minutes(_("Half a day absent from more than, minutes"), 120)
    full_absent_after = _minutes(_("A day absent from more than, minutes"), 240)
    window_before = _minutes(_("Punches count from so long before, minutes"), 180)
    window_after = _minutes(_("Punches count until so long after, minutes"), 480)
    overtime_from = _minutes(_("Overtime from, minutes"), 30)
    overtime_step = _minutes(_("Overtime in steps of, minutes"), 30)
    overtime_needs_approval = forms.BooleanField(
        label=_("Overtime counts only when approved"), required=False, initial=True
    )
    day_off_meal_from = _minutes(_("Work on a day off longer than this has a meal, minutes"), 300)
    day_off_meal = _minutes(_("The meal takes, minutes"), 60)
    rest_minutes = _minutes(_("Rest between two shifts, minutes"), 660)
    noshow_days = forms.IntegerField(
        label=_("Absent days in a row that are looked at"), min_value=1, max_value=30, initial=3
    )
    pays_holidays = forms.BooleanField(label=_("Legal holidays are paid under flexible hours"), required=False)

    def __init__(self, *args: Any, shifts: Any = (), like: Any = None, **kwargs: Any) -> None:
        if like is not None:
            names = ("system", "period", "permit", "rest_minutes", "noshow_days", "pays_holidays")
            shift = str(like.default_shift.uid) if like.default_shift else ""
            kwargs["initial"] = {**like.rules, **{name: getattr(like, name) for name in names}, "default_shift": shift}
        super().__init__(*args, **kwargs)
        self._choose("system", list(words.systems().items()))
        self._choose("period", list(words.periods().items()))
        self._choose("default_shift", [("", "—"), *shifts])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def rules(self) -> dict[str, Any]:
        """The fields that core reads punches by."""
        return {name: self.cleaned_data[name] for name in Rules.__slots__}


class LeaveRequestForm(forms.Form):
    """Leave as asked for on the phone."""

    leave_kind = forms.ChoiceField(label=_("Kind of leave"))
    first_day = _day(_("First day"))
    first_half = forms.ChoiceField(label=_("Begins"))
    last_day = _day(_("Last day"))
    last_half = forms.ChoiceField(label=_("Ends"))
    reason = _reason()
    proof = forms.FileField(
        label=_("Paper that proves it"),
        required=False,
        help_text=_("Sick, marriage, maternity and injury leave need one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["leave_kind"]
        kinds.choices = [("", "—"), *words.leave_kinds().items()]  # type: ignore[attr-defined]
        self.fields["first_half"].choices = [("1", _("morning")), ("2", _("afternoon"))]  # type: ignore[attr-defined]
        self.fields["last_half"].choices = [("2", _("evening")), ("1", _("noon"))]  # type: ignore[attr-defined]


class OvertimeForm(forms.Form):
    """Overtime as asked for on the phone."""

    day = _day(_("Day"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440, help_text=_("At most 180 a day."))
    in_lieu = forms.BooleanField(label=_("On a rest day, given back as time off"), required=False)
    reason = _reason()


class CorrectionForm(forms.Form):
    """A punch that is missing."""

    day = _day(_("Day"))
    time = _time(_("Time"))
    reason = _reason()
    proof = forms.FileField(label=_("Paper that proves it"), required=False)

    def clean(self) -> dict[str, Any]:
        """Day and time as one instant of Shanghai."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("day") and given.get("time"):
            given["at"] = datetime.combine(given["day"], given["time"], SHANGHAI)
        return given
