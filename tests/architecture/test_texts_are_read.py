"""Every text that an action of the apps takes is read for practices that go wrong in law, or left with a reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from partwell.apps.law.texts import LEFT, READ

APPS = Path(__file__).parents[2] / "partwell" / "apps"
WORDS = re.compile(r"\b(str|Given)\b|Callable\[\[dict")
"""Types of parameters that can hold words."""
_CODES = (
    "acknowledged action address alias anchors asked asked_by basis case channel choice code conclusion content "
    "credit_code decision division email facts form host how initiator intent keeper key kind language leave_kind link "
    "message_id name name_en number measure outcome passkey password payload period phone place purpose reader "
    "reply_class role roles rule score seal_number seat seen separation_type sha256 source state step system "
    "template title_en to token trainer type username values version watch what without "
)
CODES = frozenset(_CODES.split())
"""Parameters that hold codes, keys, names and numbers, never what a person says about a person's rights."""
PLUMBING = ("evidence.", "notices.", "accounts.actions", "people.actions", "law.warned", "law.texts")
"""Modules that keep or send what other acts wrote, and records of names and numbers."""
READERS = re.compile(r"(.*_)?(queries|views|pages)|acting|reads|calendars|standing|told")


def _acts() -> Iterator[tuple[str, ast.FunctionDef, str]]:
    for path in sorted(APPS.rglob("*.py")):
        parts = path.relative_to(APPS).with_suffix("").parts
        if {"tests", "migrations", "views", "queries"} & set(parts) or READERS.fullmatch(parts[-1]):
            continue
        source = path.read_text(encoding="utf-8")
        for node in ast.parse(source).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if {"by", "now"} <= _names(node):
                yield ".".join((*parts, node.name)), node, source


def _names(node: ast.FunctionDef) -> set[str]:
    return {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}


def _texts(node: ast.FunctionDef) -> set[str]:
    """Parameters that can hold words."""
    found = set()
    for one in (*node.args.args, *node.args.kwonlyargs):
        kind = ast.unparse(one.annotation) if one.annotation else ""
        if one.arg not in CODES and WORDS.search(kind):
            found.add(one.arg)
    return found


ACTS = {name: (node, source) for name, node, source in _acts()}


def test_a_text_is_read_or_left_with_a_reason() -> None:
    """A new text of an action fails here until it stands in the one list, read or left."""
    forgotten = []
    for act, (node, _source) in ACTS.items():
        if act.startswith(PLUMBING) and act not in READ and act not in LEFT:
            continue
        known = set(READ[act].texts if act in READ else ()) | set(LEFT.get(act, {}))
        forgotten += [f"{act}: {text}" for text in sorted(_texts(node) - known)]
    assert not forgotten, "neither read nor left; see partwell/apps/law/texts.py"


def test_what_is_listed_as_read_is_an_act_that_reads_it() -> None:
    """The act exists, takes these words, and its module names it where it reads."""
    own_way = {"cases.actions.start": "require_known", "cases.papers.make": "warned.require"}
    own_way |= {"cases.versions.submit": "practices(", "settlements.reviewing.review": "practices.require"}
    for act, read in READ.items():
        node, source = ACTS[act]
        assert set(read.texts) <= _names(node), act
        assert own_way.get(act, f'"{act}"') in source, act


def test_what_is_left_exists_and_says_why() -> None:
    """No reason for an act or a parameter that is gone, none without words, none for what is read."""
    for act, texts in LEFT.items():
        node, _source = ACTS[act]
        assert set(texts) <= _names(node), act
        assert all(len(why) > 5 for why in texts.values()), act
        assert not set(texts) & set(READ[act].texts if act in READ else ()), act
