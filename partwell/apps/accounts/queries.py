"""Who may act in which company, and who holds a role. Every other app asks here and never reads memberships itself."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from partwell.lib.actor import Actor, Seat, StandIn, Via
from partwell.lib.refusal import NotVisible

from .models import ApiToken, Branch, Company, Department, Deputy, Membership, Role, User
from .roles import ADMINISTRATOR, ROLES

_FALLBACK = {row.key: row.fallback for row in ROLES}


@dataclass(frozen=True, slots=True)
class CompanyChoice:
    """A company a user may act in, for the switch in the page's head."""

    pk: int
    uid: str
    name: str
    name_en: str


def open_on(today: date) -> Q:
    """Memberships that count on a day: begun, and not ended before it."""
    return Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))


def memberships_of(user: User, today: date) -> list[Membership]:
    """All memberships of a user that count today, with company and department: one query."""
    rows = Membership.objects.filter(open_on(today), user=user).select_related("company", "department")
    return list(rows.order_by("company__name", "pk"))


def seats_of(memberships: Iterable[Membership], company: int) -> tuple[Seat, ...]:
    """The seats these memberships give in one company."""
    return tuple(
        Seat(row.role_id, row.department.path if row.department else None)
        for row in memberships
        if row.company_id == company
    )


def actor_for(
    user: User,
    company: int | None = None,
    via: Via = "page",
    *,
    today: date,
    employee: int | None = None,
) -> Actor:
    """The actor a signed-in user is in one company (default: the first by name). One query.

    The own employee record is known one layer higher: use `people.queries.actor_for` where it matters.
    Raises NotVisible when the user has no membership there today.
    """
    rows = memberships_of(user, today)
    company = company or (rows[0].company_id if rows else None)
    seats = seats_of(rows, company) if company else ()
    if company is None or not (seats or employee):
        raise NotVisible
    return Actor(
        str(user.uid),
        user.name or user.username,
        company,
        user.pk,
        employee,
        seats,
        via,
    )


def deputies_on(company: int, today: date) -> QuerySet[Deputy]:
    """Who stands in for whom in a company on a day."""
    rows = Deputy.objects.filter(company=company, since__lte=today, until__gte=today, ended_at__isnull=True)
    return rows.filter(deputy__is_active=True).select_related("principal", "deputy").order_by("pk")


def deputy_period(company: int, deputy: str, principal: str, on: date) -> Deputy | None:
    """The arrangement under which one person (random ids) stood in for another on a day, also one that is over."""
    rows = Deputy.objects.filter(company=company, since__lte=on, until__gte=on)
    rows = rows.filter(deputy__uid=deputy, principal__uid=principal).select_related("principal", "deputy")
    return rows.order_by("-pk").first()


def stand_ins(user: int, company: int, today: date) -> tuple[StandIn, ...]:
    """Whom this user stands in for today, with their seats: one query, two where there is anybody."""
    people = [row.principal for row in deputies_on(company, today).filter(deputy=user)]
    if not people:
        return ()
    held = list(
        Membership.objects.filter(open_on(today), user__in=people, company=company).select_related("department")
    )
    return tuple(
        StandIn(one.pk, str(one.uid), one.name, seats_of([row for row in held if row.user_id == one.pk], company))
        for one in {one.pk: one for one in people}.values()
    )


def arrangements(by: Actor, *, all: bool = False) -> list[Deputy]:
    """The periods of deputies this person has part in, newest first; with `all`, those of the whole company."""
    rows = Deputy.objects.filter(company=by.company).select_related("principal", "deputy")
    if not all:
        rows = rows.filter(Q(principal=by.user) | Q(deputy=by.user))
    return list(rows.order_by("-since", "-pk")[:200])


def deputies_of(users: Iterable[int], company: int, today: date) -> list[User]:
    """Everybody who stands in for one of these users today."""
    return [row.deputy for row in deputies_on(company, today).filter(principal__in=list(users))]


def choices(memberships: Iterable[Membership]) -> list[CompanyChoice]:
    """The companies of these memberships, each once, in their order."""
    found: dict[int, CompanyChoice] = {}
    for row in memberships:
        company = row.company
        found.setdefault(
            company.pk,
            CompanyChoice(company.pk, str(company.uid), company.name, company.name_en),
        )
    return list(found.values())


def token_for(secret: str, now: datetime) -> ApiToken:
    """The live token with this secret and its user and company. Raises NotVisible when there is none."""
    digest = hashlib.sha256(secret.encode()).digest()
    row = ApiToken.objects.filter(digest=digest).select_related("user", "company").first()
    if row is None or row.revoked_at or row.expires_at <= now or not row.user.is_active:
        raise NotVisible
    return row


def fallback(role: str) -> tuple[str, ...]:
    """Roles that take over `role` when nobody holds it, in order; empty when nobody may (employee, union)."""
    return _FALLBACK.get(role, ())


def holders(company: int, role: str, path: str, today: date, *, without: Sequence[int] = ()) -> list[User]:
    """Who holds `role` over the department at `path` today: the closest department first.

    When nobody does, the first role of the fallback chain that has a holder. An empty list means that nobody
    can be found, which never counts as done. `without` are users who may not (the employee of the case).
    """
    return holders_of_each(company, [role], path, today, without=without)[role]


def holders_of_each(
    company: int, roles: Sequence[str], path: str, today: date, *, without: Sequence[int] = ()
) -> dict[str, list[User]]:
    """As `holders` for several roles at once, with the one statement that one of them takes."""
    chains = {role: (role, *fallback(role)) for role in roles}
    asked = {key for chain in chains.values() for key in chain}
    rows = (
        Membership.objects.filter(open_on(today), company=company, role__in=asked, user__is_active=True)
        .exclude(user__in=list(without))
        .select_related("user", "department")
        .order_by("pk")
    )
    covering = [row for row in rows if row.department is None or path.startswith(row.department.path)]
    return {role: _first_held(covering, chain) for role, chain in chains.items()}


def _first_held(covering: Sequence[Membership], chain: Sequence[str]) -> list[User]:
    """The holders of the first role of a chain that has any, closest department first."""
    for key in chain:
        found = [row for row in covering if row.role_id == key]
        if found:
            found.sort(key=lambda row: -len(row.department.path) if row.department else 0)
            return list({row.user_id: row.user for row in found}.values())
    return []


def role_titles(language: str = "zh-hans") -> dict[str, str]:
    """The name of each role in a language."""
    return {row.key: row.title_en if language.startswith("en") else row.title for row in ROLES}


def departments_visible_to(by: Actor) -> QuerySet[Department]:
    """Departments under any seat of the actor; the whole tree for a seat on the company and for the program."""
    rows = Department.objects.filter(company=by.company).select_related("branch")
    if by.is_system or any(seat.path is None for seat in by.seats):
        return rows.order_by("path")
    inside = Q(pk__in=[])
    for seat in by.seats:
        inside |= Q(path__startswith=seat.path)
    return rows.filter(inside).order_by("path")


def department(by: Actor, uid: object) -> Department:
    """A department within the actor's seats. Raises NotVisible."""
    row = departments_visible_to(by).filter(uid=uid).first()
    if row is None:
        raise NotVisible
    return row


def branch(pk: int) -> Branch:
    """One place of work, for jobs that were handed its key."""
    return Branch.objects.select_related("company").get(pk=pk)


def all_branches() -> list[Branch]:
    """Every place of work of every company, for jobs."""
    return list(Branch.objects.select_related("company").order_by("pk"))


def branches_visible_to(by: Actor) -> QuerySet[Branch]:
    """Branches of the actor's company."""
    return Branch.objects.filter(company=by.company).select_related("company").order_by("pk")


def top_paths(branch: int) -> list[str]:
    """The paths of a branch's departments that lie under no other department of it."""
    paths = sorted(Department.objects.filter(branch=branch).values_list("path", flat=True))
    top: list[str] = []
    for path in paths:
        if not (top and path.startswith(top[-1])):
            top.append(path)
    return top


def company_pks() -> list[int]:
    """Every company of the installation, for its own jobs."""
    return list(Company.objects.order_by("pk").values_list("pk", flat=True))


def company_of(by: Actor) -> Company:
    """The company acted in. Raises NotVisible for an actor without one."""
    row = Company.objects.filter(pk=by.company).first()
    if row is None:
        raise NotVisible
    return row


def all_companies() -> list[Company]:
    """Every company of the installation, for jobs."""
    return list(Company.objects.order_by("pk"))


def only_company() -> Company | None:
    """The company of an installation that has just one, for the sign-in page; None when there are more or none."""
    rows = list(Company.objects.all()[:2])
    return rows[0] if len(rows) == 1 else None


def user_named(by: Actor, username: str) -> User | None:
    """The user with this sign-in name, unless another company has to do with him."""
    row = User.objects.filter(username__iexact=username.strip()).first()
    if row is None:
        return None
    return None if has_to_do_elsewhere(row, by.company) else row


def has_to_do_elsewhere(user: User, company: int | None) -> bool:
    """Whether a role or an employment ties the user to another company, whose administrator is somebody else."""
    roles = user.memberships.exclude(company=company)
    return roles.exists() or user.employments.exclude(company=company).exists()


def has_companies() -> bool:
    """Whether anything was set up yet; for commands and the first page of a new installation."""
    return Company.objects.exists()


def company_by_uid(uid: object) -> Company:
    """A company by its uid, for commands. Raises LookupError, or ValidationError for what is no uid."""
    row = Company.objects.filter(uid=uid).first()
    if row is None:
        raise LookupError(uid)
    return row


def company(pk: int) -> Company:
    """A company by primary key, for apps that already checked the right to it."""
    return Company.objects.get(pk=pk)


def memberships_visible_to(by: Actor, today: date) -> QuerySet[Membership]:
    """Memberships of the actor's company that count today; for administrators and HR management."""
    if not (by.is_system or by.holds(ADMINISTRATOR, "owner", "hr_director", "hr_manager")):
        return Membership.objects.none()
    rows = Membership.objects.filter(open_on(today), company=by.company)
    return rows.select_related("user", "role", "department").order_by("role__position", "user__name")


def tokens_of(by: Actor) -> QuerySet[ApiToken]:
    """The actor's own tokens in this company, newest first."""
    return ApiToken.objects.filter(user=by.user, company=by.company).order_by("-created_at")


def user(pk: int) -> User:
    """A user by primary key."""
    return User.objects.get(pk=pk)


def users(pks: Iterable[int]) -> dict[int, User]:
    """Users by primary key: one query."""
    return User.objects.in_bulk(list(pks))


def roles() -> list[Role]:
    """All roles in the order of the table."""
    return list(Role.objects.order_by("position"))


def seats_by_role(company: int, today: date) -> dict[str, list[tuple[str | None, int, str]]]:
    """Every seat of a company that counts today, by role: (path or None, user, name). One query, for long lists."""
    rows = Membership.objects.filter(open_on(today), company=company, user__is_active=True).order_by("pk")
    found: dict[str, list[tuple[str | None, int, str]]] = {}
    for role, path, user, name in rows.values_list("role", "department__path", "user", "user__name"):
        found.setdefault(role, []).append((path, user, name))
    return found


def pks_of(pids: Iterable[str]) -> dict[str, int]:
    """Random id -> primary key of users. One query."""
    return {str(uid): pk for uid, pk in User.objects.filter(uid__in=list(pids)).values_list("uid", "pk")}


def pids_of(pks: Iterable[int]) -> dict[int, str]:
    """Primary key -> random id of users. One query."""
    return {pk: str(uid) for pk, uid in User.objects.filter(pk__in=list(pks)).values_list("pk", "uid")}


def user_by_pid(company: int, pid: str) -> User | None:
    """The active user of a company with this random id, or None."""
    return colleague(company, pid)


def names(pids: Iterable[str]) -> dict[str, str]:
    """Random id -> name, for showing who acted. One query."""
    return {str(uid): name for uid, name in User.objects.filter(uid__in=list(pids)).values_list("uid", "name")}


def colleague(company: int, uid: object) -> User | None:
    """An active user who belongs to a company by a seat or as an employee; None when there is none."""
    try:
        rows = User.objects.filter(uid=UUID(str(uid)), is_active=True)
    except ValueError:
        return None
    return rows.filter(Q(memberships__company=company) | Q(employments__company=company)).distinct().first()


def colleague_employed(company: int, employee: object) -> User | None:
    """The active user behind an employee record of a company, by the record's uid; None when there is none."""
    try:
        uid = UUID(str(employee))
    except ValueError:
        return None
    return User.objects.filter(is_active=True, employments__company=company, employments__uid=uid).first()


def lock_company(company: int) -> None:
    """Hold a company's row until the transaction ends: numbers of cases are given one after the other."""
    Company.objects.select_for_update().get(pk=company)
