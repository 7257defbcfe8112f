"""The corpus of faults against the Python verifier: no miss but the window, which is told; no false alarm."""

import base64
import hashlib
import io
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from partwell.apps.evidence import actions, anchors, bundle, queries, trees
from partwell.apps.evidence.models import Log
from partwell.lib.actor import system
from partwell.lib.files.store import put
from partwell.verifier import stamp, verify, verify_together
from tests import tsa

from .conftest import PNG, Bundle, keep
from .faults import FORK, FOUND, KINDS, Base, Mutation, mutations
from .test_anchors import authority, real  # noqa: F401 - the authority is a fixture
from .test_page import open_page  # noqa: F401 - a fixture

pytestmark = pytest.mark.skipif(tsa.OPENSSL is None, reason="no openssl")
ENTRIES, ANCHORED = 12, 9
MISSED = Path(__file__).resolve().parents[2] / "var" / "missed"
"""Where what a verifier missed is kept: the keys are other ones in each run, so it could not be made again."""


def make_base(cast, authority, settings, folder) -> Base:  # noqa: F811
    """Twelve entries with three files, time stamps after the third, sixth and ninth, a receipt of the tenth."""
    settings.TSA, settings.TSA_ROOTS = [authority.address], str(authority.roots)
    authority.answer = None
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=real())
    by, receipt = system(cast.company.pk), b""
    blobs = [put(PNG + bytes(n), name=f"签名{n}.png", company=cast.company.pk, now=real()) for n in range(3)]
    for number in range(1, ENTRIES + 1):
        files = [blobs[number % 3]] if number % 4 == 0 else []
        with transaction.atomic():
            payload = {"n": number, "text": "林晓"}
            made = actions.record(stream, "note.one", by=by, now=real(), payload=payload, files=files)
        actions.sequence(real())
        if number in (3, 6, ANCHORED):
            assert anchors.stamp_all(Log.objects.get().pk, real()) == []
        if number == ANCHORED + 1:
            receipt = queries.receipt(made.eid).encode()
    out = io.BytesIO()
    bundle.write(stream, out, about=bundle.About(number="2026-000123", company="x"), now=real())
    plain = Bundle(out.getvalue())
    for name in ("验证.html", "存证页.pdf"):
        plain.files.pop(name, None)  # half a megabyte for readers, which no check is about
    other = tsa.make(folder / "other")
    roots = stamp.certificates(authority.roots.read_bytes())
    return Base(
        content=plain.seal().zip(),
        key=trees.key_of("x").fingerprint,
        tsa=stamp.fingerprint(roots[0]),
        signer=trees._signer(),
        receipt=receipt,
        stamp=authority.stamp,
        anchored=ANCHORED,
        entries=ENTRIES,
        other_root=other.roots.read_bytes(),
        other_stamp=other.stamp,
    )


@pytest.fixture
def base(request, tmp_path_factory):
    """Made once: it is bytes."""

    def make():
        fixtures = (request.getfixturevalue(name) for name in ("cast", "authority", "settings"))
        return make_base(*fixtures, tmp_path_factory.mktemp("faults"))

    return keep("faults", make)  # type: ignore[arg-type, return-value]


Answer = tuple[int, dict[str, str], dict[str, list[str]]]
"""What a verifier says of the first of some files: exit code, status and details of each check."""


def given(mutation: Mutation) -> list[bytes]:
    """The files a reader puts in: the changed bundle, and what he has beside it."""
    return [mutation.content, *mutation.beside]


def by_python(base: Base, some: list[Mutation]) -> Iterator[Answer]:
    """What the Python verifier says of each."""
    known: dict[str, Any] = {"key": base.key, "tsa": [base.tsa]}
    for mutation in some:
        files = {f"{place}": raw for place, raw in enumerate(given(mutation))}
        report = verify_together(files, **known)[0] if mutation.beside else verify(mutation.content, **known)
        checks = report.checks
        yield report.exit_code, {one.code: one.status for one in checks}, {one.code: [*one.details] for one in checks}


IN_THE_PAGE = """async ({groups, key, tsa}) => {
  const answers = [];
  const said = ({place, en}) => (place ? `${place}: ${en}` : en);
  for (const files of groups) {
    const raw = files.map((content) => Uint8Array.from(atob(content), (c) => c.charCodeAt(0)));
    const given = raw.map((bytes, place) => ({name: `${place}`, bytes}));
    const [report] = await PartWell.check(given, key, tsa);
    answers.push([
      PartWell.exitCode(report),
      Object.fromEntries(report.checks.map((one) => [one.code, one.status])),
      Object.fromEntries(report.checks.map((one) => [one.code, one.details.map(said)])),
    ]);
  }
  return answers;
}"""
BATCH = 50


def by_the_page(tab: Any, base: Base, some: list[Mutation]) -> Iterator[Answer]:
    """What the offline page says of each; one page for all, some dozens a call."""
    for start in range(0, len(some), BATCH):
        groups = [[base64.b64encode(raw).decode() for raw in given(one)] for one in some[start : start + BATCH]]
        yield from tab.evaluate(IN_THE_PAGE, {"groups": groups, "key": base.key, "tsa": [base.tsa]})


def is_right(mutation: Mutation, answer: Answer) -> bool:
    """Whether a verifier said what it has to say."""
    code, checks, details = answer
    if mutation.expect == FOUND:
        return code in (1, 2)
    if mutation.expect == FORK:
        return checks["fork"] == "fail"
    check, _colon, part = mutation.told.partition(":")
    return code == 0 and checks[check] == "not_checked" and any(part in one for one in details[check])


def missed(
    answers: Callable[[list[Mutation]], Iterable[Answer]],
    made: Iterator[Mutation],
    right: Callable[[Mutation, Answer], bool] = is_right,
) -> tuple[int, list[tuple[int, str]]]:
    """How many were asked, and what was not answered as it has to be."""
    count, wrong = 0, []
    while some := list(islice(made, 20 * BATCH)):
        count += len(some)
        for one, answer in zip(some, answers(some), strict=True):
            if not right(one, answer):
                wrong.append((one.number, one.name))
                keep_missed(one, answer)
    return count, wrong


def keep_missed(mutation: Mutation, answer: Answer) -> None:
    """Put a changed bundle that was not answered as it has to be where the run's end does not take it."""
    MISSED.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(mutation.content).hexdigest()[:16]
    for place, raw in enumerate(given(mutation)):
        (MISSED / f"{name}-{place}.zip").write_bytes(raw)
    (MISSED / f"{name}.txt").write_text(f"{mutation.number} {mutation.name}\n{mutation.expect}\n{answer}\n")


def test_the_honest_bundle_of_the_corpus_holds(base):
    """Nothing fails; the three entries after the last time stamp are named."""
    report = verify(base.content, key=base.key, tsa=[base.tsa])
    assert report.exit_code == 0, report.text()
    assert report.check("tsa").status == "pass"
    assert [one[:4] for one in report.check("window").details if one[:1] == "0"] == ["0010", "0011", "0012"]


MANY = {kind: 200 if kind in ("tsa", "zip") else 10_000 for kind in sorted(KINDS)}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_sample_of_every_kind_of_fault_is_answered(base, kind):
    """Each way of each kind a few times."""
    few = 5 * len(KINDS[kind]) + 15
    assert missed(lambda some: by_python(base, some), mutations(base, kind, few)) == (few, [])


@pytest.mark.e2e
def test_the_page_answers_a_sample_of_every_kind_of_fault(base, open_page):  # noqa: F811
    """The same, by the other verifier."""
    tab = open_page()
    for kind in KINDS:
        few = 5 * len(KINDS[kind]) + 15
        assert missed(lambda some: by_the_page(tab, base, some), mutations(base, kind, few)) == (few, []), kind


@pytest.mark.nightly
@pytest.mark.parametrize("kind", MANY)
def test_ten_thousand_faults_of_every_kind_are_answered(base, kind):
    """Byte, field, row and proof 10,000 times, authority and zip 200 times."""
    count = MANY[kind]
    assert missed(lambda some: by_python(base, some), mutations(base, kind, count, seed=7)) == (count, [])


@pytest.mark.nightly
@pytest.mark.e2e
@pytest.mark.parametrize("kind", MANY)
def test_the_page_answers_ten_thousand_faults_of_every_kind(base, open_page, kind):  # noqa: F811
    """The very same ones, by the other verifier."""
    tab, count = open_page(), MANY[kind]
    assert missed(lambda some: by_the_page(tab, base, some), mutations(base, kind, count, seed=7)) == (count, [])


@pytest.mark.parametrize("count", [8, pytest.param(1000, marks=pytest.mark.nightly)])
def test_honest_bundles_raise_no_alarm(cast, authority, settings, count):  # noqa: F811
    """Any length, any contents withheld, excerpts, with and without anchors, one log or two: nothing fails."""
    authority.answer = None
    chance, alarms, by = random.Random(count), [], system(cast.company.pk)
    # Each assignment to `settings` lies over the one before, and a thousand of them are too deep.
    asked: list[str] = []
    settings.TSA, settings.TSA_ROOTS = asked, str(authority.roots)
    key, roots = trees.key_of("x").fingerprint, stamp.certificates(authority.roots.read_bytes())
    for turn in range(count):
        asked[:] = [authority.address] if chance.random() < 0.2 else []
        stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=real())
        for number in range(chance.randrange(1, 13)):
            with transaction.atomic():
                actions.record(stream, "note.one", by=by, now=real(), payload={"n": number})
            if asked and chance.random() < 0.3:
                actions.sequence(real())
                anchors.stamp_all(Log.objects.order_by("-pk")[0].pk, real())
        actions.sequence(real())
        eids = [entry.eid for entry in queries.rows(stream)]
        some = frozenset(chance.sample(eids, chance.randrange(len(eids) + 1)))
        given = chance.choice(
            [
                bundle.WHOLE,
                bundle.Disclosure("employee", "x", some),
                bundle.Disclosure("chosen", "x", frozenset(), some),
            ]
        )
        out = io.BytesIO()
        about = bundle.About(number=f"{turn}", company="x")
        bundle.export(stream, out, by=by, now=real() + timedelta(milliseconds=1), about=about, disclosure=given)
        report = verify(out.getvalue(), key=key, tsa=[stamp.fingerprint(roots[0])])
        if report.exit_code:
            alarms.append(report.text())
    assert alarms == []
