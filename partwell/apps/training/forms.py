"""Forms of training. What may be kept is decided by the actions."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partwell.core.training.bond import Cost
from partwell.core.training.exam import FALSE, TRUE
from partwell.lib.clock import SHANGHAI

from . import words
from .actions import CourseTerms

COST_LINES = 4


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class _Moment(forms.DateTimeField):
    """A day and a time as the browser's own control gives them: of Shanghai."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            input_formats=["%Y-%m-%dT%H:%M"],
            widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        )

    def clean(self, value: Any) -> datetime | None:
        """The instant."""
        found: datetime | None = super().clean(value)
        return found and found.replace(tzinfo=SHANGHAI)


class CourseForm(forms.Form):
    """A course and its exam."""

    title = forms.CharField(label=_("Title"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of course"))
    about = forms.CharField(
        label=_("What it is about"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    in_person = forms.BooleanField(label=_("Only who was at a session can pass"), required=False)
    exam_questions = forms.IntegerField(
        label=_("Questions of an exam"), min_value=0, max_value=200, initial=10, help_text=_("0: there is no exam.")
    )
    pass_mark = forms.IntegerField(label=_("Passed at, in %"), min_value=1, max_value=100, initial=60)
    exam_minutes = forms.IntegerField(
        label=_("Minutes for the exam"), min_value=0, max_value=480, initial=0, help_text=_("0: no limit.")
    )
    tries = forms.IntegerField(label=_("Tries"), min_value=1, max_value=20, initial=3)
    valid_months = forms.IntegerField(
        label=_("The certificate is valid, in months"),
        min_value=0,
        max_value=120,
        initial=0,
        help_text=_("0: it does not run out."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "—"), *words.kinds().items()]  # type: ignore[attr-defined]

    def terms(self) -> CourseTerms:
        """What was typed, as the action takes it."""
        return CourseTerms(**self.cleaned_data)


class MaterialForm(forms.Form):
    """A file to read."""

    title = forms.CharField(label=_("Title"), max_length=80, required=False)
    file = forms.FileField(label=_("File"), required=False)


class QuestionForm(forms.Form):
    """One question: options a line each, right ones by number."""

    kind = forms.ChoiceField(label=_("Kind of question"))
    text = forms.CharField(label=_("Question"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    options = forms.CharField(
        label=_("Options, a line each"),
        required=False,
        max_length=4500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Right or wrong needs none."),
    )
    right = forms.CharField(
        label=_("Right option"),
        max_length=20,
        help_text=_("By letter, for example A or AC; right or wrong: true or false."),
    )
    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=100, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "—"), *words.question_kinds().items()]  # type: ignore[attr-defined]

    def data_of_question(self) -> dict[str, Any]:
        """The question as the rules take it."""
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "text": given["text"],
            "options": [line.strip() for line in given["options"].splitlines() if line.strip()],
            "right": right_places(given["kind"], given["right"]),
            "points": given["points"],
        }


_TRUE, _FALSE = {"对", "正确", "是", "√", "true"}, {"错", "错误", "否", "×", "false"}


def right_places(kind: str, said: str) -> list[int]:
    """The right options as a form or a table says them: letters, and for right or wrong the words as well."""
    word = said.strip().lower()
    if kind == "judge" and word in _TRUE | _FALSE:
        return [TRUE if word in _TRUE else FALSE]
    return places(said)


def places(letters: str) -> list[int]:
    """A, C as places 0 and 2; anything that is no letter of an option is left for the rules to refuse."""
    found = [ord(one) - ord("A") for one in letters.upper() if one not in " ,，、;；"]
    return [place if 0 <= place < 26 else -1 for place in found]


class SessionForm(forms.Form):
    """A time and a place."""

    starts_at = _Moment(_("Begins"))
    ends_at = _Moment(_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=80)
    trainer = forms.CharField(label=_("Trainer"), max_length=60)
    seats = forms.IntegerField(label=_("Seats"), min_value=0, max_value=5000, initial=0, help_text=_("0: no limit."))


class AssignForm(forms.Form):
    """Who takes part."""

    employees = forms.CharField(
        label=_("Employee numbers"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Divided by commas, spaces or lines. Everyone gets a message."),
    )
    session = forms.ChoiceField(label=_("Session"), required=False)
    due_on = _day(_("Company deadline"), required=False)

    def __init__(self, *args: Any, sessions: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].choices = [("", "—"), *sessions]  # type: ignore[attr-defined]

    def numbers(self) -> list[str]:
        """The employee numbers typed, each once, in their order."""
        text = self.cleaned_data["employees"]
        for mark in "，、;；\n\t":
            text = text.replace(mark, ",")
        return list(dict.fromkeys(part for part in text.replace(" ", ",").split(",") if part))


class BondForm(forms.Form):
    """A training bond as signed."""

    course = forms.ChoiceField(label=_("Special training"))
    agreed = forms.DecimalField(label=_("Agreed sum in yuan"), max_digits=12, decimal_places=2, min_value=Decimal(0))
    months = forms.IntegerField(label=_("Period of service in months"), min_value=1, max_value=120)
    starts_on = _day(_("First day of the period"))
    signed_on = _day(_("Signed on"))
    paper = forms.FileField(label=_("Scan of the signed paper"), required=False)

    def __init__(self, *args: Any, courses: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = [("", "—"), *courses]  # type: ignore[attr-defined]
        for number in range(1, COST_LINES + 1):
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Kind of cost"), required=False, choices=[("", "—"), *words.cost_kinds().items()]
            )
            self.fields[f"what_{number}"] = forms.CharField(label=_("What it was"), required=False, max_length=80)
            self.fields[f"amount_{number}"] = forms.DecimalField(
                label=_("Amount in yuan"), required=False, max_digits=12, decimal_places=2, min_value=Decimal(0)
            )
            self.fields[f"voucher_{number}"] = forms.CharField(label=_("Voucher"), required=False, max_length=60)

    @property
    def lines(self) -> list[list[Any]]:
        """The fields of each cost, a line each."""
        return [
            [self[f"{name}_{number}"] for name in ("kind", "what", "amount", "voucher")]
            for number in range(1, COST_LINES + 1)
        ]

    def costs(self) -> list[Cost]:
        """The costs typed."""
        given, found = self.cleaned_data, []
        for number in range(1, COST_LINES + 1):
            amount = given.get(f"amount_{number}")
            if amount is None and not given.get(f"what_{number}"):
                continue
            kind = given.get(f"kind_{number}") or "other"
            found.append(
                Cost(kind, given.get(f"what_{number}", ""), amount or Decimal(0), given.get(f"voucher_{number}", ""))
            )
        return found
