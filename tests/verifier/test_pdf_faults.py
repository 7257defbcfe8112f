"""Faults of signed papers against both verifiers, where the log was rewritten to fit with its own key."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfWriter

from partwell.apps.evidence import trees
from partwell.lib import signing
from partwell.lib.signing import seal_image
from partwell.verifier import verify

from .conftest import Bundle, keep, written
from .faults import Mutation
from .pdf_faults import JUDGED, WAYS, Papers, mutations
from .test_faults import Answer, by_python, by_the_page, missed
from .test_page import open_page  # noqa: F401 - a fixture
from .test_papers import blank, key, recorded

pytestmark = pytest.mark.django_db  # the base is made by the product, on whichever database the run is
AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
FEW, MANY = 2 * len(WAYS), 200


def make_base(cast: Any, folder: Any) -> Papers:
    """A paper of one page, signed by hand and sealed as the product does it, and the papers of a forger."""
    person, seal = key(folder, "answers"), key(folder, "seal")
    other_person, other_seal = key(folder / "other", "answers"), key(folder / "other", "seal")
    picture = seal_image.draw("杭州云岚软件有限公司", "0" * 64)

    def made(raw: bytes, *, signer: Any, sealer: Any) -> tuple[bytes, bytes]:
        one = signing.sign(raw, signer, signing.Place("answer", "答复", picture), reason="签署", name="林晓", at=AT)
        place = signing.Place("seal", "电子印章", picture, page=0, corner=(200, 300), clear=True)
        return one, signing.sign(one, sealer, place, reason="盖章", name="公司", at=AT)

    first, sealed = made(blank(), signer=person, sealer=seal)
    look_alike = [
        made(blank(), signer=other_person, sealer=other_seal)[1],
        signing.sign(first, other_seal, signing.Place("seal", picture=picture), reason="盖章", name="公司", at=AT),
        signing.sign(sealed, other_seal, signing.Place("seal2"), reason="盖章", name="公司", at=AT),
    ]
    plain = Bundle(written(recorded(cast, first, sealed, person, seal)))
    plain.files.pop("验证.html", None)  # half a megabyte for readers, which no check is about
    return Papers(
        content=plain.seal().zip(),
        pdf=sealed,
        key=trees.key_of("x").fingerprint,
        log_key=trees._signer(),
        other_pdf=made(_other(), signer=person, sealer=seal)[1],
        look_alike=tuple(look_alike),
    )


def _other() -> bytes:
    """A PDF of two pages."""
    writer, out = PdfWriter(), io.BytesIO()
    for _page in range(2):
        writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def papers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """Made once: it is bytes."""

    def make() -> Papers:
        return make_base(request.getfixturevalue("cast"), tmp_path_factory.mktemp("papers"))

    return keep("pdf faults", make)  # type: ignore[arg-type, return-value]


def found(mutation: Mutation, answer: Answer) -> bool:
    """What every verifier says of a changed paper: a check fails, or it is no bundle any more."""
    del mutation
    return answer[0] in (1, 2)


def not_passed(mutation: Mutation, answer: Answer) -> bool:
    """What the page says: where it can't judge validation data it passes nothing and says so."""
    if mutation.expect == JUDGED and answer[0] == 0:
        return answer[1]["pdf"] == "not_checked" and any("can't judge" in one for one in answer[2]["pdf"])
    return found(mutation, answer)


@pytest.mark.once
def test_the_honest_papers_hold_and_name_both_who_signed(papers: Papers) -> None:
    """Neither the picture of the hand nor that of the seal is taken for a change."""
    report = verify(papers.content, key=papers.key)
    assert report.exit_code == 0, report.text()
    assert (report.check("pdf").status, len(report.check("pdf").details)) == ("pass", 3)


@pytest.mark.once
def test_a_sample_of_the_faults_of_papers_is_found(papers: Papers) -> None:
    """Each way twice: bits, cuts, updates, signatures swapped, taken off and made anew, ranges, the room left over."""
    assert missed(lambda some: by_python(papers, some), mutations(papers, FEW), found) == (FEW, [])


@pytest.mark.once
@pytest.mark.e2e
def test_the_page_passes_no_sample_of_the_faults_of_papers(papers: Papers, open_page: Any) -> None:  # noqa: F811
    """The same, by the other verifier."""
    tab = open_page()
    assert missed(lambda some: by_the_page(tab, papers, some), mutations(papers, FEW), not_passed) == (FEW, [])


@pytest.mark.nightly
def test_two_hundred_faults_of_papers_are_found(papers: Papers) -> None:
    """By the Python verifier."""
    assert missed(lambda some: by_python(papers, some), mutations(papers, MANY, seed=7), found) == (MANY, [])


@pytest.mark.nightly
@pytest.mark.e2e
def test_the_page_passes_none_of_two_hundred_faults_of_papers(papers: Papers, open_page: Any) -> None:  # noqa: F811
    """The very same ones, by the page."""
    tab = open_page()
    answers = mutations(papers, MANY, seed=7)
    assert missed(lambda some: by_the_page(tab, papers, some), answers, not_passed) == (MANY, [])
