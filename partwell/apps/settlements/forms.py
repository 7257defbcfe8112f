"""What payroll states about a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import actions, words


class StatedForm(forms.Form):
    """A figure about a person and where it was read."""

    name = forms.ChoiceField(label=_("Figure"))
    value = forms.DecimalField(label=_("Amount or number"), max_digits=12, decimal_places=2, min_value=0)
    source = forms.CharField(label=_("Read from"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["name"]
        field.choices = [(name, words.FACTS[name]) for name in actions.STATED]
