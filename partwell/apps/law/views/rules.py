"""Pages of the national rules with their examples, and of how sure we are."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from partwell.apps.law import certainty, edges, formulas, words
from partwell.core.rulebook import Rule
from partwell.core.settlement.inquiry import RULES
from partwell.lib import clock
from partwell.lib.law_examples import Example
from partwell.lib.signed_in import actor_of, signed_in


@require_GET
@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """The national rules, searched and narrowed to a kind."""
    text, kind = request.GET.get("q", "")[:60], request.GET.get("kind", "")
    kind = kind if kind in certainty.KINDS else ""
    context = {
        "rows": certainty.rules(actor_of(request), text, kind),
        "q": text,
        "kind": kind,
        "kinds": [(name, words.KINDS[name]) for name in certainty.KINDS],
        "kind_titles": words.KINDS,
    }
    return render(request, "law/rules.html", context)


@require_GET
@signed_in
def rule(request: HttpRequest, named: str) -> HttpResponse:
    """One rule: text, formula, our results beside the published ones, what changed when."""
    row = certainty.rule(actor_of(request), named)
    language = get_language() or ""
    told = certainty.examples_of(named)
    context = {
        "rule": row,
        "formula": formulas.formula(row.id, row.formula, language),
        "tone": certainty.tone_of(row),
        "kind": words.KINDS[row.kind],
        "sources": [(name, edges.mark(name, text, language)) for name, text in certainty.source_words(row)],
        "examples": [_said(one, language) for one in told if not one.differs],
        "errors": [
            (_said(one, language), formulas.because(one.id, one.differs, language)) for one in told if one.differs
        ],
        "edge_cases": edges.edges(row.id, row.edge_cases, language),
        "gives": edges.gives(row.id, row.output, language),
        "review_note": edges.note(row.id, row.review_note, language),
        "inputs": _inputs(row, language),
        "asked": named in RULES,
    }
    return render(request, "law/rule.html", context)


def _said(one: Example, language: str) -> Example:
    """A published example with its note, and why it is not worked out, in the reader's language."""
    note = edges.example_note(one.id, one.note, language)
    return replace(one, note=note, why_not=edges.why_not(one.why_not, language))


def _because(one: Example, language: str) -> tuple[Example, str]:
    """A published error as it is said, with the reason why ours differs."""
    return _said(one, language), formulas.because(one.id, one.differs, language)


def _inputs(row: Rule, language: str) -> list[tuple[str, str]]:
    """What a rule takes: each name with its kind, in the reader's language."""
    if isinstance(row.inputs, str):
        return []
    return [(name, edges.takes(str(kind), language)) for name, kind in row.inputs.items()]


@require_GET
@signed_in
def sure(request: HttpRequest) -> HttpResponse:
    """How sure we are: counts per status, per province, per key, and how the published examples came out."""
    by, today = actor_of(request), clock.today()
    outcome, language = certainty.outcome(), get_language() or ""
    context = {
        "report": certainty.report(by, today),
        "outcome": outcome,
        "differ": [_because(one, language) for one in outcome.differ],
        "not_worked_out": [_said(one, language) for one in outcome.not_worked_out],
        "rules": dict(certainty.sources_of_rules()),
        "not_settled": certainty.not_settled(),
        "today": today,
    }
    return render(request, "law/sure.html", context)
