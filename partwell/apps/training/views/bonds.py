"""Training of one person as HR keeps it: courses, certificates, bonds."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partwell.apps.people import queries as people
from partwell.apps.training import bonds, queries, words
from partwell.apps.training.forms import BondForm
from partwell.apps.training.models import Bond, Course
from partwell.lib import clock
from partwell.lib.files import store
from partwell.lib.refusal import NotAllowed
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals


@require_http_methods(["GET", "POST"])
@signed_in
def person(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A person's courses and bonds, and a form for a signed bond."""
    by, now, today = actor_of(request), clock.now(), clock.today()
    employee = people.employee(by, uid)
    if not queries.may_assign(by, employee):
        raise NotAllowed(_("Training of a person is open to HR and the person's managers."))
    keeps = queries.may_keep_bond(by, employee)
    special = list(Course.objects.filter(company=by.company, kind=Course.Kind.SPECIAL).order_by("title"))
    form = BondForm(request.POST or None, request.FILES or None, courses=[(str(one.uid), one.title) for one in special])
    if request.method == "POST":
        if not keeps:
            raise NotAllowed(_("Training bonds are kept by HR."))
        if form.is_valid() and _record(request, form, employee, special):
            messages.success(request, _("The bond is recorded; a case of this person reads it."))
            return redirect("training:person", uid)
    rows = employee.courses.filter(ended_at__isnull=True).select_related("course", "certificate").order_by("-asked_at")
    late = {row.pk for row in queries.late(rows, now, today)}
    context = {
        "person": employee,
        "rows": [(row, words.state(row, late=row.pk in late)) for row in rows],
        "bonds": queries.bonds_of(employee.pk, today) if keeps else [],
        "keeps": keeps,
        "form": form,
        "special": special,
        "cost_kinds": words.cost_kinds(),
        "replacing": request.POST.get("replaces") or request.GET.get("replaces", ""),
    }
    return render(request, "training/person.html", context, status=422 if form.errors else 200)


def _record(request: HttpRequest, form: BondForm, employee: Any, special: list[Course]) -> bool:
    """Keep the bond of a form that is filled in; False when it was refused and the form says why."""
    by, now, given = actor_of(request), clock.now(), form.cleaned_data
    replaces = None
    if request.POST.get("replaces"):
        replaces = Bond.objects.filter(uid=_uid(request.POST["replaces"]), employee=employee).first()
    with refusals.into(form):
        paper = store.put_upload(
            given["paper"], company=by.company, now=now, allowed=("pdf", "png", "jpg"), field="paper"
        )

        def do() -> dict[str, Any]:
            row = bonds.record_bond(
                employee,
                next(one for one in special if str(one.uid) == given["course"]),
                costs=form.costs(),
                agreed=given["agreed"],
                months=given["months"],
                starts_on=given["starts_on"],
                signed_on=given["signed_on"],
                paper=paper,
                replaces=replaces,
                by=by,
                now=now,
            )
            return {"bond": str(row.uid)}

        content = {**given, "paper": bytes(paper.sha256).hex(), "replaces": str(replaces and replaces.uid)}
        once(by, request.POST.get("request_key"), "training.bond", content, now, do)
        return True
    return False


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
