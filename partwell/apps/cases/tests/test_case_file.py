"""The case file: list of evidence, gaps, readers, who looked, keeping, hold and erasure by two persons."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import transaction
from pypdf import PdfReader

from partwell.apps.cases import actions, audit, casefile, export, reads, retention
from partwell.apps.cases.models import Access
from partwell.apps.documents.tests.conftest import issue_undertaking
from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence import queries as log
from partwell.apps.evidence import trees
from partwell.lib import clock
from partwell.lib.files.store import put
from partwell.lib.files.tests.test_content import a_png
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.verifier import verify
from tests.stages import stage

from .player import Player

YEARS = timedelta(days=3 * 366)


@stage
def begun(cast):
    """A failed probation that has just begun."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    return play


@stage
def ended(cast):
    """A failed probation played to the end."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    play.play()
    actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    evidence.sequence(play.now)
    return play


@pytest.fixture
def closed(ended):
    """The same, at the hour it ended."""
    clock.freeze(ended.now)
    return ended


def bundle(play, by, **more):
    """A bundle and what the verifier says."""
    evidence.sequence(play.now)
    out = io.BytesIO()
    export.export_case(play.case, out, by=by, now=play.now, **more)
    return verify(out.getvalue(), key=trees.key_of("x").fingerprint)


def test_an_open_case_lists_what_is_missing_and_who_owes_it(begun, cast):
    """Every required step without proof, with its person; nothing is called whole."""
    found = casefile.case_file(cast.actor("hua"), begun.case, begun.now)
    assert found.gaps and all(gap.who for gap in found.gaps if gap.due_at)
    assert found.settled < found.required
    assert found.kept.until is None


def test_a_closed_case_is_listed_by_what_it_proves(closed, cast):
    """Groups in the order of a hearing, numbered through, each with purpose, source and time; no gap."""
    found = casefile.case_file(cast.actor("hua"), closed.case, closed.now)
    assert (found.gaps, found.whole) == ((), True)
    assert found.settled == found.required > 20
    assert [group.number for group in found.groups] == ["一", "二", "三", "四", "五", "六"][: len(found.groups)]
    rows = [row for group in found.groups for row in group.rows]
    assert len({row.number for row in rows}) == len(rows)
    assert all(row.title and row.proves and row.party and row.entry for row in rows)
    assert any("《劳动合同法》" in row.proves for row in rows)


def test_each_reader_gets_a_bundle_that_verifies(closed, cast):
    """What is withheld is listed, the entries still hold, and nobody gets less without the log saying so."""
    hua = cast.actor("hua")
    for reader in ("whole", "arbitrator", "inspector", "employee", "next_employer"):
        report = bundle(closed, hua, reader=reader, purpose="西湖区监察大队")
        assert report.exit_code == 0, f"{reader}\n{report.text()}"
        assert report.about["reader"] == reader
        disclosed = [one for one in report.entries if one.disclosed]
        if reader == "next_employer":
            assert 1 <= len(disclosed) <= 4 and disclosed[-1].type == "evidence.exported"
            assert report.check("stream").status == "not_checked"
            assert report.check("process").status == "not_checked"
        elif reader in ("employee", "inspector"):
            assert 0 < len(disclosed) < len(report.entries)
            assert report.about["withheld"]
        else:
            assert len(disclosed) == len(report.entries)
            assert report.check("process").status == "pass"


def exhibit_of(play, by, **more):
    """The text of a bundle's 存证页.pdf without spaces, and what the verifier says of the bundle."""
    evidence.sequence(play.now)
    out = io.BytesIO()
    export.export_case(play.case, out, by=by, now=play.now, **more)
    with zipfile.ZipFile(out) as bag:
        name = next(one for one in bag.namelist() if one.endswith("/存证页.pdf"))
        pages = PdfReader(io.BytesIO(bag.read(name))).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    return text, verify(out.getvalue(), key=trees.key_of("x").fingerprint)


def test_the_list_of_evidence_goes_along_as_far_as_it_is_disclosed(closed, cast):
    """Each piece with its purpose for arbitration; for others the pieces they may see, and how many they may not."""
    hua = cast.actor("hua")
    rows = [row for group in casefile.case_file(hua, closed.case, closed.now).groups for row in group.rows]
    text, _report = exhibit_of(closed, hua, reader="arbitrator", purpose="仲裁")
    assert "证据目录" in text and "未向您披露，编号" not in text
    for row in rows:
        assert f"{row.number}{''.join(row.title.split())}{''.join(row.proves.split())}" in text, row.number
    text, report = exhibit_of(closed, hua, reader="employee", purpose="本人")
    seen = {one.stream_seq for one in report.entries if one.disclosed}
    hidden = [row for row in rows if row.entry not in seen]
    assert hidden and f"另有{len(hidden)}件未向您披露" in text
    for row in rows:
        assert (f"{row.number}{''.join(row.title.split())}" in text) == (row.entry in seen), row.number


def test_the_next_employer_gets_no_list_but_the_certificate(closed, cast):
    """Neither why the person left nor how many pieces there are."""
    text, _report = exhibit_of(closed, cast.actor("hua"), reader="next_employer", purpose="入职")
    assert "离职证明" in text and "试用期" not in text and "件未向您披露" not in text


def test_own_choice_discloses_the_chosen_entries_alone(closed, cast):
    """Numbers that are ticked, and the export's own entry."""
    report = bundle(closed, cast.actor("hua"), reader="chosen", purpose="x", chosen=[1, 3])
    assert report.exit_code == 0, report.text()
    assert [one.stream_seq for one in report.entries if one.disclosed][:2] == [1, 3]
    with pytest.raises(BadInput):
        bundle(closed, cast.actor("hua"), reader="chosen", purpose="x", chosen=[])
    with pytest.raises(BadInput):
        bundle(closed, cast.actor("hua"), reader="nobody", purpose="x")


def test_the_employee_takes_the_own_file(closed, cast):
    """Without HR, and only the own one."""
    out = io.BytesIO()
    export.export_own(cast.actor("lin"), out, now=closed.now)
    report = verify(out.getvalue(), key=trees.key_of("x").fingerprint)
    assert report.exit_code == 0, report.text()
    assert report.about["reader"] == "employee"
    with pytest.raises(NotVisible):
        export.export_own(cast.actor("wei"), io.BytesIO(), now=closed.now)


def test_staff_who_look_are_noted_once_an_hour(begun, cast):
    """One row a person, page and hour; the employee's own reading is nobody's business."""
    hua = cast.actor("hua")
    for minutes in (0, 5):
        reads.note(hua, begun.case, "case", begun.now + timedelta(minutes=minutes))
    reads.note(cast.actor("lin"), begun.case, "case", begun.now)
    reads.note(cast.actor("wei"), begun.case, "case", begun.now)
    assert Access.objects.count() == 1


def test_each_page_of_a_case_that_staff_open_is_noted(begun, cast, client):
    """Steps, papers, facts, clocks and money as well as the case itself; a refused page is not, nor the own reading."""
    paper = issue_undertaking(cast, case_uid=begun.row.uid)
    client.force_login(cast.user("hua"), backend="django.contrib.auth.backends.ModelBackend")
    at = f"/cases/{begun.case}/"
    pages = {
        "case": at,
        "evidence": f"{at}evidence/",
        "file": f"{at}file/",
        "papers": f"{at}papers/",
        "notices": f"{at}messages/",
        "log": f"{at}log/",
        "step": f"{at}steps/criteria/",
        "facts": f"{at}facts/",
        "clocks": f"{at}clocks/",
        "money": f"/settlements/cases/{begun.row.uid}/",
        "paper": f"/my/papers/{paper.uid}/",
    }
    for what, address in pages.items():
        assert client.get(address).status_code == 200, address
        assert Access.objects.filter(what=what).count() == 1, what
    client.force_login(cast.user("lin"), backend="django.contrib.auth.backends.ModelBackend")
    client.get(pages["paper"])
    client.force_login(cast.user("lu"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(pages["paper"]).status_code == 403
    assert set(Access.objects.values_list("user__pk", flat=True)) == {cast.user("hua").pk}


def test_a_hold_is_lifted_by_two(begun, cast):
    """One asks, another one confirms; each is an entry of the case."""
    first, second, now = cast.actor("gu"), cast.actor("luo"), begun.now
    with pytest.raises(BadInput):
        retention.place_hold(by=first, case=begun.case, reason=" ", now=now)
    with pytest.raises(NotAllowed):
        retention.place_hold(by=cast.actor("zhou"), case=begun.case, reason="x", now=now)
    with pytest.raises(NotVisible):
        retention.place_hold(by=cast.actor("wei"), case=begun.case, reason="x", now=now)
    retention.place_hold(by=first, case=begun.case, reason="仲裁", now=now)
    for act, more in ((retention.place_hold, {"reason": "x"}), (retention.lift_hold, {})):
        with pytest.raises(Refused):
            act(by=first, case=begun.case, now=now, **more)
    retention.ask_lift(by=first, case=begun.case, reason="结案", now=now)
    with pytest.raises(NotAllowed):
        retention.lift_hold(by=first, case=begun.case, now=now)
    retention.lift_hold(by=second, case=begun.case, now=now)
    types = [one.type for one in casefile.case_file(first, begun.case, now).entries]
    assert [one for one in types if one.startswith("hold.")] == ["hold.placed", "hold.lift_asked", "hold.lifted"]


def test_nobody_is_erased_before_the_time_under_a_hold_or_by_one_person(closed, cast):
    """Law first, then the hold, then two persons; afterwards the bundle says lawfully erased and still holds."""
    first, second = cast.actor("luo"), cast.actor("chen")
    later = closed.now + YEARS
    with pytest.raises(Refused, match=r"kept until|保存"):
        retention.ask_erasure(by=first, case=closed.case, basis="retention_over", now=closed.now)
    with pytest.raises(BadInput):
        retention.ask_erasure(by=first, case=closed.case, basis="mood", now=later)
    retention.place_hold(by=first, case=closed.case, reason="仲裁", now=later)
    with pytest.raises(Refused):
        retention.ask_erasure(by=first, case=closed.case, basis="retention_over", now=later)
    retention.ask_lift(by=first, case=closed.case, reason="结案", now=later)
    retention.lift_hold(by=second, case=closed.case, now=later)
    retention.ask_erasure(by=first, case=closed.case, basis="retention_over", now=later)
    with pytest.raises(NotAllowed):
        retention.do_erasure(by=first, case=closed.case, now=later)
    retention.do_erasure(by=second, case=closed.case, now=later)
    evidence.sequence(later)
    out = io.BytesIO()
    export.export_case(closed.case, out, by=second, now=later)
    report = verify(out.getvalue(), key=trees.key_of("x").fingerprint)
    assert report.exit_code == 0, report.text()
    told = report.check("content").details
    assert told and all("lawfully erased" in one for one in told)
    assert "林晓" not in json.dumps(report.about, ensure_ascii=False)
    found = casefile.case_file(second, closed.case, later)
    assert found.kept.erased_at == later
    assert [one for one in audit.check_all_cases() if one[0].pk == found.case.pk] == []
    assert log.audit() == []


@pytest.mark.parametrize("page", ["file/", "file/access/", "file/keeping/", "evidence/", ""])
def test_pages_for_hr_are_closed_to_others(begun, cast, page, client):
    """404 for another company, 403 with a sentence for who may not read it all, 200 for HR."""
    for who, status in (("wei", 404), ("lin", 403), ("zhou", 403), ("hua", 200)):
        client.force_login(cast.user(who))
        assert client.get(f"/cases/{begun.case}/{page}").status_code == status, who
    assert Access.objects.filter(user=cast.user("hua")).count() == (0 if "/a" in page or "keeping" in page else 1)


def test_an_export_says_what_it_is_for(closed, cast, client):
    """Without a purpose the page comes back with the sentence; with one the bundle comes and the purpose is kept."""
    client.force_login(cast.user("hua"))
    evidence.sequence(closed.now)
    address = f"/cases/{closed.case}/evidence/export/"
    assert client.post(address, {"reader": "arbitrator"}).status_code == 422
    answer = client.post(address, {"reader": "arbitrator", "purpose": "D-2026-009"})
    assert answer.status_code == 200
    report = verify(b"".join(answer.streaming_content))
    assert report.about["purpose"] == "D-2026-009"


def test_a_file_that_is_gone_is_named_and_no_bundle_leaves_without_it(closed, cast, client, settings, tmp_path):
    """A bundle in which it is missing without a word would prove less than it seems to."""
    settings.FILES_DIR = tmp_path
    blob = put(a_png(), name="银行回单.png", company=cast.company.pk, now=closed.now)
    with transaction.atomic():
        entry = evidence.record(
            closed.row.stream, "test.fact", by=cast.actor("hua"), now=closed.now, payload={}, files=[blob]
        )
    evidence.sequence(closed.now)
    (tmp_path / blob.address[:2] / blob.address).unlink()
    client.force_login(cast.user("hua"))
    answer = client.post(f"/cases/{closed.case}/evidence/export/", {"reader": "whole"})
    assert answer.status_code == 409
    assert f"第 {entry.stream_seq} 条记录的文件“银行回单.png”缺失或已损坏" in answer.content.decode()


def test_the_employees_own_pages(closed, cast, client):
    """The own file and its download; a receipt of an answer that the verifier takes."""
    evidence.sequence(closed.now)
    client.force_login(cast.user("lin"))
    assert client.get("/my/file/").status_code == 200
    answer = client.post("/my/file/download/")
    assert verify(b"".join(answer.streaming_content)).exit_code == 0
    client.force_login(cast.user("wei"))
    assert client.post("/my/file/download/").status_code == 404


def test_an_unsigned_log_is_said_in_a_sentence(cast, closed, monkeypatch):
    """Where the process that signs the log stands still, nobody gets a fault: the file is refused for now."""

    def unsigned(*args, **more):
        raise log.NotIntegrated("1 entries have no place in the tree yet")

    monkeypatch.setattr(export, "export", unsigned)
    with pytest.raises(Refused, match="等待签名") as refused:
        export.export_case(closed.case, io.BytesIO(), by=cast.actor("hua"), now=closed.now)
    assert refused.value.code == "not_ready"
