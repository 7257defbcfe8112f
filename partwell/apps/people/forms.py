"""Forms of personnel records. What may be kept is decided by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partwell.lib.inputs import first_of_month

from . import actions, checks, words
from .models import Employee, Position

TRIPLE = (("", _("not stated")), ("yes", _("yes")), ("no", _("no")))
_TRUTH = {"yes": True, "no": False}


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class PersonForm(forms.Form):
    """A person's record. Choices are set by the view from what the actor may use."""

    name = forms.CharField(label=_("Name"), max_length=60)
    number = forms.CharField(label=_("Employee number"), max_length=30)
    department = forms.ChoiceField(label=_("Department"))
    position = forms.ChoiceField(label=_("Post"))
    type = forms.ChoiceField(label=_("Type of employment"))
    line_manager = forms.CharField(
        label=_("Line manager"), required=False, max_length=30, help_text=_("Employee number of the manager.")
    )
    username = forms.CharField(
        label=_("Sign-in name"),
        required=False,
        max_length=150,
        help_text=_("Of the account the person signs in with; an administrator opens it under “Company and roles”."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    hired_on = _day(_("Hired on"))
    id_number = forms.CharField(label=_("Identity number"), required=False, max_length=30)
    phone = forms.CharField(
        label=_("Mobile number"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    mail = forms.CharField(
        label=_("E-mail"), required=False, max_length=120, widget=forms.TextInput(attrs={"inputmode": "email"})
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    bank_account = forms.CharField(label=_("Bank account"), required=False, max_length=40)

    def __init__(self, *args: Any, departments: Any = (), positions: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments = {str(row.uid): row for row in departments}
        self.positions = {str(row.uid): row for row in positions}
        tree = [(uid, "　" * (row.path.count(".") - 1) + row.name) for uid, row in self.departments.items()]
        self._choose("department", [("", "—"), *tree])
        self._choose("position", [("", "—"), *((uid, row.title) for uid, row in self.positions.items())])
        self._choose("type", list(words.types().items()))
        for key, title in words.standing().items():
            self.fields[f"fact_{key}"] = forms.ChoiceField(label=title, required=False, choices=TRIPLE)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Numbers and addresses that can't be right are said with what is missing elsewhere."""
        given = super().clean() or {}
        faults = {"phone": checks.phone_fault, "mail": checks.mail_fault}
        if given.get("fact_foreign_national") != "yes":
            faults["id_number"] = checks.id_number_fault
        for name, fault in faults.items():
            value = given.get(name, "").replace(" ", "").upper() if name != "mail" else given.get(name, "")
            if value and (sentence := fault(value)):
                self.add_error(name, sentence)
        return given

    @property
    def facts(self) -> list[Any]:
        """The fields of standing facts."""
        return [self[name] for name in self.fields if name.startswith("fact_")]

    def person(self, *, manager: Employee | None, user: int | None) -> actions.Person:
        """What the action takes."""
        given = self.cleaned_data
        standing = {key: _TRUTH[given[f"fact_{key}"]] for key in words.standing() if given.get(f"fact_{key}")}
        return actions.Person(
            number=given["number"],
            name=given["name"],
            department=self.departments.get(given["department"]),
            position=self.positions.get(given["position"]),
            hired_on=given["hired_on"],
            type=given["type"],
            line_manager=manager,
            user=user,
            id_number=given["id_number"].upper(),
            phone=given["phone"].replace(" ", ""),
            mail=given["mail"],
            address=given["address"],
            bank_account=given["bank_account"].replace(" ", ""),
            standing=standing,
        )


def initial_of(row: Employee) -> dict[str, Any]:
    """What an edit form starts with."""
    facts = {f"fact_{key}": "yes" if value else "no" for key, value in row.standing.items()}
    names = ("name", "number", "type", "hired_on", "id_number", "phone", "mail", "address", "bank_account")
    return {
        **{name: getattr(row, name) for name in names},
        "department": str(row.department.uid),
        "position": str(row.position.uid),
        "line_manager": row.line_manager.number if row.line_manager else "",
        "username": row.user.username if row.user else "",
        **facts,
    }


class PostForm(forms.Form):
    """A post and what its work brings with it; what nobody has stated stays open."""

    title = forms.CharField(label=_("Title"), max_length=80)
    title_en = forms.CharField(label=_("Title in English"), max_length=80, required=False)
    hazard_exposed = forms.ChoiceField(
        label=_("Work with occupational hazards"),
        required=False,
        choices=TRIPLE,
        help_text=_("Nobody leaves such a post without a medical check (Labor Contract Law, Art. 42)."),
    )
    key_position = forms.ChoiceField(label=_("Key post"), required=False, choices=TRIPLE)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "title_en": given["title_en"],
            "hazard_exposed": _TRUTH[given["hazard_exposed"]] if given["hazard_exposed"] else None,
            "key_position": _TRUTH[given["key_position"]] if given["key_position"] else None,
        }


def initial_of_post(row: Position) -> dict[str, Any]:
    """What the form of a post starts with."""
    flags = ("hazard_exposed", "key_position")
    said = {name: "" if getattr(row, name) is None else "yes" if getattr(row, name) else "no" for name in flags}
    return {"title": row.title, "title_en": row.title_en, **said}


class ContractForm(forms.Form):
    """A signed contract."""

    contract_type = forms.ChoiceField(label=_("Type of contract"))
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), required=False)
    probation_months = forms.IntegerField(label=_("Months of probation"), min_value=0, max_value=24, initial=0)
    monthly_wage = forms.CharField(
        label=_("Monthly wage, yuan"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    noncompete_signed = forms.ChoiceField(label=_("Non-compete signed"), required=False, choices=TRIPLE)
    training_bond = forms.ChoiceField(label=_("Training bond running"), required=False, choices=TRIPLE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract_type"].choices = list(words.contract_types().items())  # type: ignore[attr-defined]

    def terms(self) -> actions.Terms:
        """What the action takes."""
        given = self.cleaned_data
        return actions.Terms(
            given["contract_type"],
            given["starts_on"],
            given["ends_on"],
            given["monthly_wage"],
            given["probation_months"],
            _TRUTH.get(given["noncompete_signed"]),
            _TRUTH.get(given["training_bond"]),
        )


class MonthForm(forms.Form):
    """One insurance of one month."""

    insurance = forms.ChoiceField(label=_("Insurance"))
    month = forms.CharField(label=_("Month"), widget=forms.TextInput(attrs={"type": "month", "placeholder": ""}))
    due_on = _day(_("Last day to pay in time"))
    enrolled = forms.BooleanField(label=_("Enrolled in this month"), required=False)
    base = forms.CharField(
        label=_("Contribution base, yuan"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    paid_on = _day(_("Paid on"), required=False)
    withheld = forms.CharField(
        label=_("Withheld from wages, yuan"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    proof = forms.FileField(label=_("Proof"), required=False, help_text=_("PDF, PNG or JPG, at most 20 MB."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["insurance"].choices = list(words.insurances().items())  # type: ignore[attr-defined]

    def clean_month(self) -> Any:
        """The first day of the month."""
        try:
            return first_of_month(self.cleaned_data["month"])
        except ValueError:
            raise forms.ValidationError(_now("A month looks like 2026-09.")) from None

    def said(self) -> actions.Month:
        """What the action takes."""
        given = self.cleaned_data
        return actions.Month(
            given["insurance"],
            given["month"],
            given["due_on"],
            given["enrolled"],
            given["base"],
            given["paid_on"],
            given["withheld"],
        )
