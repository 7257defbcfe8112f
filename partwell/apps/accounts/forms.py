"""Forms of the accounts pages. What may be kept is decided by the actions; a form only reads what was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """Sign-in name and password."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """The own password: the old one, and the new one twice."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both new ones are the same."""
        data = super().clean() or {}
        if "again" in data and data.get("password") != data["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return data


class TokenForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(label=_("What the token is for"), max_length=60)
    roles = forms.MultipleChoiceField(label=_("Roles it may use"), required=False, widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label=_("Days it lives"), min_value=1, max_value=365, initial=90)


class GrantForm(forms.Form):
    """A role for someone, over the whole company or one department and below."""

    username = forms.CharField(label=_("Sign-in name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"))
    department = forms.ChoiceField(label=_("Where"), required=False)
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class UserForm(forms.Form):
    """Someone who is to sign in."""

    username = forms.CharField(label=_("Sign-in name"), max_length=60)
    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("First password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class DepartmentForm(forms.Form):
    """A department of a branch, at its top or below another."""

    name = forms.CharField(label=_("Name of the department"), max_length=80)
    branch = forms.ChoiceField(label=_("Branch"))
    parent = forms.ChoiceField(label=_("Part of"), required=False)


class BranchForm(forms.Form):
    """A place of work."""

    name = forms.CharField(label=_("Name of the branch"), max_length=80)
    division = forms.CharField(
        label=_("Division code"),
        max_length=6,
        help_text=_("Six digits, for example 330100 for Hangzhou; they decide which city's rules apply."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
