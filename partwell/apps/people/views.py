"""Pages of people: list, record, forms, and one sealed value at a time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.accounts import queries as accounts
from partwell.lib import clock, registry, sheets
from partwell.lib.actor import Actor
from partwell.lib.files import store
from partwell.lib.refusal import BadInput, NotAllowed
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals, tables

from . import actions, imports, queries, words
from .forms import ContractForm, MonthForm, PersonForm, PostForm, initial_of, initial_of_post
from .models import Employee

PER_PAGE = 50
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MASKS = {
    "phone": words.masked_phone,
    "mail": words.masked_mail,
    "id_number": words.masked_id,
    "address": words.masked_tail,
    "bank_account": words.masked_tail,
}


@require_GET
@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """People the actor may see, searched and filtered."""
    by = actor_of(request)
    if not queries.sees_people(by):
        raise NotAllowed(_("Personnel records are open to HR and to the person's own managers. Please ask HR."))
    words_asked = request.GET.get("q", "")[:60]
    rows = queries.search(by, words_asked)
    departments = list(accounts.departments_visible_to(by))
    chosen = next((row for row in departments if str(row.uid) == request.GET.get("department")), None)
    if chosen is not None:
        rows = rows.filter(department__path__startswith=chosen.path)
    kind = request.GET.get("type", "")
    if kind in Employee.Type.values:
        rows = rows.filter(type=kind)
    gone = request.GET.get("gone") == "1"
    rows = rows.filter(left_on__isnull=not gone) if not words_asked else rows
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    types = words.types()
    asked = {
        "q": words_asked,
        "department": str(chosen.uid) if chosen else "",
        "type": kind,
        "gone": "1" if gone else "",
    }
    context = {
        "page": page,
        "rows": [(row, types[row.type]) for row in page],
        "departments": [(row, "　" * (row.path.count(".") - 1)) for row in departments],
        "types": types.items(),
        "asked": asked,
        "query": urlencode({key: value for key, value in asked.items() if value}) + "&" if any(asked.values()) else "",
        "filtered": any(asked.values()),
        "may_hire": by.holds(*queries.KEEPS_FILES),
    }
    return render(request, "people/list.html", context)


@never_cache
@require_GET
@signed_in
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One person's record."""
    return _show(request, queries.employee(actor_of(request), uid))


def _show(request: HttpRequest, row: Employee, revealed: dict[str, str] | None = None, **forms: Any) -> HttpResponse:
    by, today = actor_of(request), clock.today()
    pay = queries.may_see_pay(by, row)
    keeps, keeps_months = queries.may_keep_file(by, row), queries.may_keep_contributions(by, row)
    own = by.employee == row.pk
    private = keeps or own
    months = queries.contributions(row) if pay else []
    context = {
        "row": row,
        "type": words.types()[row.type],
        "private": _private(row, revealed or {}) if private else [],
        "facts": [(title, row.standing.get(key)) for key, title in words.standing().items()],
        "contracts": [
            (one, words.contract_types()[one.type], queries.probation_under(one)) for one in queries.contracts(row)
        ],
        "pay": pay,
        "months": _by_month(months),
        "insurances": words.insurances(),
        "may_keep": keeps,
        "may_keep_months": keeps_months,
        "contract_form": forms.get("contract_form") or ContractForm(),
        "month_form": forms.get("month_form") or MonthForm(),
        "today": today,
        "own": own,
        "consent_state": registry.service("consent")(row.pk) if keeps and row.user_id else "",
    }
    return render(request, "people/show.html", context, status=422 if forms else 200)


def _private(row: Employee, revealed: dict[str, str]) -> list[tuple[str, str, str, bool]]:
    """Name, title, value as shown, and whether it is shown in full."""
    titles = {
        "phone": _("Mobile number"),
        "mail": _("E-mail"),
        "id_number": _("Identity number"),
        "address": _("Address"),
        "bank_account": _("Bank account"),
    }
    found = []
    for name, title in titles.items():
        full = revealed.get(name)
        found.append((name, title, full or MASKS[name](getattr(row, name)), full is not None))
    return found


def _by_month(rows: list[Any]) -> list[tuple[Any, list[Any]]]:
    """Contributions grouped by month, the newest first, in the order of the kinds of insurance."""
    months: dict[Any, dict[str, Any]] = {}
    for row in rows:
        months.setdefault(row.month, {})[row.insurance] = row
    kinds = list(words.insurances())
    return [(month, [months[month].get(kind) for kind in kinds]) for month in sorted(months, reverse=True)]


@never_cache
@require_POST
@signed_in
def reveal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one sealed value in full; that it was looked at is on record."""
    by = actor_of(request)
    row = queries.employee(by, uid)
    name = request.POST.get("field", "")
    value = actions.reveal(row, name, by=by, now=clock.now())
    return _show(request, row, {name: value or "—"})


def _form(request: HttpRequest, **more: Any) -> PersonForm:
    by = actor_of(request)
    return PersonForm(
        request.POST or None,
        departments=queries.departments_kept_by(by),
        positions=queries.positions_visible_to(by),
        **more,
    )


@require_http_methods(["GET", "POST"])
@signed_in
def bring(request: HttpRequest) -> HttpResponse:
    """Open the records of everybody in a table; rows that were not taken are listed, and can be downloaded."""
    by = actor_of(request)
    queries.require_records(by)
    context: dict[str, Any] = {}
    if request.method == "POST":
        try:
            upload = request.FILES.get("file")
            if upload is None:
                raise BadInput({"file": _("Choose a file.")})
            store.check_size(upload.size or 0)
            brought = imports.bring(upload.read(), by=by, now=clock.now())
        except BadInput as refusal:
            context["wrong"] = refusal.fields["file"]
        except sheets.BadSheet as why:
            context["wrong"] = tables.sentence(why)
        else:
            context["brought"] = brought
            context["left"] = tables.left("员工", brought.rows, brought.bad, by=by, now=clock.now())
    return render(request, "people/bring.html", context, status=422 if "wrong" in context else 200)


@require_GET
@signed_in
def left_rows(request: HttpRequest, token: str) -> HttpResponse:
    """The rows of a table that were not taken, with the reasons, for whoever brought it; of every import."""
    return store.download(tables.left_file(token, by=actor_of(request)), media=EXCEL, name=tables.NAME)


@require_GET
@signed_in
def sheet(request: HttpRequest) -> HttpResponse:
    """The table to fill in."""
    by = actor_of(request)
    queries.require_records(by)
    return store.download(imports.template(by), media=EXCEL, name="员工导入模板.xlsx")


@require_http_methods(["GET", "POST"])
@signed_in
def posts(request: HttpRequest) -> HttpResponse:
    """All posts of the company, and the form for another."""
    by, now = actor_of(request), clock.now()
    queries.require_posts(by)
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        title = values.pop("title")

        def do() -> dict[str, Any]:
            return {"uid": str(actions.create_position(title, **values, by=by, now=now).uid)}

        with refusals.into(form):
            once(by, request.POST.get("request_key"), "people.post", form.cleaned_data, now, do)
            messages.success(request, _("The post can be given to people now."))
            return redirect("people:posts")
    context = {"rows": queries.posts(by), "form": form}
    return render(request, "people/posts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def post(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a post."""
    by = actor_of(request)
    queries.require_posts(by)
    row = queries.position(by, uid)
    form = PostForm(request.POST or None, initial=initial_of_post(row))
    if request.method == "POST" and form.is_valid():
        with refusals.into(form):
            actions.change_position(row, **form.values(), by=by, now=clock.now())
            messages.success(request, _("Saved."))
            return redirect("people:posts")
    return render(request, "people/post.html", {"row": row, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def hire(request: HttpRequest) -> HttpResponse:
    """Open the record of a new employee with the contract, all or nothing."""
    by, now = actor_of(request), clock.now()
    if not by.holds(*queries.KEEPS_FILES):
        raise NotAllowed(_("Personnel records are written by HR. Please ask HR to do it."))
    form, contract = _form(request), ContractForm(request.POST or None)
    sent = request.method == "POST"
    if sent and all([form.is_valid(), contract.is_valid()]):

        def do() -> dict[str, Any]:
            person = _person_of(form, by)
            return {"uid": str(actions.hire(person, by=by, now=now, terms=contract.terms()).uid)}

        try:
            content = {**form.cleaned_data, **contract.cleaned_data}
            made = once(by, request.POST.get("request_key"), "people.hire", content, now, do)
        except BadInput as refusal:
            _put(refusal, form, contract)
        else:
            messages.success(request, _("The record is open."))
            return redirect("people:show", made["uid"])
    elif sent:
        # What is wrong in the part that can be read is said with the rest, not at the next try.
        try:
            person = _person_of(form, by) if form.is_valid() else None
            actions.look_at(person, contract.terms() if contract.is_valid() else None, by=by)
        except BadInput as refusal:
            _put(refusal, form, contract)
    page = {"form": form, "contract": contract}
    return render(request, "people/hire.html", page, status=422 if sent else 200)


def _person_of(form: PersonForm, by: Actor) -> actions.Person:
    """The person of a form that can be read. Raises BadInput for a manager or an account there is not, or both."""
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, look in (("line_manager", actions.manager), ("username", actions.account)):
        try:
            found[name] = look(by, form.cleaned_data[name])
        except BadInput as refusal:
            wrong |= refusal.fields
    if wrong:
        raise BadInput(wrong)
    return form.person(manager=found["line_manager"], user=found["username"])


def _put(refusal: BadInput, *forms: Any) -> None:
    """Each error to the form that has its field; what none has, to the first."""
    for name, sentence in refusal.fields.items():
        home = next((form for form in forms if name in form.fields), None)
        (home or forms[0]).add_error(name if home else None, sentence)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a person's record."""
    by, now = actor_of(request), clock.now()
    row = queries.employee(by, uid)
    if not queries.may_keep_file(by, row):
        raise NotAllowed(_("Personnel records are written by HR, and nobody writes the own one."))
    form = _form(request, initial=initial_of(row))
    if request.method == "POST" and form.is_valid():
        with refusals.into(form):
            given = form.cleaned_data
            kept = bool(row.user and row.user.username == given["username"].strip())
            user = row.user_id if kept else actions.account(by, given["username"])
            person = form.person(manager=actions.manager(by, given["line_manager"]), user=user)
            changed = actions.change(row, person, by=by, now=now)
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect("people:show", uid)
    context = {"form": form, "row": row}
    return render(request, "people/edit.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def contract(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add a signed contract."""
    by, now = actor_of(request), clock.now()
    row = queries.employee(by, uid)
    form = ContractForm(request.POST)
    if form.is_valid():

        def do() -> dict[str, Any]:
            actions.record_contract(row, form.terms(), by=by, now=now)
            return {}

        with refusals.into(form):
            once(by, request.POST.get("request_key"), "people.contract", form.cleaned_data, now, do)
            messages.success(request, _("The contract is recorded."))
            return redirect("people:show", uid)
    return _show(request, row, contract_form=form)


@require_POST
@signed_in
def contribution(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record one insurance of one month, with its proof."""
    by, now = actor_of(request), clock.now()
    row = queries.employee(by, uid)
    if not queries.may_keep_contributions(by, row):
        raise NotAllowed(_("Contributions are recorded by the social-insurance clerk or payroll."))
    form = MonthForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["proof"]
        with refusals.into(form):
            proof = upload and store.put_upload(
                upload, company=by.company, now=now, allowed=("pdf", "png", "jpg"), field="proof"
            )
            actions.record_contribution(row, form.said(), by=by, now=now, proof=proof or None)
            messages.success(request, _("The month is recorded."))
            return redirect("people:show", uid)
    return _show(request, row, month_form=form)
