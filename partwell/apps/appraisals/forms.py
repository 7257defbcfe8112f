"""Forms of the appraisal pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partwell.core.appraisal.scorecard import ARTICLE


class PlanForm(forms.Form):
    """A new version of a post's criteria: weights and thresholds of the three measures."""

    position = forms.ChoiceField(label=_("Post"))
    title = forms.CharField(label=_("Title"), max_length=80)
    task_weight = forms.IntegerField(label=_("Tasks: weight in %"), min_value=1, max_value=98, initial=40)
    task_due = forms.IntegerField(label=_("Tasks a month"), min_value=1, max_value=500, initial=10)
    task_threshold = forms.IntegerField(label=_("Tasks done to pass"), min_value=1, max_value=100, initial=8)
    team_weight = forms.IntegerField(label=_("Team work: weight in %"), min_value=1, max_value=98, initial=30)
    team_threshold = forms.IntegerField(label=_("Colleagues' average to pass"), min_value=1, max_value=100, initial=70)
    course_weight = forms.IntegerField(label=_("Learning: weight in %"), min_value=1, max_value=98, initial=30)
    course_due = forms.IntegerField(label=_("Courses to pass"), min_value=1, max_value=20, initial=2)
    course_threshold = forms.IntegerField(label=_("Exam passed at"), min_value=1, max_value=100, initial=60)

    def metrics(self) -> list[dict[str, Any]]:
        """The criteria as the action takes them."""
        given = self.cleaned_data
        changes = (
            {"weight": given["task_weight"], "due": given["task_due"], "threshold": given["task_threshold"]},
            {"weight": given["team_weight"], "threshold": given["team_threshold"]},
            {"weight": given["course_weight"], "due": given["course_due"], "threshold": given["course_threshold"]},
        )
        return [one.as_data() | change for one, change in zip(ARTICLE, changes, strict=True)]


class PaperForm(forms.Form):
    """Criteria signed on paper."""

    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    paper = forms.FileField(label=_("Scan of the signed paper"), required=False)
