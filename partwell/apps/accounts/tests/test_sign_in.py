"""Signing in, being locked out, and the doors that stay closed."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from partwell.apps.accounts.models import User
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PASSWORD = "stone-river-lamp"


@pytest.fixture
def hua(cast: Cast) -> User:
    """Hua with a password."""
    user: User = cast.user("hua")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> None:
    """Tries are counted by address in the cache, which outlives a test."""
    cache.clear()


def _try(client: Client, password: str = PASSWORD, username: str = "huamin", **more: Any) -> Any:
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def test_name_and_password_open_the_session(client: Client, hua: User) -> None:
    """The right ones go on to the page asked for; an address of another site is ignored."""
    assert _try(client, next="/account/")["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    client.post("/sign-out/")
    assert _try(client, next="https://elsewhere.example/")["Location"] == "/"


def test_a_wrong_password_says_so_without_saying_which_was_wrong(client: Client, hua: User) -> None:
    """Same sentence for a wrong password and for an unknown name."""
    wrong, unknown = _try(client, "not-the-one"), _try(client, username="nobody")
    for answer in (wrong, unknown):
        assert answer.status_code == 422
        assert "5" in answer.content.decode() or "五" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_five_wrong_tries_lock_even_the_right_password(client: Client, hua: User, settings: Any) -> None:
    """After the fifth the answer is 429 with a sentence; another person's sign-in stays open."""
    for _again in range(settings.AXES_FAILURE_LIMIT):
        answer = _try(client, "not-the-one")
    assert answer.status_code == 429
    locked = _try(client)
    assert locked.status_code == 429
    assert "15" in locked.content.decode()
    assert "_auth_user_id" not in client.session
    assert _try(client, "not-the-one", username="someone-else").status_code == 422


def test_many_names_tried_from_one_address_are_slowed_down(client: Client, cast: Cast, settings: Any) -> None:
    """The first try over the limit is refused whatever the name; the page still opens."""
    assert settings.ACCOUNT_RATE_LIMITS["login"].endswith("/m/ip")
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": "3/m/ip"}
    answers = [_try(client, "x", username=f"name{n}").status_code for n in range(4)]
    assert answers == [422, 422, 422, 429]
    assert client.get("/sign-in/").status_code == 200


def test_signing_out_is_a_post(client: Client, hua: User) -> None:
    """A link or an image can't sign anyone out."""
    client.force_login(hua)
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/account/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/account/")["Location"] == "/sign-in/?next=/account/"


def test_a_second_factor_is_asked_after_the_password(client: Client, hua: User) -> None:
    """With the factor on, the password alone gives no session; its secret is sealed in the table."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal import auth

    secret = auth.generate_totp_secret()
    auth.TOTP.activate(hua, secret)
    assert secret not in str(Authenticator.objects.get().data)
    assert _try(client)["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get("/account/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    code = auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get("/account/").status_code == 200


def test_setting_up_a_second_factor_asks_for_the_password_first(client: Client, hua: User) -> None:
    """A session alone changes nothing; a wrong password doesn't either; the page loads no data: image."""
    client.force_login(hua)
    door = client.get(reverse("mfa_activate_totp"))["Location"]
    assert door.startswith(reverse("account_reauthenticate"))
    assert client.get(door).status_code == 200
    client.post(door, {"password": "not-the-one"})
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
    client.post(door, {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    assert "data:" not in page.content.decode()


def _allauth_names() -> list[str]:
    found: list[str] = []

    def walk(patterns: list[Any]) -> None:
        for each in patterns:
            if isinstance(each, URLResolver):
                walk(each.url_patterns)
            elif isinstance(each, URLPattern) and each.name:
                found.append(each.name)

    walk(get_resolver("allauth.urls").url_patterns)
    return sorted(set(found))


def test_no_route_of_allauth_makes_an_account_for_a_stranger(client: Client, cast: Cast) -> None:
    """Every route of the library, by its name here and at its usual address, is closed or leaves no user."""
    before = set(User.objects.values_list("username", flat=True))
    names = _allauth_names()
    assert "account_signup" in names
    form = {
        "username": "stranger", "email": "a@b.cn", "password1": PASSWORD, "password2": PASSWORD, "password": PASSWORD,
        "login": "stranger", "code": "123456",
    }  # fmt: skip
    mounted = []
    for name in names:
        try:
            mounted.append(reverse(name))
        except NoReverseMatch:
            continue
    usual = [
        f"/accounts/{path}/"
        for path in (
            "signup",
            "login",
            "password/reset",
            "email",
            "login/code",
            "signup/passkey",
        )
    ]
    for address in [*mounted, *usual, "/accounts/"]:
        answer = client.post(address, form)
        assert answer.status_code in (302, 404, 405, 422), address
        assert "_auth_user_id" not in client.session, address
    assert set(User.objects.values_list("username", flat=True)) == before
    for closed in (
        "account_signup",
        "account_reset_password",
        "account_email",
        "account_request_login_code",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(closed)


def test_the_password_is_changed_with_the_present_one(client: Client, hua: User) -> None:
    """A wrong present one and a weak new one are refused; the session goes on after the change."""
    client.force_login(hua)
    good = {
        "old": PASSWORD,
        "password": "another-long-lamp",
        "again": "another-long-lamp",
    }
    assert client.post("/account/password/", {**good, "old": "x"}).status_code == 422
    assert client.post("/account/password/", {**good, "again": "x"}).status_code == 422
    assert client.post("/account/password/", {**good, "password": "short", "again": "short"}).status_code == 422
    hua.refresh_from_db()
    assert hua.check_password(PASSWORD)
    assert client.post("/account/password/", good).status_code == 302
    hua.refresh_from_db()
    assert hua.check_password("another-long-lamp")
    assert client.get("/account/").status_code == 200


def test_the_language_is_kept_with_the_person(client: Client, hua: User) -> None:
    """Chosen once, it is there on another device; a GET or an unknown one changes nothing."""
    client.force_login(hua)
    assert client.get("/language/").status_code == 405
    client.post("/language/", {"language": "xx"})
    client.post("/language/", {"language": "en", "next": "/account/"})
    other = Client()
    other.force_login(hua)
    assert 'lang="en"' in other.get("/account/").content.decode()


def test_someone_without_any_company_is_told_so(client: Client, hua: User) -> None:
    """403 with a sentence, not an empty page or an error."""
    hua.memberships.all().delete()
    hua.employments.all().update(user=None)
    client.force_login(hua)
    assert client.get("/account/").status_code == 403


def test_no_page_opens_for_a_stranger(client: Client, cast: Cast) -> None:
    """Every page behind the door sends a stranger to sign-in; an htmx part moves the window."""
    for address in ("/account/", "/settings/"):
        assert client.get(address)["Location"] == f"/sign-in/?next={address}"
        part = client.get(address, headers={"HX-Request": "true"})
        assert (part.status_code, part["HX-Redirect"]) == (
            204,
            f"/sign-in/?next={address}",
        )


def test_settings_are_for_administrators_and_hr_management(client: Client, cast: Cast) -> None:
    """403 for the rest; HR management reads, the owner acts; another company's department can't be used."""
    for key, status in {"lin": 403, "hua": 403, "gu": 200, "chen": 200}.items():
        client.force_login(cast.user(key))
        assert client.get("/settings/").status_code == status, key
    client.force_login(cast.user("gu"))
    assert client.post("/settings/grant/", {"username": "huamin", "role": "er"}).status_code == 403
    client.force_login(cast.user("chen"))
    key = {"request_key": "k1"}
    give = {"username": "huamin", "role": "er", "department": ""}
    assert (
        client.post(
            "/settings/grant/",
            {**give, "department": str(cast.departments["foreign"].uid)},
        ).status_code
        == 422
    )
    assert client.post("/settings/grant/", {**give, "username": "weidong"}).status_code == 422
    assert client.post("/settings/grant/", {**give, **key}).status_code == 302
    assert client.post("/settings/grant/", {**give, **key}).status_code == 302
    assert cast.user("hua").memberships.filter(role="er").count() == 1
    seat = cast.user("wei").memberships.get()
    assert client.post(f"/settings/roles/{seat.uid}/end/").status_code == 404
    for what, data in {
        "branch": {"name": "宁波", "division": "330200"},
        "user_form": {
            "username": "newone",
            "name": "新人",
            "password": "stone-river-lamp",
        },
        "department": {
            "name": "新组",
            "branch": str(cast.branch.uid),
            "parent": str(cast.departments["hr"].uid),
        },
    }.items():
        assert client.post(f"/settings/{what}/", data).status_code == 302, what
    assert client.post("/settings/branch/", {"name": "宁波", "division": "33"}).status_code == 422


def test_a_token_is_shown_once(client: Client, cast: Cast) -> None:
    """The answer that makes it holds the secret; the next page does not."""
    client.force_login(cast.user("hua"))
    answer = client.post("/account/tokens/", {"name": "导出", "roles": ["hrbp"], "days": "30"})
    secret = answer.content.decode().split("<code>")[1].split("</code>")[0]
    assert len(secret) >= 43
    assert secret not in client.get("/account/").content.decode()
    assert client.post("/account/tokens/", {"name": "导出", "roles": ["owner"], "days": "30"}).status_code == 422
    token = cast.user("hua").tokens.get()
    assert client.post(f"/account/tokens/{token.uid}/revoke/").status_code == 302


def test_the_company_is_switched_by_choice(client: Client, cast: Cast) -> None:
    """Only to one of the own companies."""
    from partwell.apps.accounts.models import Membership

    Membership.objects.create(
        user=cast.user("hua"),
        company=cast.other,
        role_id="hr_manager",
        since=cast.today,
    )
    client.force_login(cast.user("hua"))
    assert client.post("/company/", {"company": str(cast.other.uid)}).status_code == 302
    assert cast.other.name in client.get("/settings/").content.decode()
    client.force_login(cast.user("lin"))
    assert client.post("/company/", {"company": str(cast.other.uid)}).status_code == 404
