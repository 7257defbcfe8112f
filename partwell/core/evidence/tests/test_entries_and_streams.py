"""The body of an entry and the chain of a stream."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from partwell.core.evidence import canonical, commitment, entry, tree
from partwell.core.evidence.entry import (
    Body,
    Fault,
    File,
    NotAnEntry,
    check_chain,
    parse,
    time_text,
)

FIRST = Body(
    log="0199f0aa-0000-7000-8000-000000000001/hr-evidence/2026",
    eid="0199f0aa-0000-7000-8000-000000000010",
    stream="0199f0aa-0000-7000-8000-000000000002",
    stream_kind="case",
    stream_seq=1,
    prev="",
    type="case.started",
    at="2026-11-26T02:00:00.000Z",
    actor="0199f0aa-0000-7000-8000-000000000003",
    commit="0" * 64,
)


def chain(count=4):
    """A stream of `count` entries, a minute apart."""
    made = [FIRST]
    for n in range(1, count):
        made.append(
            replace(
                FIRST,
                eid=f"0199f0aa-0000-7000-8000-0000000000{10 + n}",
                stream_seq=n + 1,
                prev=tree.leaf_hash(made[-1].encode()).hex(),
                at=f"2026-11-26T02:0{n}:00.000Z",
            )
        )
    return made


def faults(bodies):
    """Codes and places of what is wrong."""
    return [(fault.code, fault.seq) for fault in check_chain([(body.encode(), body) for body in bodies])]


def test_a_body_reads_back():
    """Encoding and parsing are inverse, files included."""
    body = replace(FIRST, files=(File("1" * 64, 17, "application/pdf"),))
    assert parse(body.encode()) == body


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2),
        ("log", "公司/hr-evidence/2026"),
        ("eid", "0199f0aa-0000-4000-8000-000000000010"),
        ("stream_kind", "diary"),
        ("stream_seq", 0),
        ("stream_seq", True),
        ("stream_seq", 2),
        ("prev", "0" * 64),
        ("type", "Case"),
        ("at", "2026-11-26T02:00:00Z"),
        ("at", "2026-11-26T10:00:00.000+08:00"),
        ("at", "2026-02-30T02:00:00.000Z"),
        ("actor", "林晓"),
        ("commit", "abc"),
        ("files", {}),
        ("files", [{"commit": "1" * 64, "size": -1, "media": "application/pdf"}]),
        ("files", [{"commit": "1" * 64, "size": 1, "media": "a b"}]),
        ("files", [{"commit": "1" * 64, "size": 1, "media": "a", "name": "x"}]),
        ("clk", None),
        ("note", "more"),
    ],
)
def test_a_body_with_a_wrong_or_further_field_is_refused(field, value):
    """The fields of version 1 are fixed; what a reader does not know must not be in a hashed body."""
    value_of = canonical.decode(FIRST.encode()) | {field: value}
    with pytest.raises(NotAnEntry):
        parse(canonical.encode(value_of))


def test_times_are_cut_to_milliseconds_in_utc():
    """A rounded time could lie after the act; other zones are turned to UTC; a naive time is refused."""
    shanghai = timezone(timedelta(hours=8))
    assert time_text(datetime(2026, 11, 26, 10, 0, 0, 999_999, tzinfo=shanghai)) == "2026-11-26T02:00:00.999Z"
    with pytest.raises(ValueError, match="time zone"):
        time_text(datetime(2026, 11, 26))  # noqa: DTZ001


def test_an_honest_stream_has_no_fault():
    """Numbered from 1, linked, times not going back; equal times are allowed."""
    assert faults(chain()) == []
    equal = [FIRST, replace(chain()[1], at=FIRST.at)]
    assert faults(equal) == []


def test_faults_of_a_stream_are_found_and_placed():
    """A missing, swapped, doubled, edited or foreign entry, and a clock set back."""
    one, two, three, four = chain()
    assert ("stream_gap", 2) in faults([one, three, four])
    assert ("stream_link", 2) in faults([one, three, two, four])
    assert ("stream_replay", 3) in faults([one, two, two])
    assert ("stream_link", 3) in faults([one, replace(two, actor="system"), three, four])
    assert ("stream_mixed", 2) in faults([one, replace(two, stream="0199f0aa-0000-7000-8000-000000000009")])
    assert faults([one, replace(two, at="2026-11-26T01:54:59.999Z")]) == [("clock_back", 2)]
    assert faults([one, replace(two, at="2026-11-26T01:55:00.000Z")]) == []
    assert Fault("clock_back", 2).detail == ""


def test_a_commitment_fits_one_payload_and_one_salt():
    """The salt makes equal payloads look different; another payload does not fit."""
    salt, other = b"\x01" * 32, b"\x02" * 32
    made = commitment.of_payload(salt, {"amount": 105000})
    assert commitment.same(made, commitment.of_payload(salt, {"amount": 105000}))
    assert made != commitment.of_payload(other, {"amount": 105000})
    assert made != commitment.of_payload(salt, {"amount": 105001})
    file = commitment.of_file(salt, b"\x00" * 32, "离职证明.pdf")
    assert file != commitment.of_file(other, b"\x00" * 32, "离职证明.pdf")
    assert file != commitment.of_file(salt, b"\x00" * 32, "保证书.pdf")
    assert file == commitment.of_payload(salt, {"name": "离职证明.pdf", "sha256": "00" * 32})


def test_the_known_hmac():
    """HMAC-SHA256 of the canonical bytes, computed with another program (openssl dgst -mac HMAC)."""
    expected = "a2af821c642443d6cbfe9af935f203663cf08bb963469d10e982dca6be699ba1"
    assert commitment.of_payload(b"\x0b" * 20, {"a": 1}) == expected


def test_utc_is_written_with_z():
    """The day of an entry is read in UTC whatever the server's zone."""
    assert parse(FIRST.encode()).instant == datetime(2026, 11, 26, 2, tzinfo=UTC)


def test_the_quick_look_at_a_body_lets_nothing_through_that_the_slow_one_refuses():
    """Every byte of a usual body changed, dropped and doubled: what the quick look reads, the slow one reads alike."""
    raws = [body.encode() for body in (*chain(2), replace(FIRST, clk="a" * 64, tmpl="b" * 64, rule="c" * 64))]
    changed = [
        made
        for raw in raws
        for place in range(len(raw))
        for made in (
            *(raw[:place] + other + raw[place + 1 :] for other in (b"", b" ", b'"', b"0", b"9", b"g", b"\\", b"\n")),
            raw[:place] + raw[place : place + 1] + raw[place:],
            raw[:place] + b"\xe4\xb8\xad" + raw[place:],
        )
    ]
    read = 0
    for raw in (*raws, *(raw + b"\n" for raw in raws), *changed):
        try:
            quick = entry._usual(raw)
        except NotAnEntry:
            with pytest.raises(NotAnEntry):
                entry._whatever(raw)
            continue
        if quick is not None:
            read += 1
            assert quick == entry._whatever(raw) and quick.encode() == raw
    assert len(raws) < read < len(changed)


def test_an_instant_is_told_in_milliseconds_that_are_cut():
    """0.9996 of a second is not yet the next one, and a whole one has its zeros."""
    whole = datetime(2026, 11, 26, 2, tzinfo=UTC)
    assert time_text(whole) == "2026-11-26T02:00:00.000Z"
    assert time_text(whole.replace(microsecond=999_600)) == "2026-11-26T02:00:00.999Z"
