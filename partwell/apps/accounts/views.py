"""Pages of sign-in, the own account, and the company's set-up."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.decorators import rate_limit
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.lib import clock
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import language as device_language
from partwell.lib.ui import refusals
from partwell.lib.ui.pages import frame_of

from . import actions, queries
from .forms import (
    BranchForm,
    DepartmentForm,
    GrantForm,
    PasswordForm,
    SignInForm,
    TokenForm,
    UserForm,
)
from .roles import ADMINISTRATOR, EMPLOYEE, OWNER

SETS_UP = (ADMINISTRATOR, OWNER)
SEES_SETTINGS = (*SETS_UP, "hr_manager", "hr_director")


def _next(request: HttpRequest) -> str:
    """Where to go after sign-in: an address of this site, else the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    # An address and nothing else: without its slash `redirect` would take it for the name of a view.
    here = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if here else "/"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@rate_limit(action="login")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password, then the second factor where one is set up. Five wrong tries lock for a quarter hour."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        user = authenticate(request, username=given["username"].strip(), password=given["password"])
        if user is not None:
            login = Login(user=user, redirect_url=_next(request), email_verification="none")
            return perform_password_login(request, {"username": user.get_username()}, login)
        form.add_error(
            None,
            _("Name or password is not right. After five wrong tries sign-in is closed for 15 minutes."),
        )
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "next": _next(request),
        "only_company": queries.only_company(),
    }
    return render(request, "accounts/sign_in.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on this device."""
    logout(request)
    return redirect("accounts:sign_in")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language on this device, and with the person when someone is signed in."""
    answer = device_language.choose(request)
    wanted = request.POST.get("language", "")
    if request.user.is_authenticated and wanted in actions.LANGUAGES:
        actions.set_language(queries.user(request.user.pk), wanted)
    return answer


@require_POST
@signed_in
def switch(request: HttpRequest) -> HttpResponse:
    """Act in another of the own companies for the rest of this session."""
    wanted = request.POST.get("company", "")
    for company in request.companies:  # type: ignore[attr-defined]
        if company.uid == wanted:
            request.session["company"] = company.pk
            return redirect("/")
    raise NotVisible


@never_cache
@require_GET
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """The own account: roles, password, second factor, tokens."""
    return _profile(request)


def _profile(request: HttpRequest, *, secret: str = "", **forms: BaseForm) -> HttpResponse:
    by, today = actor_of(request), clock.today()
    titles = queries.role_titles(get_language() or "")
    held = [row for row in queries.memberships_of(queries.user(by.user or 0), today) if row.company_id == by.company]
    token_form = forms.get("token_form") or TokenForm()
    own = sorted({seat.role for seat in by.seats})
    token_form.fields["roles"].choices = [(key, titles.get(key, key)) for key in own]  # type: ignore[attr-defined]
    context = {
        "held": [(titles.get(row.role_id, row.role_id), row.department, row.until) for row in held],
        "second_factor": is_mfa_enabled(request.user),
        "tokens": queries.tokens_of(by),
        "password_form": forms.get("password_form") or PasswordForm(),
        "token_form": token_form,
        "secret": secret,
        "shell": frame_of(by),
    }
    status = 422 if forms else 200
    return render(request, "accounts/profile.html", context, status=status)


@sensitive_post_parameters()
@require_POST
@signed_in
def change_password(request: HttpRequest) -> HttpResponse:
    """Set the own password; the present one is asked, and other devices are signed out."""
    form = PasswordForm(request.POST)
    user = queries.user(actor_of(request).user or 0)
    if form.is_valid():
        if not user.check_password(form.cleaned_data["old"]):
            form.add_error("old", _("This is not the present password."))
        else:
            with refusals.into(form):
                actions.set_password(
                    user,
                    form.cleaned_data["password"],
                    by=actor_of(request),
                    now=clock.now(),
                )
                update_session_auth_hash(request, user)
                messages.success(request, _("The password is changed."))
                return redirect("accounts:profile")
    return _profile(request, password_form=form)


@require_POST
@signed_in
def create_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret once, on the next page."""
    by = actor_of(request)
    form = TokenForm(request.POST)
    form.fields["roles"].choices = [(seat.role, seat.role) for seat in by.seats]  # type: ignore[attr-defined]
    if form.is_valid():
        given = form.cleaned_data
        with refusals.into(form):
            _row, secret = actions.create_token(
                given["name"],
                given["roles"],
                by=by,
                now=clock.now(),
                days=given["days"],
            )
            # Shown in this answer only and kept nowhere.
            return _profile(request, secret=secret)
    return _profile(request, token_form=form)


@require_POST
@signed_in
def revoke_token(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End a token at once."""
    actions.revoke_token(uid, by=actor_of(request), now=clock.now())
    messages.success(request, _("The token no longer works."))
    return redirect("accounts:profile")


@require_GET
@signed_in
def settings(request: HttpRequest) -> HttpResponse:
    """The company: branches, departments, who holds which role."""
    return _settings(request)


def _settings(request: HttpRequest, **forms: BaseForm) -> HttpResponse:
    by, today = actor_of(request), clock.today()
    if not by.holds(*SEES_SETTINGS):
        raise NotAllowed(_("The set-up of the company is open to administrators, the owner and HR management."))
    titles = queries.role_titles(get_language() or "")
    departments = list(queries.departments_visible_to(by))
    grant, department = (
        forms.get("grant") or GrantForm(),
        forms.get("department") or DepartmentForm(),
    )
    _choices(grant, department, departments, by, titles)
    context = {
        "may_set_up": by.holds(*SETS_UP),
        "row": queries.company_of(by),
        "branches": queries.branches_visible_to(by),
        "departments": [(row, row.path.count(".") - 1) for row in departments],
        "seats": [(row, titles.get(row.role_id, row.role_id)) for row in queries.memberships_visible_to(by, today)],
        "grant": grant,
        "department": department,
        "user_form": forms.get("user_form") or UserForm(),
        "branch": forms.get("branch") or BranchForm(),
        "today": today,
    }
    return render(request, "accounts/settings.html", context, status=422 if forms else 200)


def _choices(grant: Any, department: Any, departments: list[Any], by: Any, titles: dict[str, str]) -> None:
    tree = [(str(row.uid), "　" * (row.path.count(".") - 1) + row.name) for row in departments]
    grant.fields["role"].choices = [(key, title) for key, title in titles.items() if key != EMPLOYEE]
    grant.fields["department"].choices = [("", _("The whole company")), *tree]
    department.fields["branch"].choices = [(str(row.uid), row.name) for row in queries.branches_visible_to(by)]
    department.fields["parent"].choices = [("", _("Top of the branch")), *tree]


@require_POST
@signed_in
def set_up(request: HttpRequest, what: str) -> HttpResponse:
    """Give a role, make a user, a department or a branch: the form shown again with its errors, or done once."""
    by, now = actor_of(request), clock.now()
    if not by.holds(*SETS_UP):
        raise NotAllowed(_("Only an administrator or the owner of the company may do this."))
    kinds: dict[str, Any] = {
        "grant": GrantForm,
        "department": DepartmentForm,
        "user_form": UserForm,
        "branch": BranchForm,
    }
    if what not in kinds:
        raise NotVisible
    form = kinds[what](request.POST)
    departments = list(queries.departments_visible_to(by))
    others = {name: kinds[name]() for name in ("grant", "department")} | {what: form}
    _choices(others["grant"], others["department"], departments, by, queries.role_titles())
    if form.is_valid():
        given = form.cleaned_data
        content = {name: value for name, value in given.items() if name != "password"}

        def do() -> dict[str, Any]:
            _DO[what](given, by, now)
            return {}

        with refusals.into(form):
            once(
                by,
                request.POST.get("request_key"),
                f"accounts.{what}",
                content,
                now,
                do,
            )
            messages.success(request, _("Saved."))
            return redirect("accounts:settings")
    return _settings(request, **{what: form})


def _grant(given: dict[str, Any], by: Any, now: Any) -> None:
    user = queries.user_named(by, given["username"])
    if user is None:
        raise BadInput({"username": _("Nobody of this company signs in by this name.")})
    department = queries.department(by, given["department"]) if given["department"] else None
    actions.grant(user, given["role"], by=by, now=now, department=department, until=given["until"])


def _department(given: dict[str, Any], by: Any, now: Any) -> None:
    branch = queries.branches_visible_to(by).get(uid=given["branch"])
    parent = queries.department(by, given["parent"]) if given["parent"] else None
    actions.create_department(branch, given["name"], by=by, now=now, parent=parent)


def _user(given: dict[str, Any], by: Any, now: Any) -> None:
    actions.create_user(
        given["username"],
        given["name"],
        by=by,
        now=now,
        password=given["password"],
        email=given["email"],
    )


def _branch(given: dict[str, Any], by: Any, now: Any) -> None:
    actions.create_branch(
        by.company,
        given["name"],
        given["division"],
        by=by,
        now=now,
        address=given["address"],
    )


_DO = {
    "grant": _grant,
    "department": _department,
    "user_form": _user,
    "branch": _branch,
}


@require_POST
@signed_in
def end_membership(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End a role with today."""
    by = actor_of(request)
    if not by.holds(*SETS_UP):
        raise NotAllowed(_("Only an administrator or the owner of the company may do this."))
    seat = queries.memberships_visible_to(by, clock.today()).filter(uid=uid).first()
    if seat is None:
        raise NotVisible
    actions.end_membership(seat, clock.today(), by=by, now=clock.now())
    messages.success(request, _("The role ends today."))
    return redirect("accounts:settings")
