"""After an erasure no app holds a word, a figure or a file of the person; everybody else's rows stand."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from partwell.apps.accounts.models import User
from partwell.apps.cases import actions, retention
from partwell.apps.documents.queries import paper_of
from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence.erasure import erase
from partwell.apps.settlements.queries import statement_of
from partwell.lib import clock, erasing
from partwell.lib.files.models import Blob
from partwell.lib.files.store import stage
from partwell.lib.keys.fields import ERASED
from partwell.lib.refusal import Refused

from .player import Player

PDF = b"%PDF-1.4\n%%EOF\n"


def test_every_sealed_column_and_file_is_listed_or_left_with_a_reason():
    """A new model with something sealed says whose it is, or why it is nobody's."""
    held, kept = erasing.held(), erasing.kept()
    missing = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if model is not Blob and model not in held and model._meta.label not in kept
        for name in (*erasing.sealed_of(model), *erasing.files_of(model))
        if f"{model._meta.label}.{name}" not in kept
    ]
    assert missing == []
    known = {model._meta.label for model in apps.get_models()}
    assert all(why and ".".join(name.split(".")[:2]) in known for name, why in kept.items())
    for model, one in held.items():
        assert set(one.data) <= set(erasing.sealed_of(model)), model
        assert str(model._base_manager.filter(one.of(0)).query), model


def fill(cast, now):
    """A row of every model for one person that the play of a case does not leave; the files of those rows."""
    lin, wang, at = cast.lin, cast.wang, now
    course = apps.get_model("training.Course").objects.create(
        company=lin.company, title="x", kind="special", created_at=now
    )

    def file(name):
        blob = stage(PDF + name.encode(), name=f"{name}.pdf", company=lin.company_id, now=now, made_here=True)
        blob.save()
        return blob

    def make(label, employee=None, words=(), **more):
        model = apps.get_model(label)
        row = model(**({"employee": employee} if employee else {}), **more)
        for name in words:
            setattr(row, name, more.get(name) or {"score": "88", "value": "1", "agreed": "5"}.get(name, "[]"))
        row.save()
        return row

    for person in (lin, wang):
        tag = person.number
        make(
            "settlements.StatedFigure",
            person,
            ("value",),
            name="x",
            source="x",
            stated_by="x",
            stated_by_name="x",
            stated_at=at,
        )
        sheet = make(
            "settlements.Calculation",
            person,
            ("statement",),
            company=person.company,
            path="",
            name="x",
            sha256="0",
            printable=True,
            made_by="a",
            made_by_name="a",
            made_at=at,
        )
        make("settlements.Review", None, ("reason",), calculation=sheet, answer="returned", by="b", by_name="b", at=at)
        make("appraisals.Task", person, ("title", "reason"), due_on=date(2026, 5, 1), set_at=at, cancelled_at=at)
        make("appraisals.ProbationReview", person, ("reason",), conclusion="met", by_name="x", at=at)
        make("appraisals.GroundOverride", person, ("reason",), risks=[], asked_by="x", asked_by_name="x", asked_at=at)
        make(
            "appraisals.ImprovementPlan",
            person,
            ("shortfall", "goals", "objection", "result"),
            measure="training",
            starts_on=date(2026, 5, 1),
            ends_on=date(2026, 6, 1),
            set_at=at,
            set_by_name="x",
        )
        plan = apps.get_model("appraisals.Plan").objects.create(
            position=person.position,
            company=person.company,
            version=90 + (person is wang),
            title="x",
            metrics=[],
            sha256="0",
            created_at=at,
        )
        receipt = make(
            "appraisals.PlanReceipt",
            person,
            plan=plan,
            handed_at=at,
            received_on=date(2026, 5, 1),
            paper=file(f"r{tag}"),
        )
        report = make(
            "appraisals.MonthlyReport",
            person,
            ("inputs", "remarks", "self_assessment", "comment", "objection", "reply"),
            receipt=receipt,
            month=date(2020, 1, 1),
            begins_on=date(2020, 1, 1),
            ends_on=date(2020, 1, 31),
            state="objected",
            published_at=at,
            answered_at=at,
            paper=file(f"m{tag}"),
        )
        make(
            "appraisals.Rating",
            None,
            ("score", "sentence"),
            report=report,
            rater=cast.employee("zhou"),
            asked_at=at,
            given_at=at,
        )
        stream = evidence.stream_of_employee(person.pk, now)
        for receiver in ({"to_employee": person}, {"to_user": cast.user("hua")}):
            notice = make(
                "notices.Notice",
                None,
                ("text",),
                key=f"{tag}{receiver}",
                stream=stream,
                template="x",
                language="zh",
                created_at=at,
                **receiver,
            )
            make(
                "notices.Delivery",
                None,
                ("address",),
                notice=notice,
                token=f"{tag}{len(receiver)}{notice.pk}"[-12:],
                channel="mail",
                queued_at=at,
            )
        document = make(
            "documents.Document",
            person,
            ("paper", "end_reason"),
            company=person.company,
            stream=stream,
            kind="signature_consent",
            number=tag,
            blob=file(f"d{tag}"),
            sha256=b"0",
            pages=1,
            reader_pages=1,
            issued_at=at,
            issued_by="x",
        )
        make(
            "documents.Answer",
            None,
            ("text",),
            document=document,
            intent="decline",
            method="signed_in",
            by="x",
            at=at,
            signed_copy=file(f"s{tag}"),
            receipt="x",
            entry_seq=1,
        )
        make("documents.SealAct", None, ("seal_number",), document=document, by="x", at=at, scan=file(f"c{tag}"))
        taken = make("training.Participation", person, course=course, asked_at=at)
        make("training.Attempt", None, ("answers",), participation=taken, number=1, asked=[], begun_at=at)
        make(
            "training.Bond",
            person,
            ("costs", "agreed"),
            course=course,
            months=12,
            starts_on=date(2026, 5, 1),
            signed_on=date(2026, 5, 1),
            paper=file(f"b{tag}"),
            recorded_by_name="x",
            recorded_at=at,
        )
        make(
            "attendance.AttendanceMonth",
            person,
            ("dispute", "reply"),
            month=date(2019, 1, 1),
            through=date(2019, 1, 31),
            due_days=0,
            present_days=0,
            source="x",
            recorded_by="x",
            recorded_by_name="x",
            recorded_at=at,
        )
        make(
            "attendance.Request",
            person,
            ("reason", "answer"),
            kind="leave",
            state="approved",
            first_day=date(2019, 1, 1),
            last_day=date(2019, 1, 2),
            asked_at=at,
            decided_at=at,
            proof=file(f"p{tag}"),
        )
        make("attendance.NoShow", person, ("note",), first_day=date(2019, 1, 1), days=3, found_at=at)


def left_of(employee):
    """What is still held of a person: rows with a sealed column that says something, and files."""
    found = []
    for model, one in erasing.held().items():
        for row in model._base_manager.filter(one.of(employee)).distinct():
            label = model._meta.label
            found += [
                f"{label}.{name}"
                for name in erasing.sealed_of(model)
                if bytes(getattr(row, f"{name}_sealed") or b"") not in (b"", ERASED)
                and f"{label}.{name}" not in erasing.kept()
            ]
            for name in erasing.files_of(model):
                blob = getattr(row, name)
                found += [f"{label}.{name}"] if blob and not blob.address.startswith("erased:") else []
    return found


@pytest.fixture
def closed(cast):
    """A failed probation played to the end, with rows of every other app for two people."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    play.play()
    actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    fill(cast, play.now)
    evidence.sequence(play.now)
    clock.freeze(play.now)
    return play


def test_nothing_is_left_of_the_person_and_all_of_the_others(closed, cast, client):
    """Two persons erase; sealed columns and files of every app are empty, pages still open and say so."""
    later, pk, other = closed.now + timedelta(days=3 * 366), cast.lin.pk, cast.wang.pk
    before, theirs = left_of(pk), left_of(other)
    assert {one.split(".")[0] for one in before} >= {
        "settlements",
        "appraisals",
        "attendance",
        "training",
        "people",
        "documents",
        "notices",
    }
    luo, chen = cast.actor("luo"), cast.actor("chen")
    retention.ask_erasure(by=luo, case=closed.case, basis="retention_over", now=later)
    retention.do_erasure(by=chen, case=closed.case, now=later)
    assert left_of(pk) == []
    assert sorted(left_of(other)) == sorted(theirs)
    review = apps.get_model("settlements.Review").objects.get(calculation__employee=pk)
    assert "依法删除" in review.reason or "lawfully erased" in review.reason
    lin = apps.get_model("people.Employee").objects.get(pk=pk)
    assert lin.name == erasing.ERASED_NAME
    user = User.objects.get(pk=lin.user_id)
    assert (user.name, user.is_active, user.phone) == (erasing.ERASED_NAME, False, "")
    evidence.sequence(later)
    clock.freeze(later)
    client.force_login(cast.user("hua"))
    for address in ("", "file/", "file/keeping/", "evidence/"):
        answer = client.get(f"/cases/{closed.case}/{address}")
        assert answer.status_code == 200, address
        assert "林晓" not in answer.content.decode(), address
    for label in ("documents.Document", "settlements.Calculation"):
        row = apps.get_model(label).objects.filter(employee=pk).first()
        with pytest.raises(Refused, match=r"依法删除|lawfully erased"):
            (paper_of if label.startswith("documents") else statement_of)(row)


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("settlements.StatedFigure", "value"),
        ("settlements.Calculation", "statement"),
        ("settlements.Review", "reason"),
        ("appraisals.MonthlyReport", "comment"),
        ("appraisals.Rating", "sentence"),
        ("attendance.Request", "reason"),
    ],
)
def test_the_database_lets_nobody_empty_a_row_while_the_key_stands(cast, label, column):
    """And after the erasure it lets nobody write words again."""
    fill(cast, cast.now)
    model = apps.get_model(label)
    rows = model.objects.filter(erasing.held()[model].of(cast.lin.pk))
    for value in (ERASED, b""):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**{f"{column}_sealed": value})
    full = bytes(getattr(rows.first(), f"{column}_sealed"))
    evidence.stream_of_employee(cast.lin.pk, cast.now)
    erase(cast.lin.pk, basis="retention_over", asked_by="x", by=cast.actor("luo"), now=cast.now)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**{f"{column}_sealed": full})
