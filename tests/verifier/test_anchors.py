"""Outside anchors: asked for, checked, kept, exported; and every way in which one may lie."""

import base64
import shutil
import subprocess
from base64 import b64decode, encodebytes
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from partwell.apps.evidence import actions, anchors, jobs, queries, trees
from partwell.apps.evidence.models import Anchor, Checkpoint, Log
from partwell.core.evidence import entry as core_entry
from partwell.lib.actor import system
from partwell.lib.jobs import NotYet, Retry, Run
from partwell.verifier import stamp, verify, verify_together
from tests import tsa
from tests.cast import NOW

from .conftest import Bundle, rewrite, written

pytestmark = pytest.mark.skipif(tsa.OPENSSL is None, reason="no openssl")


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """One authority for all."""
    with tsa.served(tsa.make(tmp_path_factory.mktemp("tsa"))) as own:
        yield own


@pytest.fixture
def set_up(authority, settings):
    """The installation asks it."""
    authority.answer = None
    settings.TSA, settings.TSA_ROOTS = [authority.address], str(authority.roots)
    return authority


@pytest.fixture
def stream(cast):
    """A stream with two entries, written now by the clock, for the authority's clock is the machine's."""
    made = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=real())
    add(made, "note.one", "note.two")
    return made


def add(stream, *types, now=None):
    """More entries."""
    now = now or real()
    with transaction.atomic():
        made = [actions.record(stream, one, by=system(stream.company_id), now=now, payload={}) for one in types]
    actions.sequence(now)
    return made


def stamped(stream):
    """Anchor the newest log."""
    log = Log.objects.order_by("-pk")[0]
    failed = anchors.stamp_all(log.pk, real())
    assert failed == []


def checked(content, authority=None, **more):
    """The report, with the authority's root known."""
    roots = [stamp.fingerprint(one) for one in stamp.certificates(authority.roots.read_bytes())] if authority else []
    return verify(content, key=trees.key_of("x").fingerprint, tsa=roots, **more)


def status(report):
    return {check.code: check.status for check in report.checks if check.code in ("anchors", "tsa", "window")}


def real():
    """The machine's time, which is the authority's too; the cast's clock stands still."""
    return datetime.now(UTC)  # noqa: TID251 - the authority reads the machine's clock


PASS = {"anchors": "pass", "tsa": "pass", "window": "pass"}


def test_an_anchored_bundle_passes_and_tells_its_age(stream, set_up):
    """Everything is covered, the root is the reader's, and the age of the last anchor is told."""
    stamped(stream)
    report = checked(written(stream), set_up, now=real() + timedelta(hours=3))
    assert report.exit_code == 0, report.text()
    assert status(report) == PASS
    assert any("age: 0 d 3 h" in one for one in report.check("window").details)
    assert report.anchored_at


def test_what_came_after_the_last_anchor_is_listed(stream, set_up):
    """The window: entries that the company alone vouches for are named, and nothing is claimed of them."""
    stamped(stream)
    add(stream, "note.three")
    report = checked(written(stream), set_up)
    assert status(report) == {"anchors": "pass", "tsa": "pass", "window": "not_checked"}
    assert any(one.startswith("0003: ") for one in report.check("window").details)


def test_the_next_entry_names_the_token(stream, set_up):
    """Time is held from both sides: `clk` of what is written after it."""
    stamped(stream)
    token = Anchor.objects.get()
    made = add(stream, "note.three")[0]
    assert core_entry.parse(bytes(made.body)).clk == bytes(token.sha256).hex()
    stamped(stream)
    assert status(checked(written(stream), set_up)) == PASS


def test_openssl_and_this_program_agree(stream, set_up, tmp_path):
    """`openssl ts -verify` takes the same files and says the same."""
    stamped(stream)
    bundle = Bundle(written(stream))
    for name in ("data/anchors/0001.checkpoint", "data/anchors/0001.tsr", "data/trust/tsa.pem"):
        (tmp_path / name.rpartition("/")[2]).write_bytes(bundle.files[name])
    ask = ("openssl", "ts", "-verify", "-data", "0001.checkpoint", "-in", "0001.tsr", "-CAfile", "tsa.pem")
    assert b"Verification: OK" in subprocess.run(ask, cwd=tmp_path, capture_output=True, check=True).stdout
    (tmp_path / "0001.checkpoint").write_bytes(bundle.files["data/anchors/0001.checkpoint"] + b" ")
    assert subprocess.run(ask, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_a_token_is_believed_only_after_it_was_checked(stream, set_up, tmp_path):
    """Nonsense, an error, another's token, another authority: nothing is kept and it will be tried again."""
    log = Log.objects.order_by("-pk")[0]
    other = tsa.make(tmp_path / "other")
    for answer in (b"nonsense", 503, b"x" * 100_000, set_up.stamp(b"something else"), other.stamp(b"x")):
        set_up.answer = answer
        assert anchors.stamp_all(log.pk, real()) != []
        with pytest.raises(Retry):
            jobs.anchor(Run(1, real(), 1, last=False), log=log.pk)
    assert not Anchor.objects.exists()


def test_a_signature_asks_for_a_time_stamp_at_once(stream, set_up):
    """The job is in the act's own transaction; an ordinary entry waits for the hour."""
    from partwell.lib.jobs.models import Job

    add(stream, "note.three")
    assert not Job.objects.filter(handler="evidence.anchor").exists()
    made = add(stream, "document.answered")[0]
    job = Job.objects.get(handler="evidence.anchor")
    jobs.anchor(Run(job.pk, real(), 1, last=False), **job.arguments)
    assert queries.covered_at([made.pk])
    jobs.hourly(Run(1, real(), 1, last=False))
    assert Job.objects.filter(handler="evidence.anchor").count() == 1
    add(stream, "note.four")
    jobs.hourly(Run(1, real(), 1, last=False))
    assert Job.objects.filter(handler="evidence.anchor").count() == 2


def test_a_time_stamp_waits_for_the_log_to_be_signed(stream, set_up, monkeypatch):
    """While nobody signs (a sequencer that is down) nothing was tried: the job waits, the more seldom the longer."""
    with transaction.atomic():
        made = actions.record(stream, "note.three", by=system(stream.company_id), now=real(), payload={})
    since = made.at if connection.vendor == "postgresql" else None  # on SQLite the act itself gives the place
    assert anchors.waits_since(made.eid) == since
    monkeypatch.setattr(anchors, "waits_since", lambda _eid: made.at)
    waits = []
    for after in (timedelta(seconds=1), timedelta(minutes=2), timedelta(days=1)):
        with pytest.raises(NotYet) as waiting:
            jobs.anchor(Run(1, made.at + after, 1, last=True), log=made.log_id, entry=str(made.eid))
        waits.append(waiting.value.after)
    assert waits == [timedelta(seconds=2), timedelta(seconds=30), timedelta(hours=1)]
    monkeypatch.undo()
    actions.sequence(real())
    assert anchors.waits_since(made.eid) is None


def test_the_state_tells_how_far_it_is_anchored(stream, set_up, cast):
    """Never; then until when; then how many wait since when."""
    before = anchors.state(cast.company.pk)
    assert (before.at, before.waiting) == (None, 2)
    stamped(stream)
    assert anchors.state(cast.company.pk).waiting == 0
    made = add(stream, "note.three")[0]
    after = anchors.state(cast.company.pk)
    assert (after.waiting, after.oldest) == (1, made.at)
    assert after.at is not None


def test_checkpoints_are_dropped_and_mailed_once(stream, settings, tmp_path, monkeypatch):
    """Each receiver gets each head once, and the file is what the verifier compares with a bundle."""
    from partwell.lib import registry
    from partwell.lib.jobs.models import Job

    sent = []
    monkeypatch.setattr(registry, "service", lambda _name: lambda to, subject, text, now: sent.append((to, text)) or "")
    settings.ANCHOR_DROP, settings.ANCHOR_MAIL = str(tmp_path), ["union@example.cn"]
    for _day in range(2):
        jobs.daily(Run(1, real(), 1, last=False))
        for job in Job.objects.filter(handler="evidence.copy"):
            if not Anchor.objects.filter(kind=job.arguments["kind"]).exists():
                jobs.copy(Run(job.pk, real(), 1, last=False), **job.arguments)
    assert Anchor.objects.count() == 2 and len(sent) == 1
    note = next(tmp_path.iterdir()).read_bytes()
    assert note.decode() in sent[0][1]
    add(stream, "note.three")
    both = verify_together({"bundle": written(stream), "kept": note}, key=trees.key_of("x").fingerprint)
    assert [report.check("fork").status for report in both] == ["pass", "pass"]
    assert {check.code: check.status for check in both[1].checks} == {
        "note": "pass", "signed": "pass", "key": "pass", "fork": "pass"
    }  # fmt: skip


def test_a_folder_that_is_gone_is_tried_again(stream, settings, tmp_path):
    """Nothing is marked as given away that was not."""
    settings.ANCHOR_DROP = str(tmp_path / "gone")
    head = Checkpoint.objects.order_by("-pk")[0]
    with pytest.raises(Retry):
        jobs.copy(Run(1, real(), 1, last=False), log=head.log_id, size=head.size, kind="file", target="drop")
    assert not Anchor.objects.exists()


def failed(content, authority):
    """Codes of failed checks."""
    return {check.code for check in checked(content, authority).checks if check.status == "fail"}


def test_a_rewritten_tail_does_not_fit_the_anchor(stream, set_up):
    """Fault 10: history before the anchor rewritten with the key itself; the token is over another root."""
    stamped(stream)
    add(stream, "note.three")
    opened = Bundle(written(stream))

    def change(entries):
        entries[0]["body"]["actor"] = "forged"
        return entries

    assert "anchors" in failed(rewrite(opened, trees._signer(), change).zip(), set_up)


def test_a_rewrite_after_the_anchor_is_in_the_window(stream, set_up):
    """Fault 11: nothing shows it; the report says of exactly these entries that nothing covers them."""
    stamped(stream)
    add(stream, "note.three")
    opened = Bundle(written(stream))

    def change(entries):
        entries[2]["open"]["payload"] = {"forged": True}
        return entries

    report = checked(rewrite(opened, trees._signer(), change).zip(), set_up)
    assert report.check("window").status == "not_checked"
    assert any(one.startswith("0003: ") for one in report.check("window").details)


@pytest.mark.parametrize("how", ["other message", "other authority", "cut", "flipped", "no consistency", "stray"])
def test_a_false_anchor_is_found(stream, set_up, tmp_path, how):
    """Fault 21: a token over another hash, of another authority, damaged, or over a head the log did not grow from."""
    stamped(stream)
    add(stream, "note.three")
    opened = Bundle(written(stream))
    note, name = opened.files["data/anchors/0001.checkpoint"], "data/anchors/0001.tsr"
    match how:
        case "other message":
            opened.files[name] = set_up.stamp(note + b" ")
        case "other authority":
            opened.files[name] = tsa.make(tmp_path / "other").stamp(note)
        case "cut":
            opened.change(name, lambda raw: raw[:-200])
        case "flipped":
            opened.change(name, lambda raw: raw[:-30] + bytes([raw[-30] ^ 1]) + raw[-29:])
        case "no consistency":
            del opened.files["data/anchors/0001.consistency"]
        case "stray":
            opened.files["data/anchors/readme.txt"] = b"x"
    assert "anchors" in failed(opened.seal().zip(), set_up)


def test_an_authority_of_the_forger_is_not_the_readers(stream, set_up, tmp_path):
    """Fault 20, 21: root and token replaced together hold by themselves; only the root known from elsewhere tells."""
    stamped(stream)
    opened = Bundle(written(stream))
    other = tsa.make(tmp_path / "other")
    opened.files["data/anchors/0001.tsr"] = other.stamp(opened.files["data/anchors/0001.checkpoint"])
    opened.files["data/trust/tsa.pem"] = other.roots.read_bytes()
    content = opened.seal().zip()
    assert failed(content, set_up) == {"tsa"}
    assert checked(content).check("tsa").status == "not_checked"


def test_an_entry_from_the_future_is_found(stream, set_up):
    """Fault 12: an entry claims a later time than the token that covers it."""
    add(stream, "note.three", now=real() + timedelta(hours=1))
    stamped(stream)
    assert failed(written(stream), set_up) == {"anchors"}


def test_a_clock_set_back_is_found(stream, set_up):
    """Fault 12: a new stream begins with a time before the token its first entry names."""
    stamped(stream)
    other = actions.open_stream("case", company=stream.company_id, employee=stream.employee_id, now=NOW)
    add(other, "note.one", now=real() - timedelta(hours=2))
    assert failed(written(other), set_up) == {"anchors"}


def test_a_receipt_tells_a_second_history(stream):
    """Fault 8 and 15: the employee's own file contradicts a log that was cut and written anew with the key."""
    made = add(stream, "note.three")[0]
    receipt = queries.receipt(made.eid).encode()
    opened = Bundle(written(stream))
    key = trees.key_of("x").fingerprint
    fine = verify_together({"bundle": opened.zip(), "receipt": receipt}, key=key)
    assert [report.exit_code for report in fine] == [0, 0], fine[0].text() + fine[1].text()

    def change(entries):
        entries[2]["open"]["payload"] = {"forged": True}
        return entries

    forged = rewrite(opened, trees._signer(), change).zip()
    assert verify(forged, key=key).exit_code == 0
    both = verify_together({"bundle": forged, "receipt": receipt}, key=key)
    assert [report.check("fork").status for report in both] == ["fail", "fail"]


@pytest.mark.parametrize("spoil", [b"", b"c2sp.org/tlog-proof@v1\n", b"c2sp.org/tlog-proof@v1\n\xff"])
def test_a_broken_receipt_is_a_failure_and_no_crash(spoil):
    """Whatever begins like a receipt is answered."""
    assert verify(spoil).exit_code in (1, 2)


def test_settings_that_cannot_work_are_told(settings, authority, tmp_path):
    """An address that is none, and an authority nobody could check."""
    settings.TSA, settings.TSA_ROOTS = ["ftp://x"], ""
    assert "http" in anchors.problem()
    settings.TSA = [authority.address]
    assert "PARTWELL_TSA_ROOTS" in anchors.problem()
    settings.TSA_ROOTS = str(tmp_path / "none")
    assert anchors.problem()
    settings.TSA_ROOTS = str(authority.roots)
    assert anchors.problem() == ""


def test_nothing_of_this_needs_the_mail_module():
    """The stand-in for mail above is what the service looks like."""
    from partwell.kinds.channels.email.smtp import send_text

    assert send_text("a@example.cn", "s", "t", now=real()) == "PARTWELL_SMTP is not set"
    assert shutil.which("openssl")


def test_a_library_that_panics_ends_in_an_answer(stream, set_up, monkeypatch):
    """The library panics on some malformed certificates, past every `except Exception`: the check fails, no crash."""
    import rfc3161_client

    class PanicException(BaseException):
        pass

    def panic(_builder):
        raise PanicException

    stamped(stream)
    content = written(stream)
    monkeypatch.setattr(rfc3161_client.VerifierBuilder, "build", panic)
    assert failed(content, set_up) == {"anchors"}


VERSION, CONTENT = bytes.fromhex("a003020102"), bytes.fromhex("06092a864886f70d010702")
"""In DER: the version of a certificate (3), and the type of the token (signed data). The last byte says which."""


@pytest.mark.parametrize("bit", range(8))
@pytest.mark.parametrize("what", ["root's version", "signer's version", "type of the token"])
def test_a_certificate_or_token_of_another_kind_ends_in_an_answer(stream, set_up, what, bit):
    """One changed bit makes a certificate of a version nobody knows, or no signed data: refused, and no crash.

    What the libraries raise then is no ValueError; a sweep of bytes met the first about once in three runs.
    """
    stamped(stream)
    opened = Bundle(written(stream))
    name = "data/trust/tsa.pem" if what == "root's version" else "data/anchors/0001.tsr"
    raw = opened.files[name]
    if name.endswith(".pem"):
        raw = b64decode(b"".join(raw.splitlines()[1:-1]))
    mark = CONTENT if what == "type of the token" else VERSION
    place = raw.index(mark) + len(mark) - 1
    changed = raw[:place] + bytes([raw[place] ^ 1 << bit]) + raw[place + 1 :]
    if name.endswith(".pem"):
        changed = b"-----BEGIN CERTIFICATE-----\n" + encodebytes(changed) + b"-----END CERTIFICATE-----\n"
    opened.files[name] = changed
    assert "anchors" in failed(opened.seal().zip(), set_up)


@pytest.mark.parametrize("roots", ["none", "another authority's"])
def test_a_time_stamp_of_an_authority_that_was_left_is_no_false_alarm(stream, set_up, settings, tmp_path, roots):
    """The authority is not set up any more: its stamps stay out, what they covered is named as not anchored."""
    stamped(stream)
    settings.TSA_ROOTS = str(tsa.make(tmp_path / "other").roots) if roots != "none" else ""
    content = written(stream)
    report = checked(content)
    assert report.exit_code == 0, report.text()
    assert report.check("anchors").status == report.check("window").status == "not_checked"
    assert not [name for name in Bundle(content).files if name.endswith((".tsr", "tsa.pem"))]


def of(name, authority):
    """The root of an authority as a block of another name, or spoiled."""
    pem = authority.roots.read_bytes()
    return {
        "another name": pem.replace(b"CERTIFICATE", b"X509 CERTIFICATE"),
        "trusted": pem.replace(b"CERTIFICATE", b"TRUSTED CERTIFICATE"),
        "begun": b"-----BEGIN CERTIFICATE-----\n",
        "damaged": pem.replace(b"MI", b"M!", 1),
        "header lines": pem.replace(b"-----\n", b"-----\nProc-Type: 4,X\n\n", 1),
    }[name]


@pytest.mark.parametrize("name", ["another name", "trusted", "begun", "damaged", "header lines"])
def test_a_block_that_some_readers_pass_over_is_no_root(stream, set_up, name):
    """Beside a good certificate stands something that one reader reads and another does not."""
    stamped(stream)
    opened = Bundle(written(stream))
    opened.files["data/trust/tsa.pem"] += of(name, set_up)
    assert failed(opened.seal().zip(), set_up) == {"anchors"}


@pytest.mark.parametrize("place", [0, 1])
def test_a_token_that_more_than_one_signed_is_none(stream, set_up, tmp_path, place):
    """RFC 3161 wants one signer; with two, one reader judges the one and the next the other."""
    from asn1crypto import cms, tsp

    stamped(stream)
    opened = Bundle(written(stream))
    name = "data/anchors/0001.tsr"
    token = tsp.TimeStampResp.load(opened.files[name])
    other = tsp.TimeStampResp.load(tsa.make(tmp_path / "other").stamp(b"something else"))
    signers = list(token["time_stamp_token"]["content"]["signer_infos"])
    signers.insert(place, other["time_stamp_token"]["content"]["signer_infos"][0])
    token["time_stamp_token"]["content"]["signer_infos"] = cms.SignerInfos(signers)
    opened.files[name] = token.dump(force=True)
    assert failed(opened.seal().zip(), set_up) == {"anchors"}


def chained(folder, *, below, curve="P-256"):
    """An authority whose signer's certificate comes from one between, where the root allows `below` between."""
    own = tsa.make(folder)
    text = (folder / "config").read_text()
    (folder / "config").write_text(
        text.replace("CA:true", f"CA:true, pathlen:{below}") + "[ between ]\nbasicConstraints = critical, CA:true\n"
    )
    key = ("-newkey", "ec", "-pkeyopt", f"ec_paramgen_curve:{curve}", "-nodes", "-config", "config")
    own.call("req", "-x509", *key, "-days", 3650, "-extensions", "root", "-keyout", "root.key", "-out", "root.pem")
    before = "root"
    for name, part in (("between", "between"), ("signer", "signer")):
        own.call("req", "-new", *key, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", "asked.csr")
        issuer = ("-CA", f"{before}.pem", "-CAkey", f"{before}.key", "-set_serial", 7, "-days", 3650)
        more = ("-extfile", "config", "-extensions", part, "-out", f"{name}.pem")
        own.call("x509", "-req", "-in", "asked.csr", *issuer, *more)
        before = name
    (folder / "config").write_text((folder / "config").read_text().replace("/root.pem", "/between.pem"))
    return own


def stamped_by(stream, own):
    """A bundle whose tokens and roots are of another authority."""
    opened = Bundle(written(stream))
    for name in [name for name in opened.files if name.endswith(".tsr")]:
        opened.files[name] = own.stamp(opened.files[name.replace(".tsr", ".checkpoint")])
    opened.files["data/trust/tsa.pem"] = own.roots.read_bytes()
    return opened.seal().zip()


@pytest.mark.parametrize(("below", "wrong"), [(1, set()), (0, {"anchors"})])
def test_a_certificate_between_is_one_the_root_allows(stream, set_up, tmp_path, below, wrong):
    """The root says how many may stand between it and the signer."""
    stamped(stream)
    own = chained(tmp_path / "chain", below=below)
    assert failed(stamped_by(stream, own), own) == wrong


def test_an_authority_with_a_key_no_browser_knows_is_refused_by_both(stream, set_up, tmp_path):
    """What one reader can check and the other can't would be an alarm in the one."""
    stamped(stream)
    own = chained(tmp_path / "chain", below=1, curve="secp256k1")
    assert failed(stamped_by(stream, own), own) == {"anchors"}


P256 = bytes.fromhex("06082a8648ce3d030107")


@pytest.mark.parametrize("byte", [0x00, 0x2B, 0xFF])
def test_a_root_with_a_key_nobody_knows_is_none(stream, set_up, byte):
    """The curve it names is none that the library has heard of: it fails, and does not end the verifier."""
    stamped(stream)
    opened = Bundle(written(stream))
    name = "data/trust/tsa.pem"
    lines = opened.files[name].decode().split("-----")
    whole = base64.b64decode(lines[2])
    assert P256 in whole
    lines[2] = f"\n{base64.encodebytes(whole.replace(P256, P256[:2] + bytes([byte]) + P256[3:])).decode()}"
    opened.files[name] = "-----".join(lines).encode()
    assert failed(opened.seal().zip(), set_up) == {"anchors"}
