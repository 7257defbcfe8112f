"""A key held by a licensed authority: the protocol is kept, and what it answers is checked before it is used."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from partwell.lib import signing
from partwell.lib.signing import providers

from .authority import SECRET, StandIn, served
from .conftest import AT, pdfsig, signed


@pytest.fixture
def service() -> Iterator[StandIn]:
    """The stand-in, with the company's seal among its keys."""
    with served(StandIn()) as own:
        own.issue("company-seal", "杭州云岚软件有限公司", uses=9)
        yield own


def described(folder: Path, service: StandIn, **more: str) -> signing.Provider:
    """The signer that a description in the folder of the keys names."""
    (folder / "ca.secret").write_text(f"{SECRET}\n")
    value = {"kind": "remote", "address": service.address, "secret_file": "ca.secret", **more}
    (folder / "seal.json").write_text(json.dumps(value))
    found = providers.find(folder, "seal")
    assert found is not None
    return found


def test_the_authoritys_key_signs_and_never_sees_the_paper(service, paper, tmp_path):
    """What it gets are the signed attributes, with the digest; what it signs is valid to others."""
    made = signed(paper, described(tmp_path, service, key="company-seal"))
    assert "Signature is Valid" in pdfsig(made, tmp_path)
    paths = [path for path, _body in service.asked]
    assert paths == ["/v1/certificates", "/v1/signatures"]
    assert len(base64.b64decode(service.asked[1][1]["data"])) < 1_000


def test_a_person_gets_a_certificate_for_one_paper(service, paper, tmp_path):
    """Issued for name, identity, paper and intent; good for one signature only."""
    person = described(tmp_path, service).for_person(
        name="林晓", identity="33010619980412331X", document="ab" * 32, intent="sign", at=AT
    )
    made = signed(paper, person)
    assert "林晓" in pdfsig(made, tmp_path)
    with pytest.raises(signing.CannotSign):
        signed(paper, person)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"names": "王思远"}, "somebody else"),
        ({"days": (-9, -1)}, "not valid now"),
        ({"days": (1, 9)}, "not valid now"),
    ],
)
def test_a_certificate_of_another_person_or_time_is_none(service, tmp_path, wrong, said):
    """Such a signature would be called the person's own and be none."""
    for name, value in wrong.items():
        setattr(service, name, value)
    with pytest.raises(ValueError, match=said):
        described(tmp_path, service).for_person(
            name="林晓", identity="33010619980412331X", document="ab" * 32, intent="sign", at=AT
        )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path, answer: answer | {"request": "another"},
        lambda path, answer: (
            answer | ({"signature": base64.b64encode(b"x" * 70).decode()} if "signature" in answer else {})
        ),
        lambda path, answer: {"request": answer.get("request")} if path.endswith("signatures") else answer,
        lambda path, answer: [],
    ],
)
def test_a_wrong_answer_signs_nothing(service, paper, tmp_path, spoil):
    """Another request's answer, a signature that does not hold, none, no object."""
    key = described(tmp_path, service, key="company-seal")
    service.spoil = spoil
    with pytest.raises(signing.CannotSign):
        signed(paper, key)


def test_a_wrong_secret_and_a_dead_service_are_said(service, paper, tmp_path):
    """Neither waits for ever, neither leaves a half signed file."""
    key = described(tmp_path, service, key="company-seal")
    (tmp_path / "ca.secret").write_text("wrong")
    with pytest.raises(OSError, match="did not answer"):
        providers.find(tmp_path, "seal")
    del key


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "remote", "address": "http://ca.example", "secret_file": "s"},
        {"kind": "x"},
        {"kind": "remote", "address": "https://ca.example"},
    ],
)
def test_a_description_that_is_none_is_refused(tmp_path, value):
    """No plain HTTP beyond this machine, no unknown kind, no missing secret."""
    (tmp_path / "seal.json").write_text(json.dumps(value))
    with pytest.raises(ValueError, match=r"remote|kind"):
        providers.find(tmp_path, "seal")
