"""Bad input on a step's form: a clear sentence beside what was typed, and nothing half-saved."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from partwell.apps.cases.models import Attachment
from partwell.apps.evidence import queries as log
from partwell.lib.files.models import Blob
from tests.cast import NOW, Cast
from tests.stages import stage

from .player import Player

pytestmark = pytest.mark.django_db

NOT_NEEDED = (
    *("wage_pay", "certificate", "si_arrears_fix", "si_transfer", "unemployment_list", "hpf_transfer", "rights_letter"),
    *("handover_plan", "it_plan", "asset_return", "attendance_si_check", "exit_interview"),
)
"""Steps that the voucher of the wage does not wait for, and that voucher itself."""
GOOD = {"item": "0", "number-0": "HZ-2026-77", "amount-0": "4026.50", "day-0": "2026-11-26"}


@stage
def player(cast: Cast) -> Player:
    """Lin's probation case, played until the wage is to be paid; the clock stands at the cast's hour."""
    player = Player(cast, NOW - timedelta(days=3))
    player.start("lin", "probation_failure", "hua")
    player.play(but=NOT_NEEDED)
    return player


def picture(name: str = "回单.png") -> SimpleUploadedFile:
    """A small real picture under any name."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def send(client: Any, cast: Cast, player: Player, key: str, **given: Any) -> Any:
    """The payroll clerk hands in the bank's voucher with these fields instead of the good ones."""
    client.force_login(cast.user("he"), backend="django.contrib.auth.backends.ModelBackend")
    fields = {**GOOD, "file-0": picture(), "request_key": key} | given
    return client.post(f"/cases/{player.case}/steps/wage_pay/", fields)


def kept(player: Player) -> tuple[int, int, int]:
    """How many entries, proofs and files there are."""
    return len(log.entries(player.row.stream)), Attachment.objects.count(), Blob.objects.count()


ODD = ("-1", "0", "99999999999999999999", "x", "\x00", "𠮷", "2026-13-45", "00000000-0000-0000-0000-000000000000")
"""What addresses are asked with by hand."""


def test_an_odd_value_in_an_address_is_an_answer_and_no_error(client: Any, cast: Cast) -> None:
    """A page no list has, a person nobody is, a way back that is no address: 2xx to 4xx, and never away from here."""
    client.force_login(cast.user("hua"), backend="django.contrib.auth.backends.ModelBackend")
    for value in ODD:
        for path, name in (("/cases/", "page"), ("/cases/start/", "employee"), ("/sign-in/", "next")):
            answer = client.get(path, {name: value})
            assert answer.status_code < 500, (path, value)
            assert answer.get("Location", "/").startswith("/"), (path, value)
    for away in ("//evil.example/", "/\\evil.example", "https://evil.example/", "javascript:alert(1)"):
        assert client.get("/sign-in/", {"next": away})["Location"] == "/"


BIG = b"\x89PNG\r\n\x1a\n" + b"0" * (50 * 1024 * 1024)
WRONG: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("no such day", {"day-0": "2026-13-45"}, "格式填写日期"),
    ("a day to come", {"day-0": "2027-01-01"}, "还没有到"),
    ("words for an amount", {"amount-0": "五千"}, "金额"),
    ("less than nothing", {"amount-0": "-1"}, "金额"),
    ("a third decimal", {"amount-0": "1.234"}, "金额"),
    ("a comma for a point", {"amount-0": "4026,50"}, "金额"),
    ("not a number", {"amount-0": "NaN"}, "金额"),
    ("without end", {"amount-0": "Infinity"}, "金额"),
    ("an exponent", {"amount-0": "1e99"}, "金额"),
    ("no amount", {"amount-0": ""}, "金额"),
    ("a script as picture", {"file-0": SimpleUploadedFile("a.png", b"<script>alert(1)</script>")}, "文件"),
    ("an empty file", {"file-0": SimpleUploadedFile("a.png", b"")}, "文件"),
    ("50 MB", {"file-0": SimpleUploadedFile("a.png", BIG)}, "20 MB"),
)


@pytest.mark.parametrize(("given", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client: Any, cast: Cast, player: Player, given: dict[str, Any], said: str
) -> None:
    """The page comes back with the sentence and with the number that was typed; no row was written."""
    before = kept(player)
    answer = send(client, cast, player, "bad-input-1", **given)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html and 'value="HZ-2026-77"' in html
    assert kept(player) == before


def test_the_same_form_sent_twice_is_one_act(client: Any, cast: Cast, player: Player) -> None:
    """A double click writes one proof; the second answer leads where the first did."""
    first = send(client, cast, player, "double-click")
    once = kept(player)
    second = send(client, cast, player, "double-click")
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert kept(player) == once


def test_a_script_in_a_file_name_is_only_a_name(client: Any, cast: Cast, player: Player) -> None:
    """It is kept as a name without its sharp ends, and no page runs it; neither does 𠮷 break anything."""
    answer = send(client, cast, player, "sharp-name", **{"file-0": picture("<script>𠮷</script>.png")})
    assert answer.status_code == 302
    client.force_login(cast.user("hua"), backend="django.contrib.auth.backends.ModelBackend")
    for tab in ("", "evidence/", "log/", "steps/wage_pay/"):
        assert "<script>𠮷" not in client.get(f"/cases/{player.case}/{tab}").content.decode()


def test_a_rare_character_in_a_text_is_kept_as_it_was_written(client: Any, cast: Cast, player: Player) -> None:
    """𠮷 lies beyond the sixteen bits that careless programs cut at."""
    client.force_login(cast.user("hua"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(
        f"/cases/{player.case}/facts/", {"has_loans": "true", "why": "𠮷田确认<b>", "request_key": "rare-letter"}
    )
    assert answer.status_code == 302
    html = client.get(f"/cases/{player.case}/log/").content.decode()
    assert "𠮷田确认&lt;b&gt;" in html


def test_a_step_that_states_a_fact_is_sent_twice_and_done_once(client: Any, cast: Cast) -> None:
    """The repeat gets the first answer, although the page no longer asks for what the first one stated."""
    player = Player(cast, NOW - timedelta(days=3))
    player.start("lin", "probation_failure", "hua")
    player.play(but=("protect_check",))
    client.force_login(cast.user("han"), backend="django.contrib.auth.backends.ModelBackend")
    page = f"/cases/{player.case}/steps/protect_check/"
    sent = {"item": "0", "text-0": "已核对", "fact-protected_status": "", "request_key": "sent-twice-000001"}
    first = client.post(page, sent)
    after = kept(player)
    again = client.post(page, sent)
    assert (first.status_code, again.status_code) == (302, 302), again.content.decode()
    assert kept(player) == after
