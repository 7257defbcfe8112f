"""One value, one sequence of bytes."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from partwell.core.evidence import canonical

texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=127), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_the_bytes_are_those_of_rfc_8785(value):
    """Within the subset another implementation of RFC 8785 writes the same bytes, and they read back."""
    raw = canonical.encode(value)
    assert raw == rfc8785.dumps(value)
    assert canonical.decode(raw) == value


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":9007199254740992}',
        b'{"a":"\\u4e2d"}',
        b'{"a":"\\/"}',
        b'{"a":"\\u001F"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        '{"键":1}'.encode(),
        b'{"a":1',
        b"",
        b"[" * 40 + b"]" * 40,
        b"[" * 100_000,
    ],
)
def test_any_other_spelling_is_refused(raw):
    """Duplicate or unsorted keys, spaces, a BOM, escapes, floats and big numbers are not canonical."""
    with pytest.raises(canonical.NotCanonical):
        canonical.decode(raw)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (
            {"payload": {"items": [{}, {"amount": 1.5}]}},
            r"payload\.items\[1\]\.amount: float",
        ),
        ({"when": object()}, "when: object"),
        ({"n": 1 << 53}, "n: an integer"),
        ({"a": {"名": 1}}, "a: the key"),
    ],
)
def test_a_value_outside_the_subset_is_named_by_its_place(value, place):
    """The refusal tells which value is wrong, so that the caller can mend it."""
    with pytest.raises(canonical.NotCanonical, match=place):
        canonical.encode(value)
