"""Forms of the appraisal pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partwell.core.appraisal.scorecard import ARTICLE

from . import words

LINES = 6
FIELDS = ("measure", "title", "weight", "due", "threshold", "source", "evidence")


class PlanForm(forms.Form):
    """A new version of a post's criteria: up to six, each with its measure, weight, threshold, source and evidence."""

    position = forms.ChoiceField(label=_("Post"))
    title = forms.CharField(label=_("Title"), max_length=80)
    valid_from = forms.DateField(
        label=_("Handed out from"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Empty: at once."),
    )

    def __init__(self, *args: Any, like: Any = ARTICLE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *words.measures().items()]
        for number in range(1, LINES + 1):
            one = like[number - 1] if number <= len(like) else None
            self._line(number, one, choices)

    def _line(self, number: int, one: Any, choices: list[tuple[str, str]]) -> None:
        def whole(label: Any, low: int, high: int, value: Any) -> forms.IntegerField:
            return forms.IntegerField(label=label, required=False, min_value=low, max_value=high, initial=value)

        def text(label: Any, value: Any) -> forms.CharField:
            return forms.CharField(label=label, required=False, max_length=80, initial=value)

        made = {
            "measure": forms.ChoiceField(
                label=_("Measured by"), required=False, choices=choices, initial=one and one.measure
            ),
            "title": text(_("Criterion"), one and one.title),
            "weight": whole(_("Weight in %"), 1, 100, one and one.weight),
            "due": whole(_("How many a month"), 0, 500, (one and one.due) or None),
            "threshold": whole(_("Passed from"), 1, 100, one and one.threshold),
            "source": text(_("Where the data come from"), one and one.source),
            "evidence": text(_("What proves them"), one and one.evidence),
        }
        for name, field in made.items():
            self.fields[f"{name}_{number}"] = field

    @property
    def lines(self) -> list[list[Any]]:
        """The fields of each criterion."""
        return [[self[f"{name}_{number}"] for name in FIELDS] for number in range(1, LINES + 1)]

    def metrics(self) -> list[dict[str, Any]]:
        """The criteria as the action takes them; lines without a measure are none."""
        found: list[dict[str, Any]] = []
        for number in range(1, LINES + 1):
            given = {name: self.cleaned_data.get(f"{name}_{number}") for name in FIELDS}
            if not given["measure"]:
                continue
            whole = {name: given[name] or 0 for name in ("weight", "due", "threshold")}
            title = (given["title"] or "").strip()
            known = next((one for one in ARTICLE if one.measure == given["measure"] and one.title == title), None)
            found.append(
                {
                    "key": known.key if known and all(one["key"] != known.key for one in found) else f"m{number}",
                    "measure": given["measure"],
                    "title": title,
                    "title_en": known.title_en if known else title,
                    **whole,
                    "source": given["source"] or "",
                    "evidence": given["evidence"] or "",
                }
            )
        return found


class PaperForm(forms.Form):
    """Criteria signed on paper."""

    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    paper = forms.FileField(label=_("Scan of the signed paper"), required=False)


class ReviewForm(forms.Form):
    """The manager's conclusion."""

    conclusion = forms.ChoiceField(label=_("Conclusion"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conclusion"].choices = list(words.conclusions().items())  # type: ignore[attr-defined]


class ImprovementForm(forms.Form):
    """Training or another post."""

    measure = forms.ChoiceField(label=_("Measure"))
    shortfall = forms.CharField(
        label=_("What was asked and not reached, by which record"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    goals = forms.CharField(
        label=_("What is to be reached, and what the company does for it"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [("", "—"), *words.improvements().items()]  # type: ignore[attr-defined]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class TaskForm(forms.Form):
    """A task with its due day."""

    title = forms.CharField(label=_("Task"), max_length=120)
    due_on = _day(_("Due on"))


class RatingForm(forms.Form):
    """A colleague's score of a month."""

    score = forms.CharField(
        label=_("Score, 0 to 100"), max_length=6, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    sentence = forms.CharField(
        label=_("A sentence why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300})
    )
