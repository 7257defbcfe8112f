"""Pages of the national rules with their examples, and of how sure we are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from partwell.apps.law import certainty, formulas, words
from partwell.core.settlement.inquiry import RULES
from partwell.lib import clock
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
        "sources": certainty.source_words(row),
        "examples": [one for one in told if not one.differs],
        "errors": [(one, formulas.because(one.id, one.differs, language)) for one in told if one.differs],
        "inputs": row.inputs.items() if not isinstance(row.inputs, str) else [],
        "asked": named in RULES,
    }
    return render(request, "law/rule.html", context)


@require_GET
@signed_in
def sure(request: HttpRequest) -> HttpResponse:
    """How sure we are: counts per status, per province, per key, and how the published examples came out."""
    by, today = actor_of(request), clock.today()
    outcome, language = certainty.outcome(), get_language() or ""
    context = {
        "report": certainty.report(by, today),
        "outcome": outcome,
        "differ": [(one, formulas.because(one.id, one.differs, language)) for one in outcome.differ],
        "rules": dict(certainty.sources_of_rules()),
        "not_settled": certainty.not_settled(),
        "today": today,
    }
    return render(request, "law/sure.html", context)
