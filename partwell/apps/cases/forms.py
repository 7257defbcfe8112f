"""Forms of the case pages. What a form cannot know the action decides."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from partwell.core.process.facts import Fact
from partwell.core.process.state import FactValue
from partwell.lib import template_files

from . import words


def label_of(fact: Fact) -> str:
    """What a fact is called in the reader's language."""
    return fact.label if words.is_chinese() or not fact.label_en else fact.label_en


def value_label(fact: Fact, value: str) -> str:
    """What one value of a fact is called in the reader's language."""
    labels = fact.labels if words.is_chinese() else {**fact.labels, **fact.labels_en}
    return labels.get(value, value)


def value_words(name: str, value: FactValue) -> str:
    """A fact's value as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    fact = template_files.facts().get(name)
    if fact is None:
        return str(value)
    if isinstance(value, tuple | list):
        return "、".join(value_label(fact, one) for one in value) or _("none")
    return value_label(fact, str(value))


def fact_field(name: str, fact: Fact, *, required: bool = False) -> forms.Field:
    """The field to state a fact with; nothing is chosen beforehand, and leaving it open means unknown."""
    label = label_of(fact)
    hint = _("Where it stands: %(source)s") % {"source": fact.source} if fact.source and words.is_chinese() else ""
    if fact.type == "bool":
        choices = [("true", _("Yes")), ("false", _("No"))]
        return forms.ChoiceField(
            label=label, choices=choices, widget=forms.RadioSelect, required=required, help_text=hint
        )
    if fact.type == "set":
        pairs = [(value, value_label(fact, value)) for value in fact.values]
        return forms.MultipleChoiceField(
            label=label,
            choices=[*pairs, ("", _("None of these"))],
            widget=forms.CheckboxSelectMultiple,
            required=required,
        )
    if fact.type == "enum":
        choices = [("", _("not known yet")), *((value, value_label(fact, value)) for value in fact.values)]
        return forms.ChoiceField(label=label, choices=choices, required=required, help_text=hint)
    return forms.CharField(label=label, required=required, help_text=hint)


def stated(name: str, given: Any) -> FactValue | None:
    """The value of a fact from its field; None when it was left open."""
    fact = template_files.facts()[name]
    if given in (None, "", []):
        return None
    if fact.type == "bool":
        return given == "true"
    if fact.type == "set":
        return tuple(value for value in given if value)
    return str(given)


class FactsForm(forms.Form):
    """States facts that the records do not hold. Each field is named as the fact, so that refusals find it."""

    def __init__(self, *args: Any, names: Iterable[str], required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dictionary = template_files.facts()
        for name in names:
            self.fields[name] = fact_field(name, dictionary[name], required=required)

    def values(self) -> Mapping[str, FactValue]:
        """What was stated; a field left open is absent."""
        found = {
            name: stated(name, self.cleaned_data.get(name)) for name in self.fields if name in template_files.facts()
        }
        return {name: value for name, value in found.items() if value is not None}
