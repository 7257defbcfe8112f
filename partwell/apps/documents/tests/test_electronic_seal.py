"""The company's electronic seal: made once, put on by its keeper, behind the employee's signature; never by others."""

import hashlib
import io
import json
from datetime import timedelta

import pytest
from pypdf import PdfReader

from partwell.apps.documents import actions, pdf_signatures, queries, seals
from partwell.apps.documents.models import Answer, Document, SealAct
from partwell.apps.evidence import anchors
from partwell.apps.evidence import queries as evidence
from partwell.apps.evidence.actions import stream_of_installation
from partwell.lib.actor import system
from partwell.lib.files import store
from partwell.lib.refusal import NotAllowed, NotVisible, Refused
from partwell.lib.signing.tests.authority import SECRET, StandIn, served
from partwell.lib.signing.tests.conftest import pdfsig
from tests.cast import NOW, Cast

from .test_answer import SOON, code_for, sign


@pytest.fixture(autouse=True)
def _own_keys(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_signatures, "folder", lambda: tmp_path / "signing")


@pytest.fixture
def with_seal(cast: Cast):
    """Lin's company has a seal."""
    return pdf_signatures.make_seal(cast.company.uid, cast.company.name, NOW)


def fields(pdf: bytes) -> list[str]:
    """The signed fields of a file, in the order of the file."""
    return sorted(PdfReader(io.BytesIO(pdf)).get_fields() or {})


def test_the_keeper_seals_a_paper_electronically(cast: Cast, undertaking, with_seal, tmp_path) -> None:
    """The sealed file is one of its own; the entry commits to it and names certificate and profile."""
    gu = cast.actor("gu")
    before = store.content(undertaking.blob)
    act = actions.seal(undertaking, by=gu, now=NOW, electronic=actions.prepare_seal(undertaking, by=gu, now=NOW))
    assert store.content(undertaking.blob) == before
    sealed = store.content(act.sealed_copy)
    assert fields(sealed) == ["seal"]
    assert "Signature is Valid" in pdfsig(sealed, tmp_path)
    entry = evidence.entries(undertaking.stream)[-1]
    said = entry.payload["electronic"]
    assert said == {
        "sealed_copy": hashlib.sha256(sealed).hexdigest(),
        "over": bytes(undertaking.sha256).hex(),
        "profile": "B-B",
        "certificate": hashlib.sha256(with_seal.certificate).hexdigest(),
        "kept": "installation",
    }
    assert act.sealed_copy in queries.files(undertaking)


def test_the_seal_comes_behind_the_employees_signature(cast: Cast, undertaking, with_seal, sent, real_copy, tmp_path):
    """Both hold; the first was the employee's copy, with the finger in its field."""
    answer = sign(undertaking, cast, code_for(undertaking, cast, sent))
    gu = cast.actor("gu")
    later = SOON + timedelta(minutes=1)
    act = actions.seal(undertaking, by=gu, now=later, electronic=actions.prepare_seal(undertaking, by=gu, now=later))
    sealed = store.content(act.sealed_copy)
    assert sealed.startswith(store.content(answer.signed_copy))
    assert fields(sealed) == ["answer", "seal"]
    assert pdfsig(sealed, tmp_path).count("Signature is Valid") == 2


def test_the_level_is_never_called_more_than_it_is(cast: Cast, undertaking, sent, real_copy) -> None:
    """Without a prior agreement no level; the page says so, and whose certificate signed it."""
    answer = sign(undertaking, cast, code_for(undertaking, cast, sent))
    assert (answer.level, answer.profile) == ("", "B-B")
    text = "".join(PdfReader(io.BytesIO(store.content(answer.signed_copy))).pages[-1].extract_text().split())
    assert "没有有效的《电子签名使用确认书》" in text
    assert "不是答复人本人的证书" in text
    assert "可靠电子签名" not in text
    payload = evidence.entries(undertaking.stream)[-1].payload
    assert payload["level"] == ""
    assert payload["pades"]["kept"] == "installation"


def test_under_the_agreement_it_is_level_a(cast: Cast, undertaking, sent) -> None:
    """Signed before this paper and not withdrawn since."""
    consent = actions.render("signature_consent", CONSENT, company=None, now=NOW)
    issued = actions.issue(consent, stream=undertaking.stream, employee=cast.lin.pk, by=cast.actor("hua"), now=NOW)
    sign(issued, cast, code_for(issued, cast, sent))
    assert Answer.objects.get(document=issued).level == ""
    answer = sign(undertaking, cast, code_for(undertaking, cast, sent, at=SOON), now=SOON + timedelta(seconds=1))
    assert answer.level == "A"


CONSENT = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "issued_on": NOW.date(),
    "phone_masked": "138••••0000",
}


def test_others_do_not_seal(cast: Cast, undertaking, with_seal) -> None:
    """Not on a paper of one's own, not from another company; nothing is signed for them."""
    with pytest.raises(NotAllowed):
        actions.prepare_seal(undertaking, by=cast.actor("lin"), now=NOW)
    with pytest.raises(NotVisible):
        actions.prepare_seal(undertaking, by=cast.actor("wei"), now=NOW)


def test_without_a_seal_it_says_what_to_do_instead(cast: Cast, undertaking) -> None:
    """The number of the seal book and the scan stay possible."""
    with pytest.raises(Refused) as refusal:
        actions.prepare_seal(undertaking, by=cast.actor("gu"), now=NOW)
    assert refusal.value.code == "no_electronic_seal"
    assert actions.seal(undertaking, by=cast.actor("gu"), now=NOW, seal_number="用印2026-1").sealed_copy is None


def test_a_paper_is_sealed_once_and_only_while_it_stands(cast: Cast, undertaking, with_seal) -> None:
    """A replaced paper is not sealed any more, whoever prepared it before."""
    gu = cast.actor("gu")
    prepared = actions.prepare_seal(undertaking, by=gu, now=NOW)
    Document.objects.filter(pk=undertaking.pk).update(state="withdrawn", ended_at=NOW)
    with pytest.raises(Refused):
        actions.seal(undertaking, by=gu, now=NOW, electronic=prepared)
    assert not SealAct.objects.exists()


def test_a_seal_made_beside_a_signature_is_not_put_on(cast: Cast, undertaking, with_seal, sent, real_copy) -> None:
    """Between making the sealed file and recording it the employee signed: the seal would lie on the bare paper."""
    gu = cast.actor("gu")
    prepared = actions.prepare_seal(undertaking, by=gu, now=SOON)
    sign(undertaking, cast, code_for(undertaking, cast, sent))
    with pytest.raises(Refused) as refusal:
        actions.seal(undertaking, by=gu, now=SOON, electronic=prepared)
    assert refusal.value.code == "just_signed"
    again = actions.prepare_seal(undertaking, by=gu, now=SOON)
    assert actions.seal(undertaking, by=gu, now=SOON, electronic=again).sealed_copy


def test_a_seal_that_has_run_out_is_said_and_can_be_made_anew(cast: Cast, undertaking, with_seal, tmp_path) -> None:
    """No paper goes out under it; the old key is put aside and the new one recorded."""
    gu, later = cast.actor("gu"), NOW + timedelta(days=6 * 366)
    with pytest.raises(Refused) as refusal:
        actions.prepare_seal(undertaking, by=gu, now=later)
    assert refusal.value.code == "seal_expired"
    by = system(cast.company.pk, "command")
    new = seals.set_up(cast.company, by=by, now=later)
    assert new.fingerprint != hashlib.sha256(with_seal.certificate).hexdigest()
    assert new.until > later.date().isoformat()
    assert [path.suffix for path in sorted((tmp_path / "signing").iterdir())] == [".old", ".pem"]
    assert actions.prepare_seal(undertaking, by=gu, now=later).signed.certificate == new.fingerprint
    stream = stream_of_installation(cast.company.pk, later)
    made = [one.payload for one in evidence.entries(stream) if one.type == "company.seal_made"]
    assert [one["certificate"] for one in made] == [new.fingerprint]


@pytest.mark.parametrize(
    "described",
    [
        {"kind": "pkcs11", "module": "/nowhere.so", "token": "t", "label": "l", "pin_file": "pin"},
        {"kind": "remote", "address": "https://127.0.0.1:9", "key": "system", "secret_file": "missing"},
        {"kind": "remote", "address": "https://127.0.0.1:9", "secret_file": "missing"},
    ],
)
def test_nobodys_refusal_hangs_on_a_key_that_is_out(cast: Cast, undertaking, tmp_path, real_copy, described) -> None:
    """A token that is not there, a secret that is missing: the answer is recorded under the installation's own key."""
    (tmp_path / "signing").mkdir()
    (tmp_path / "signing" / "answers.json").write_text(json.dumps(described))
    answer = actions.answer(undertaking, "decline", by=cast.actor("lin"), now=SOON)
    assert answer.level == ""
    assert evidence.entries(undertaking.stream)[-1].payload["pades"]["kept"] == "installation"


def test_a_certificate_of_somebody_else_is_no_level_c(cast: Cast, undertaking, tmp_path, sent, real_copy) -> None:
    """Nothing is signed, the person reads a sentence and can try again."""
    with served(StandIn(names="王思远")) as service:
        (tmp_path / "signing").mkdir()
        (tmp_path / "signing" / "ca.secret").write_text(SECRET)
        described = {"kind": "remote", "address": service.address, "secret_file": "ca.secret"}
        (tmp_path / "signing" / "answers.json").write_text(json.dumps(described))
        cast.lin.id_number = "33010619980412331X"
        cast.lin.save()
        undertaking.employee.refresh_from_db()
        with pytest.raises(Refused) as refusal:
            sign(undertaking, cast, code_for(undertaking, cast, sent))
    assert refusal.value.code == "no_certificate"
    assert not Answer.objects.exists()


def test_making_a_seal_is_recorded_once(cast: Cast) -> None:
    """With its certificate, in the stream of the company; a second time changes nothing."""
    by = system(cast.company.pk, "command")
    one = seals.set_up(cast.company, by=by, now=NOW)
    assert seals.set_up(cast.company, by=by, now=NOW) == one
    assert seals.all_of() == [one]
    assert "自行签发" in one.holder


def test_a_key_for_one_signature_signs_also_when_no_time_stamp_is_to_be_had(
    cast: Cast, undertaking, tmp_path, settings, monkeypatch
) -> None:
    """The time stamp comes after the signature. Without one, nobody is asked to sign again."""

    def silent(_query: bytes) -> bytes:
        raise OSError("no answer")

    settings.TSA = ["http://127.0.0.1:9/tsa"]
    monkeypatch.setattr(anchors, "ask", silent)
    with served(StandIn()) as service:
        (tmp_path / "signing").mkdir()
        (tmp_path / "signing" / "ca.secret").write_text(SECRET)
        described = {"kind": "remote", "address": service.address, "secret_file": "ca.secret"}
        (tmp_path / "signing" / "answers.json").write_text(json.dumps(described))
        person = pdf_signatures.certified(
            name="林晓", identity="33010619980412331X", document=bytes(undertaking.sha256), intent="sign", at=NOW
        )
        signed = pdf_signatures.sign_answer(
            store.content(undertaking.blob), picture=b"", name="林晓", words="签署", at=NOW, person=person
        )
    assert [path for path, _body in service.asked] == ["/v1/certificates", "/v1/signatures"]
    assert (signed.profile, signed.kept) == ("B-B", "authority")
    assert "Signature is Valid" in pdfsig(signed.pdf, tmp_path)


def test_who_declines_needs_no_certificate_of_the_authority(cast: Cast, undertaking, tmp_path, real_copy) -> None:
    """Where each signer gets a certificate, a refusal gets none: it is recorded under the system's own key."""
    with served(StandIn()) as service:
        (tmp_path / "signing").mkdir()
        (tmp_path / "signing" / "ca.secret").write_text(SECRET)
        described = {"kind": "remote", "address": service.address, "secret_file": "ca.secret"}
        (tmp_path / "signing" / "answers.json").write_text(json.dumps(described))
        lin = cast.actor("lin")
        answer = actions.answer(undertaking, "decline", by=lin, now=SOON)
    assert service.asked == []
    assert answer.level == ""
    assert "Signature is Valid" in pdfsig(store.content(answer.signed_copy), tmp_path)
    assert "系统签名" in pdfsig(store.content(answer.signed_copy), tmp_path)
