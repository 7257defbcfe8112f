"""The one form of notices: what a person did to serve one by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

HOW = [
    ("courier", _("By courier, with its proof of service")),
    ("in_person", _("In person, receipt signed or witnessed")),
    ("public_notice", _("By public notice in a newspaper")),
]


class ServedForm(forms.Form):
    """How a notice was served, its number, and the proof."""

    how = forms.ChoiceField(label=_("How was it served?"), choices=HOW, widget=forms.RadioSelect)
    number = forms.CharField(label=_("Number of the courier or of the newspaper"), max_length=100, required=False)
    file = forms.FileField(label=_("Proof of service"), help_text=_("PDF or photo, at most 20 MB."), required=False)
