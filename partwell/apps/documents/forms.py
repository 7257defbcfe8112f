"""The answer to a paper as a form posts it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partwell.lib.paper.chinese import numeral
from partwell.lib.paper.kind import DocumentKind
from partwell.lib.paper.model import Data

from .actions import MAX_TEXT
from .labels import TITLES

NOTES: dict[tuple[str, str], Any] = {
    ("statement", "sign"): _("I have read it; it states what was explained to me"),
    ("statement", "sign_with_reservation"): _("Signed, with what you disagree with written beside it"),
    ("statement", "decline"): _("No signature and no reason needed. The process goes on"),
    ("declaration", "sign"): _("It takes effect when you sign; nobody has to approve it"),
    ("receipt", "sign"): _("I received it, which does not mean that I agree"),
    ("receipt", "sign_with_reservation"): _("I received it, and my remark is kept word for word"),
    ("receipt", "decline"): _("No signature and no reason needed. It is recorded as it is"),
}
BUTTONS: dict[tuple[str, str], Any] = {
    ("statement", "sign"): _("Confirm the signature"),
    ("statement", "sign_with_reservation"): _("Sign with objections"),
    ("statement", "decline"): _("Record that I decline"),
    ("declaration", "sign"): _("Sign and hand in"),
    ("receipt", "sign"): _("Sign for receipt"),
    ("receipt", "sign_with_reservation"): _("Sign for receipt with a remark"),
    ("receipt", "decline"): _("Record that I decline"),
}


class AnswerForm(forms.Form):
    """What the employee answers. Which fields count follows from `intent`; `actions.prepare_answer` checks them."""

    intent = forms.ChoiceField(
        label=_("Your answer"), error_messages={"required": _("Choose one of the answers."), "invalid_choice": ""}
    )
    sections = forms.TypedMultipleChoiceField(label=_("Which part do you object to"), required=False, coerce=int)
    text = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = forms.CharField(
        label=_("Your reason"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    without_signature = forms.BooleanField(label=_("Sign with the code only"), required=False)
    signature_png = forms.CharField(required=False, widget=forms.HiddenInput)
    passkey = forms.CharField(required=False, max_length=16_384, widget=forms.HiddenInput)
    code = forms.CharField(label=_("Code"), required=False, max_length=12)

    def __init__(self, kind: DocumentKind, paper: Data, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["intent"].choices = [(intent, TITLES[kind.effect, intent]) for intent in kind.answers]  # type: ignore[attr-defined]
        self.fields["sections"].choices = [  # type: ignore[attr-defined]
            (number, section["heading"] or f"第{numeral(number)}部分")
            for number, section in enumerate(paper["sections"], 1)
            if section["heading"]
        ]
