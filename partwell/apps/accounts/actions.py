"""What changes companies, departments, memberships, users and tokens. Each act leaves an entry in the company's log."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from partwell.lib import trail
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.keys.fields import look_up
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible

from . import queries
from .models import ApiToken, Branch, Company, Department, Membership, Role, User
from .roles import ADMINISTRATOR, EMPLOYEE, ROLES

TOKEN_DAYS = 365
LANGUAGES = ("zh-hans", "en")


def load_roles(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Write the table of roles as the code has it; rows that are right stay untouched."""
    kept = {row.key: row for row in Role.objects.using(using).all()}
    for position, row in enumerate(ROLES):
        wanted = {
            "title": row.title,
            "title_en": row.title_en,
            "fallback": list(row.fallback),
            "position": position,
        }
        old = kept.get(row.key)
        if old is None or any(getattr(old, name) != value for name, value in wanted.items()):
            Role.objects.using(using).update_or_create(key=row.key, defaults=wanted)


def _may_administer(by: Actor) -> None:
    if not (by.is_system or by.holds(ADMINISTRATOR, "owner")):
        raise NotAllowed(_("Only an administrator or the owner of the company may do this."))


def _text(value: str, field: str, limit: int, errors: dict[str, str]) -> str:
    """Trimmed text of 1 to `limit` characters; writes a sentence into `errors` otherwise."""
    value = value.strip()
    if not value:
        errors[field] = _("Please fill this in.")
    elif len(value) > limit:
        errors[field] = _("At most %(limit)d characters.") % {"limit": limit}
    return value


@transaction.atomic
def create_company(
    name: str,
    *,
    by: Actor,
    now: datetime,
    name_en: str = "",
    credit_code: str = "",
    union_established: bool | None = None,
) -> Company:
    """Open a legal entity. Only the program may (command, first start, demo)."""
    if not by.is_system:
        raise NotAllowed(_("A company is opened from the command line of the installation."))
    errors: dict[str, str] = {}
    name = _text(name, "name", 120, errors)
    if credit_code and not re.fullmatch(r"[0-9A-Z]{18}", credit_code):
        errors["credit_code"] = _("The credit code has 18 digits and capital letters.")
    if errors:
        raise BadInput(errors)
    company = Company.objects.create(
        name=name,
        name_en=name_en,
        credit_code=credit_code,
        union_established=union_established,
        created_at=now,
    )
    trail.of_company(
        company.pk,
        "company.created",
        by=by,
        now=now,
        payload={"company": str(company.uid), "name": name},
    )
    return company


@transaction.atomic
def create_branch(
    company: int,
    name: str,
    division: str,
    *,
    by: Actor,
    now: datetime,
    name_en: str = "",
    address: str = "",
) -> Branch:
    """Open a place of work with its six-digit division code (GB/T 2260), which decides the city's rules."""
    _in_company(company, by)
    _may_administer(by)
    errors: dict[str, str] = {}
    name = _text(name, "name", 80, errors)
    if not re.fullmatch(r"[1-9]\d{5}", division):
        errors["division"] = _("The division code has six digits, for example 330100 for Hangzhou.")
    if errors:
        raise BadInput(errors)
    branch = Branch.objects.create(
        company_id=company,
        name=name,
        name_en=name_en,
        division=division,
        address=address,
    )
    payload = {"branch": str(branch.uid), "name": name, "division": division}
    trail.of_company(company, "branch.created", by=by, now=now, payload=payload)
    return branch


@transaction.atomic
def create_department(
    branch: Branch,
    name: str,
    *,
    by: Actor,
    now: datetime,
    parent: Department | None = None,
    name_en: str = "",
) -> Department:
    """Add a department below `parent`, or at the top of the branch; keeps its path."""
    _in_company(branch.company_id, by)
    _may_administer(by)
    errors: dict[str, str] = {}
    name = _text(name, "name", 80, errors)
    if parent is not None and parent.company_id != branch.company_id:
        errors["parent"] = _("The parent department belongs to another company.")
    if errors:
        raise BadInput(errors)
    row = Department.objects.create(
        company_id=branch.company_id,
        branch=branch,
        parent=parent,
        name=name,
        name_en=name_en,
    )
    row.path = f"{parent.path if parent else ''}{row.pk:04d}."
    row.save(update_fields=["path"])
    payload = {"department": str(row.uid), "name": name, "path": row.path}
    trail.of_company(branch.company_id, "department.created", by=by, now=now, payload=payload)
    return row


def _in_company(company: int, by: Actor) -> None:
    """Whether the actor stands in this company. Raises NotVisible; the program of the installation stands in all."""
    if by.company != company and not (by.is_system and by.company is None):
        raise NotVisible


@transaction.atomic
def create_user(
    username: str,
    name: str,
    *,
    by: Actor,
    now: datetime,
    password: str | None = None,
    email: str = "",
    phone: str = "",
    language: str = "zh-hans",
) -> User:
    """Make someone who can sign in. Without a password nobody can until one is set."""
    _may_administer(by)
    errors: dict[str, str] = {}
    name = _text(name, "name", 60, errors)
    if not re.fullmatch(r"[A-Za-z0-9@.+_-]{2,60}", username):
        errors["username"] = _("2 to 60 letters, digits or @ . + - _")
    elif User.objects.filter(username__iexact=username).exists():
        errors["username"] = _("This sign-in name is taken.")
    user = User(username=username, name=name, email=email, language=language, date_joined=now)
    if password is not None:
        _check_password(password, user, errors)
    if errors:
        raise BadInput(errors)
    if phone:
        user.phone, user.phone_index = phone, look_up("phone", phone)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    if by.company:
        trail.of_company(by.company, "user.created", by=by, now=now, payload={"user": str(user.uid)})
    return user


@dataclass(frozen=True, slots=True)
class NewUser:
    """Someone to be brought in with many others. Without a password nobody signs in until one is set."""

    username: str
    name: str
    email: str = ""
    phone: str = ""
    password: str | None = None
    language: str = "zh-hans"


@transaction.atomic
def load_users(people: Sequence[NewUser], *, by: Actor, now: datetime) -> list[User]:
    """Bring in many users at once (import, demo): all or nothing, one entry that names their ids.

    Raises BadInput when a sign-in name occurs twice or is taken.
    """
    if by.company is None or not by.is_system:
        raise NotAllowed(_("Many users at once are brought in by the import."))
    names = [person.username for person in people]
    taken = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    if twice := sorted({name for name in names if name in taken or names.count(name) > 1}):
        raise BadInput({"username": _("These sign-in names are taken: %(names)s") % {"names": ", ".join(twice)}})
    # A hash costs a fifth of a second on purpose; hashing lets go of the interpreter, so two run beside each other.
    with ThreadPoolExecutor(2) as pool:
        hashes = list(pool.map(make_password, (person.password for person in people)))
    rows = []
    for person, password in zip(people, hashes, strict=True):
        row = User(
            username=person.username,
            name=person.name,
            email=person.email,
            language=person.language,
            date_joined=now,
            password=password,
        )
        if person.phone:
            row.phone, row.phone_index = person.phone, look_up("phone", person.phone)
        rows.append(row)
    User.objects.bulk_create(rows)
    payload = {"users": [str(row.uid) for row in rows]}
    trail.of_company(by.company, "users.loaded", by=by, now=now, payload=payload)
    return rows


def _check_password(password: str, user: User, errors: dict[str, str]) -> None:
    try:
        validate_password(password, user)
    except ValidationError as why:
        errors["password"] = " ".join(why.messages)


@transaction.atomic
def set_password(user: User, password: str, *, by: Actor, now: datetime) -> None:
    """Set someone's password: one's own, or an administrator's help. Raises BadInput for a weak one."""
    if by.user != user.pk:
        _may_administer(by)
        # Otherwise an administrator of one company could take over accounts of another.
        if not by.is_system and queries.has_to_do_elsewhere(user, by.company):
            raise NotVisible
    errors: dict[str, str] = {}
    _check_password(password, user, errors)
    if errors:
        raise BadInput(errors)
    user.set_password(password)
    user.save(update_fields=["password"])
    if by.company:
        trail.of_company(
            by.company,
            "user.password_set",
            by=by,
            now=now,
            payload={"user": str(user.uid)},
        )


@transaction.atomic
def set_language(user: User, language: str) -> None:
    """Keep the language someone reads the pages in; it says nothing about anybody else and leaves no entry."""
    if language not in LANGUAGES:
        raise BadInput({"language": _("There is no such language.")})
    user.language = language
    user.save(update_fields=["language"])


@transaction.atomic
def grant(
    user: User,
    role: str,
    *,
    by: Actor,
    now: datetime,
    company: int | None = None,
    department: Department | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Membership:
    """Give a user a role in a company, over `department` and below, or over all of it."""
    company = company or by.company
    if company is None:
        raise NotVisible
    _in_company(company, by)
    _may_administer(by)
    since = since or now.astimezone(SHANGHAI).date()
    errors: dict[str, str] = {}
    row = Role.objects.filter(key=role).first()
    if row is None or role == EMPLOYEE:
        errors["role"] = _("There is no such role.")
    if department is not None and department.company_id != company:
        errors["department"] = _("The department belongs to another company.")
    if until is not None and until < since:
        errors["until"] = _("The last day is before the first.")
    if errors:
        raise BadInput(errors)
    seat = Membership.objects.create(
        user=user,
        company_id=company,
        role=row,
        department=department,
        since=since,
        until=until,
    )
    payload = {
        "membership": str(seat.uid),
        "user": str(user.uid),
        "role": role,
        "path": department.path if department else None,
        "since": since.isoformat(),
        "until": until.isoformat() if until else None,
    }
    trail.of_company(company, "membership.granted", by=by, now=now, payload=payload)
    return seat


@transaction.atomic
def end_membership(seat: Membership, last_day: date, *, by: Actor, now: datetime) -> None:
    """End a role with `last_day`; the row stays, because it says who could do what back then."""
    _in_company(seat.company_id, by)
    _may_administer(by)
    if last_day < seat.since:
        raise BadInput({"until": _("The last day is before the first.")})
    seat.until = last_day
    seat.save(update_fields=["until"])
    payload = {"membership": str(seat.uid), "until": last_day.isoformat()}
    trail.of_company(seat.company_id, "membership.ended", by=by, now=now, payload=payload)


@transaction.atomic
def create_administrator(
    username: str,
    name: str,
    password: str,
    company: int,
    *,
    by: Actor,
    now: datetime,
    email: str = "",
) -> User:
    """The first administrator of a company: signs in, gives roles to others, sees no person's file."""
    user = create_user(username, name, by=by, now=now, password=password, email=email)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    grant(user, ADMINISTRATOR, by=by, now=now, company=company)
    return user


@transaction.atomic
def create_token(
    name: str, roles: Sequence[str], *, by: Actor, now: datetime, days: int = TOKEN_DAYS
) -> tuple[ApiToken, str]:
    """A key for a program that may do what its user may, in the given roles. The secret is returned only here."""
    if by.user is None or by.company is None:
        raise NotAllowed(_("A token belongs to a person."))
    errors: dict[str, str] = {}
    name = _text(name, "name", 60, errors)
    foreign = sorted(set(roles) - {seat.role for seat in by.seats})
    if foreign:
        errors["roles"] = _("You do not hold these roles yourself: %(roles)s") % {"roles": ", ".join(foreign)}
    if not 1 <= days <= TOKEN_DAYS:
        errors["days"] = _("Between 1 and %(days)d days.") % {"days": TOKEN_DAYS}
    if errors:
        raise BadInput(errors)
    secret = secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user_id=by.user,
        company_id=by.company,
        name=name,
        digest=hashlib.sha256(secret.encode()).digest(),
        roles=sorted(set(roles)),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    payload = {
        "token": str(row.uid),
        "roles": row.roles,
        "expires_at": row.expires_at.isoformat(),
    }
    trail.of_company(by.company, "token.created", by=by, now=now, payload=payload)
    return row, secret


@transaction.atomic
def revoke_token(uid: object, *, by: Actor, now: datetime) -> None:
    """Make a token useless at once: one's own, or any of the company for an administrator."""
    rows = ApiToken.objects.filter(company=by.company, uid=uid)
    if not (by.is_system or by.holds(ADMINISTRATOR, "owner")):
        rows = rows.filter(user=by.user)
    row = rows.first()
    if row is None:
        raise NotVisible
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        trail.of_company(
            row.company_id,
            "token.revoked",
            by=by,
            now=now,
            payload={"token": str(row.uid)},
        )


def use_token(secret: str, *, now: datetime) -> ApiToken:
    """The live token with this secret; notes the hour of its use. Raises NotVisible."""
    row = queries.token_for(secret, now)
    if row.used_at is None or now - row.used_at > timedelta(hours=1):
        ApiToken.objects.filter(pk=row.pk).update(used_at=now)
    return row
