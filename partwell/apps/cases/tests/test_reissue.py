"""A sealed certificate issued again: made from the records, sealed, sent; the old one's code says so. Or taken back."""

import io
from datetime import timedelta
from typing import Any

import pytest

from partwell.apps.cases import actions, casefile, export, papers, proof, reissue, values
from partwell.apps.documents import actions as documents
from partwell.apps.documents import checking, codes, pdf_signatures
from partwell.apps.documents import queries as documents_of
from partwell.apps.documents.models import Document
from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence import queries as log
from partwell.apps.evidence import trees
from partwell.apps.notices.models import Notice
from partwell.core.process.decide import Act, Attach
from partwell.core.process.template import Item
from partwell.lib.actor import system
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.verifier import verify
from tests.cast import NOW, Cast

from .player import SHA, Player

pytestmark = pytest.mark.django_db
WHY = "入职日期写错了"


@pytest.fixture
def tokens(monkeypatch: Any) -> list[str]:
    """The codes of the certificates that were made, oldest first."""
    found: list[str] = []
    fresh = checking.new_token

    def kept() -> str:
        found.append(fresh())
        return found[-1]

    monkeypatch.setattr(checking, "new_token", kept)
    return found


@pytest.fixture
def play(cast: Cast, settings: Any, tmp_path: Any, tokens: list[str]) -> Player:
    """Wang resigned; the certificate is made, sealed by number and delivered: its step is done."""
    settings.FILES_DIR = tmp_path
    play = Player(cast, NOW - timedelta(days=1))
    play.start("wang", "voluntary_resignation", "wang")
    for step in ("resign", "ack", "date_fixed"):
        play.do(step)
    xu = cast.actor("xu")
    papers.make(by=xu, case=play.case, step="certificate", kind="certificate", now=play.now)
    given = [proof.Given(Item.parse("employer.seal:certificate"), number="2026-17")]
    proof.hand_in(by=xu, case=play.case, step="certificate", given=given, now=play.now)
    way = Attach(Item.parse("third.delivery:certificate"), object="uid", sha256=SHA, source="channel")
    actions.act(by=system(cast.company.pk), case=play.case, wish=Act("certificate", (way,)), now=play.now)
    assert play.views()["certificate"].settled
    return play


def certificate(play: Player) -> Any:
    """The certificate that stands."""
    return documents_of.current(play.row.uid, "certificate")


def again(play: Player, paper: Any, **more: Any) -> Any:
    """Xu issues it again."""
    given = {"reason": WHY, "seal_number": "2026-18", "key": "k1", **more}
    done = reissue.issue(by=play.cast.actor("xu"), paper=paper.uid, now=play.now, **given)
    return Document.objects.get(uid=done["paper"])


def test_a_corrected_record_gives_a_corrected_certificate(play: Player, tokens: list[str]) -> None:
    """The new one says what the record says now and names the old one, which stays readable and is valid no more."""
    old, person = certificate(play), play.cast.wang
    person.hired_on = person.hired_on - timedelta(days=30)
    person.save()
    made = again(play, old)
    assert (made.version, made.replaces_id) == (2, old.pk)
    said = made.paper
    assert f"代替编号 {old.number} 的文书" in said.replace("\\n", "")
    assert said != old.paper
    assert [checking.ask(token).state for token in tokens] == ["replaced", "valid"]
    types = [(one.type, one.payload) for one in log.entries(play.row.stream)][-6:]
    replaced = next(payload for type_, payload in types if type_ == "document.replaced")
    assert (replaced["document"], replaced["reason"]) == (str(old.uid), WHY)
    assert [type_ for type_, _payload in types if type_.startswith("document.")] == [
        "document.replaced",
        "document.issued",
        "document.sealed",
    ]
    assert Notice.objects.get(template="certificate_again").subject_uid == made.uid


def test_the_same_form_sent_twice_makes_one(play: Player) -> None:
    """The first answer comes back, though the old one is replaced by then."""
    old = certificate(play)
    assert again(play, old) == again(play, old)
    assert Document.objects.filter(kind="certificate").count() == 2


def test_two_at_the_same_moment_leave_one(play: Player) -> None:
    """The second finds the old one replaced."""
    old = certificate(play)
    again(play, old)
    with pytest.raises(Refused) as refusal:
        again(play, old, key="k2")
    assert refusal.value.code == "ended"


def test_it_takes_a_reason_and_a_seal(play: Player) -> None:
    """Both are named at once, and nothing is made."""
    with pytest.raises(BadInput) as wrong:
        again(play, certificate(play), reason=" ", seal_number="")
    assert set(wrong.value.fields) == {"reason", "number"}
    assert Document.objects.filter(kind="certificate").count() == 1


def test_it_can_be_sealed_electronically(play: Player, monkeypatch: Any, tmp_path: Any) -> None:
    """The seal lies on the new one."""
    monkeypatch.setattr(pdf_signatures, "folder", lambda: tmp_path / "signing")
    pdf_signatures.make_seal(play.cast.company.uid, play.cast.company.name, NOW - timedelta(days=2))
    made = again(play, certificate(play), seal_number="", electronic=True)
    act = documents_of.seal_of(made)
    assert act.sealed_copy is not None
    sealed = [one.payload for one in log.entries(play.row.stream) if one.type == "document.sealed"][-1]
    assert sealed["electronic"]["over"] == bytes(made.sha256).hex()


def test_who_may_not_is_told_so(play: Player) -> None:
    """Neither the person, nor another company, nor a colleague without the seal; HR management takes back alone."""
    old = certificate(play)
    for who, refusal in (("wang", NotAllowed), ("wei", NotVisible), ("lu", NotAllowed)):
        with pytest.raises(refusal):
            reissue.issue(by=play.cast.actor(who), paper=old.uid, reason=WHY, seal_number="1", now=play.now)
    with pytest.raises(NotAllowed):
        reissue.take_back(by=play.cast.actor("xu"), paper=old.uid, reason=WHY, now=play.now)


def test_one_that_is_not_sealed_is_made_anew_on_its_step(play: Player) -> None:
    """The page says where."""
    old = certificate(play)
    other = documents.render(
        "certificate",
        {**_values(play), "replaces_number": old.number},
        company=play.cast.company.pk,
        now=play.now,
    )
    bare = documents.replace(old, other, reason=WHY, by=play.cast.actor("xu"), now=play.now)
    with pytest.raises(Refused) as refusal:
        again(play, bare)
    assert refusal.value.code == "not_sealed"


def _values(play: Player) -> dict[str, Any]:
    return values.collect(play.row, "certificate", play.views()["certificate"], play.now)


def test_taken_back_it_certifies_nothing(play: Player, tokens: list[str]) -> None:
    """Also one the person signed for: a receipt goes on saying that it came. The person is told."""
    old = certificate(play)
    documents.answer(old, "decline", by=play.cast.actor("wang"), now=play.now)
    reissue.take_back(by=play.cast.actor("gu"), paper=old.uid, reason="裁决继续履行劳动合同", now=play.now)
    assert checking.ask(tokens[-1]).state == "withdrawn"
    assert Notice.objects.get(template="certificate_taken_back").subject_uid == old.uid
    with pytest.raises(Refused):
        again(play, old)
    with pytest.raises(BadInput, match=r"certificate|证明"):
        export.export_case(
            play.case, io.BytesIO(), by=play.cast.actor("hua"), now=play.now, reader="next_employer", purpose="x"
        )


def test_the_list_of_evidence_names_both(play: Player) -> None:
    """The old one as replaced, the new one under its own entry."""
    made = again(play, certificate(play))
    found = casefile.case_file(play.cast.actor("hua"), play.case, play.now)
    rows = [row for group in found.groups for row in group.rows if row.step == "certificate"]
    seals = [row for row in rows if row.sha256 in {bytes(one.sha256).hex() for one in Document.objects.all()}]
    assert any(row.sha256 == bytes(made.sha256).hex() and row.entry for row in seals)
    assert any("已被新版本替换" in row.title for row in seals if row.sha256 != bytes(made.sha256).hex())
    assert found.whole


def test_the_list_of_evidence_says_signed_with_objections(play: Player, monkeypatch: Any) -> None:
    """A receipt with a remark is told from one without."""
    monkeypatch.setattr(codes, "new_code", lambda: "123456")
    monkeypatch.setattr(documents.notices, "send", lambda **_given: None)
    play.cast.wang.phone = "13800001111"
    play.cast.wang.save()
    wang, paper, intent = play.cast.actor("wang"), certificate(play), "sign_with_reservation"
    documents.send_code(paper, intent, by=wang, now=play.now)
    documents.answer(paper, intent, by=wang, now=play.now, code="123456", text="入职日期不对")
    found = casefile.case_file(play.cast.actor("hua"), play.case, play.now)
    titles = [row.title for group in found.groups for row in group.rows if row.party == "员工"]
    assert any(title.endswith("（附异议）") for title in titles)


def test_the_next_employer_gets_the_one_that_stands(play: Player) -> None:
    """Nothing of the one it replaced, and the bundle verifies."""
    again(play, certificate(play))
    evidence.sequence(play.now)
    out = io.BytesIO()
    export.export_case(play.case, out, by=play.cast.actor("hua"), now=play.now, reader="next_employer", purpose="x")
    report = verify(out.getvalue(), key=trees.key_of("x").fingerprint)
    assert report.exit_code == 0, report.text()
    shown = [one.type for one in report.entries if one.disclosed]
    assert "document.replaced" not in shown and shown.count("document.issued") == 1


def test_the_page(client: Any, play: Player) -> None:
    """From the list of papers: a form that says what is missing, and leads back when it is done."""
    client.force_login(play.cast.user("xu"), backend="django.contrib.auth.backends.ModelBackend")
    old = certificate(play)
    address = f"/papers/{old.uid}/again/"
    assert address in client.get(f"/cases/{play.case}/papers/").content.decode()
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"act": "issue", "reason": "", "number": ""})
    assert wrong.status_code == 422
    done = client.post(address, {"act": "issue", "reason": WHY, "number": "2026-18"})
    assert done.status_code == 302
    reader = client.get(f"/my/papers/{old.uid}/").content.decode()
    assert WHY in reader and str(certificate(play).uid) in reader
    assert client.get(address).status_code == 409
