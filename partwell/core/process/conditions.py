"""Conditions of a process template: a small, typed, three-valued subset of CEL.

Grammar (each sentence is also valid CEL and means the same there):

    or      = and {"||" and}
    and     = relation {"&&" relation}
    relation= unary [("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") unary]
    unary   = "!" unary | "(" or ")" | literal | list | fact
    list    = "[" [literal {"," literal}] "]"

No functions, no macros, no arithmetic, no members: a condition can't loop, call or fail at run time, and its size is
bounded, so whoever edits a template can't run code on the server or make it hang.

An unknown fact (a missing key) makes a condition unknown unless the rest decides it (Kleene's logic).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .facts import Fact, FactDictionary

MAX_LENGTH = 500
MAX_DEPTH = 30

Value = bool | int | str
Evaluate = Callable[[Mapping[str, Any]], Any]


class ConditionError(ValueError):
    """A condition that can't be read. `position` counts characters from 0; `message_zh` is the Chinese sentence."""

    def __init__(self, message: str, message_zh: str, position: int) -> None:
        super().__init__(f"{message} (at character {position + 1})")
        self.message = message
        self.message_zh = f"{message_zh}（第 {position + 1} 个字符）"
        self.position = position


# --- tree -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Const:
    """A literal."""

    value: Value


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of literals of one type."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A fact."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class Every:
    """`&&` of two or more."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """`||` of two or more."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right`, op one of == != < <= > >= in."""

    op: str
    left: "Node"
    right: "Node"


Node = Const | ListOf | Name | Not | Every | Some | Compare


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition. Two conditions are equal when their text is."""

    text: str
    tree: Node = field(compare=False, repr=False)
    facts: frozenset[str] = field(compare=False, repr=False)
    """Names of the facts it speaks of."""
    _run: Evaluate = field(compare=False, repr=False)

    @classmethod
    def parse(cls, text: str, facts: FactDictionary | None = None) -> "Condition":
        """Read a condition; with `facts`, every name, value and comparison is checked against the dictionary.

        Raises ConditionError with the position of the first mistake.
        """
        if not isinstance(text, str):
            raise ConditionError("a condition is text", "条件必须是文字", 0)
        if len(text) > MAX_LENGTH:
            raise ConditionError(
                f"longer than {MAX_LENGTH} characters",
                f"超过 {MAX_LENGTH} 个字符",
                MAX_LENGTH,
            )
        tree = _Parser(text, facts).condition()
        return cls(text, tree, frozenset(_names(tree)), _truth(tree))

    def evaluate(self, facts: Mapping[str, Any]) -> bool | None:
        """True, False, or None when unknown facts leave it open.

        A missing key or a value of None is unknown. Raises TypeError when a value has another type than the condition
        compares it with: facts are checked when they are recorded, so this is a defect, never an answer.
        """
        result: bool | None = self._run(facts)
        return result

    def open_facts(self, facts: Mapping[str, Any]) -> frozenset[str]:
        """The unknown facts that keep the condition undecided; empty when it is decided."""
        if self.evaluate(facts) is not None:
            return frozenset()
        return frozenset(name for name in self.facts if facts.get(name) is None)

    def parts(self) -> "Iterator[Condition]":
        """The comparisons and facts it is made of, without what joins them."""
        for node in _parts(self.tree):
            yield Condition(self.text, node, frozenset(_names(node)), _truth(node))

    def sentence_zh(self, facts: FactDictionary | None = None) -> str:
        """The condition as a Chinese sentence, with the wording of the fact dictionary."""
        return _sentence(self.tree, facts or FactDictionary({}), "zh")

    def sentence_en(self, facts: FactDictionary | None = None) -> str:
        """The condition as an English sentence, with the wording of the fact dictionary."""
        return _sentence(self.tree, facts or FactDictionary({}), "en")


def _parts(node: Node) -> Iterator[Node]:
    match node:
        case Not(of):
            yield from _parts(of)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _parts(part)
        case _:
            yield node


def _names(node: Node) -> Iterator[str]:
    match node:
        case Name(name):
            yield name
        case Not(of):
            yield from _names(of)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _names(part)
        case Compare(_, left, right):
            yield from _names(left)
            yield from _names(right)


# --- reading --------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<int>-?[0-9]+)|(?P<text>'[^'"\\\r\n]*'|"[^'"\\\r\n]*")"""
    r"""|(?P<op>&&|\|\||==|!=|<=|>=|<|>|!|\(|\)|\[|\]|,)|(?P<end>$))"""
)
# Reserved by CEL: a fact of this name would not be an identifier there.
_RESERVED = frozenset(
    {
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "in",
        "let",
        "loop",
        "namespace",
    }
    | {"null", "package", "return", "var", "void", "while"}
)
_RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while True:
        found = _TOKEN.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise ConditionError(f"can't read {text[at]!r}", f"无法识别「{text[at]}」", at)
        kind = found.lastgroup or "end"
        tokens.append(_Token(kind, found[kind], found.start(kind)))
        if kind == "end":
            return tokens
        at = found.end()


@dataclass(frozen=True, slots=True)
class _Typed:
    """A node with its type: bool, int, text, enum, set, list (of ints or texts), or any (a name without dictionary)."""

    node: Node
    type: str
    at: int
    fact: Fact | None = None


class _Parser:
    def __init__(self, text: str, facts: FactDictionary | None) -> None:
        self.tokens = _tokens(text)
        self.place = 0
        self.depth = 0
        self.facts = facts

    @property
    def token(self) -> _Token:
        return self.tokens[self.place]

    def take(self, *texts: str) -> bool:
        """Step over the next token when it is one of these operators."""
        if self.token.kind in ("op", "name") and self.token.text in texts:
            self.place += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise ConditionError(f"{text!r} expected", f"此处应为「{text}」", self.token.at)

    def condition(self) -> Node:
        found = self.boolean(self.either())
        if self.token.kind != "end":
            raise ConditionError(
                f"{self.token.text!r} not expected",
                f"多出了「{self.token.text}」",
                self.token.at,
            )
        return found.node

    def boolean(self, found: _Typed) -> _Typed:
        if found.type not in ("bool", "any"):
            raise ConditionError("yes or no expected", "此处应为「是/否」的条件", found.at)
        return found

    def either(self) -> _Typed:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ConditionError(
                f"nested deeper than {MAX_DEPTH}",
                f"嵌套超过 {MAX_DEPTH} 层",
                self.token.at,
            )
        found = self._chain("||", self.both, Some)
        self.depth -= 1
        return found

    def both(self) -> _Typed:
        return self._chain("&&", self.relation, Every)

    def _chain(self, op: str, part: Callable[[], _Typed], node: type[Some] | type[Every]) -> _Typed:
        parts = [part()]
        while self.take(op):
            if len(parts) == 1:
                self.boolean(parts[0])
            parts.append(self.boolean(part()))
        return parts[0] if len(parts) == 1 else _Typed(node(tuple(p.node for p in parts)), "bool", parts[0].at)

    def relation(self) -> _Typed:
        left = self.unary()
        op = self.token
        if not self.take(*_RELATIONS):
            return left
        right = self.unary()
        if self.token.text in _RELATIONS and self.token.kind in ("op", "name"):
            raise ConditionError("one comparison at a time", "一次只能比较一项，请加括号", self.token.at)
        _check(op, left, right)
        return _Typed(Compare(op.text, left.node, right.node), "bool", left.at)

    def unary(self) -> _Typed:
        at = self.token.at
        if self.take("!"):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise ConditionError(f"nested deeper than {MAX_DEPTH}", f"嵌套超过 {MAX_DEPTH} 层", at)
            found = _Typed(Not(self.boolean(self.unary()).node), "bool", at)
            self.depth -= 1
            return found
        if self.take("("):
            found = self.either()
            self.expect(")")
            return found
        if self.take("["):
            return self.list(at)
        if self.token.kind == "name" and self.token.text not in ("true", "false"):
            return self.name()
        return self.literal()

    def list(self, at: int) -> _Typed:
        values: list[_Typed] = []
        while not self.take("]"):
            if values:
                self.expect(",")
            values.append(self.literal())
            if values[-1].type not in ("int", "text") or values[-1].type != values[0].type:
                raise ConditionError(
                    "a list holds texts or whole numbers",
                    "列表中只能全部是文字或全部是整数",
                    values[-1].at,
                )
        return _Typed(
            ListOf(tuple(v.node.value for v in values if isinstance(v.node, Const))),
            "list",
            at,
        )

    def literal(self) -> _Typed:
        token = self.token
        self.place += 1
        if token.kind == "text":
            return _Typed(Const(token.text[1:-1]), "text", token.at)
        if token.kind == "int" and len(token.text) <= 18:
            return _Typed(Const(int(token.text)), "int", token.at)
        if token.kind == "name" and token.text in ("true", "false"):
            return _Typed(Const(token.text == "true"), "bool", token.at)
        shown, shown_zh = (repr(token.text), f"「{token.text}」") if token.kind != "end" else ("the end", "结尾")
        raise ConditionError(
            f"a value expected, not {shown}",
            f"此处应为一个值，而不是{shown_zh}",
            token.at,
        )

    def name(self) -> _Typed:
        token = self.token
        self.place += 1
        if token.text in _RESERVED:
            raise ConditionError(
                f"{token.text!r} is a reserved word",
                f"「{token.text}」是保留字",
                token.at,
            )
        if self.facts is None:
            return _Typed(Name(token.text), "any", token.at)
        fact = self.facts.get(token.text)
        if fact is None:
            raise ConditionError(
                f"unknown fact {token.text!r}",
                f"没有登记的事实「{token.text}」",
                token.at,
            )
        return _Typed(Name(token.text), fact.type, token.at, fact)


def _check(op: _Token, left: _Typed, right: _Typed) -> None:
    """Refuse a comparison of things that can't be compared, or with a value the fact can't take."""
    types = (left.type, right.type)
    if op.text in ("==", "!="):
        good = types in _EQUAL or "any" in types
    elif op.text == "in":
        good = types in _MEMBER or (types[0] in ("any", "text", "int", "enum") and types[1] in ("any", "list"))
    else:
        good = set(types) <= {"int", "any"}
    if not good:
        raise ConditionError(
            f"{op.text!r} can't compare these",
            f"「{op.text}」两边的类型不能比较",
            op.at,
        )
    for fact, other in ((left.fact, right), (right.fact, left)):
        if fact is not None and fact.values:
            _check_values(fact, other)
        if fact is None or fact.type != "int" or not isinstance(other.node, ListOf):
            continue
        if not all(isinstance(value, int) for value in other.node.values):
            raise ConditionError("a list of whole numbers expected", "此处应为整数列表", other.at)


_EQUAL = {
    ("bool", "bool"), ("int", "int"), ("text", "text"), ("list", "list"), ("set", "set"), ("enum", "enum"),
    ("enum", "text"), ("text", "enum"), ("set", "list"), ("list", "set"),
}  # fmt: skip
_MEMBER = {("text", "set"), ("any", "set")}


def _check_values(fact: Fact, other: _Typed) -> None:
    values: Iterable[Value] = ()
    if isinstance(other.node, Const):
        values = (other.node.value,)
    elif isinstance(other.node, ListOf):
        values = other.node.values
    for value in values:
        if value not in fact.values:
            known = ", ".join(fact.values)
            raise ConditionError(
                f"{fact.name} is never {value!r}; it is one of {known}",
                f"「{fact.name}」没有取值「{value}」，可取：{known}",
                other.at,
            )


# --- running --------------------------------------------------------------------------------------------------------


def _compile(node: Node) -> Evaluate:
    """Turn the tree into nested functions: about one call per node at run time."""
    match node:
        case Const(value):
            return lambda facts: value
        case ListOf(values):
            return lambda facts: values
        case Name(name):
            return lambda facts: facts.get(name)
        case Not(of):
            return _not(_truth(of))
        case Every(parts):
            return _every(tuple(_truth(part) for part in parts))
        case Some(parts):
            return _some(tuple(_truth(part) for part in parts))
        case Compare(op, left, right):
            return _compare(op, left, right)


def _truth(node: Node) -> Evaluate:
    run = _compile(node)
    if not isinstance(node, Name):
        return run

    def truth(facts: Mapping[str, Any]) -> bool | None:
        value = run(facts)
        if value is None or value is True or value is False:
            return value
        raise TypeError(f"fact {node.name} is not yes or no: {value!r}")

    return truth


def _not(run: Evaluate) -> Evaluate:
    def negate(facts: Mapping[str, Any]) -> bool | None:
        value = run(facts)
        return None if value is None else not value

    return negate


def _every(runs: tuple[Evaluate, ...]) -> Evaluate:
    def every(facts: Mapping[str, Any]) -> bool | None:
        result: bool | None = True
        for run in runs:
            value = run(facts)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return every


def _some(runs: tuple[Evaluate, ...]) -> Evaluate:
    def some(facts: Mapping[str, Any]) -> bool | None:
        result: bool | None = False
        for run in runs:
            value = run(facts)
            if value is True:
                return True
            if value is None:
                result = None
        return result

    return some


def _plain(value: Any) -> Any:
    """Collections as frozensets: a set fact equals a list when both hold the same members."""
    return frozenset(value) if isinstance(value, list | tuple | set | frozenset) else value


def _is(left: Any, right: Any) -> bool:
    left, right = _plain(left), _plain(right)
    if type(left) is not type(right):
        raise TypeError(f"can't compare {left!r} with {right!r}")
    return bool(left == right)


def _is_not(left: Any, right: Any) -> bool:
    return not _is(left, right)


def _within(left: Any, right: Any) -> bool:
    if not isinstance(right, list | tuple | set | frozenset):
        raise TypeError(f"not a list: {right!r}")
    return any(type(left) is type(one) and left == one for one in right)


def _order(op: str) -> Callable[[int, int], bool]:
    def compare(left: int, right: int) -> bool:
        if type(left) is not int or type(right) is not int:
            raise TypeError(f"not whole numbers: {left!r}, {right!r}")
        return {
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
        }[op]

    return compare


def _compare(op: str, left: Node, right: Node) -> Evaluate:
    run_left, run_right = _compile(left), _compile(right)
    if op == "==":
        test: Callable[[Any, Any], bool] = _is
    elif op == "!=":
        test = _is_not
    elif op == "in":
        test = _within
    else:
        test = _order(op)

    def compare(facts: Mapping[str, Any]) -> bool | None:
        one, other = run_left(facts), run_right(facts)
        return None if one is None or other is None else test(one, other)

    return compare


# --- sentences ------------------------------------------------------------------------------------------------------

_WORDS = {
    "zh": {
        "quote": "「{}」", "yes": "{}", "no": "不是“{}”", "and": "，且", "or": "，或",
        "not": "并非（{}）", "group": "（{}）",
        "==": "{}是{}", "!=": "{}不是{}", "in": "{}是{}之一",
        "has": "{}包含{}", "lacks": "{}不含{}", "<": "{}小于{}", "<=": "{}不大于{}",
        ">": "{}大于{}", ">=": "{}不小于{}", "none": "没有{}", "some": "有{}",
        "true": "总是", "false": "从不", "comma": "、",
    },
    "en": {
        "quote": "“{}”", "yes": "{}", "no": "not “{}”", "and": ", and ", "or": ", or ",
        "not": "not ({})", "group": "({})",
        "==": "{} is {}", "!=": "{} is not {}", "in": "{} is one of {}",
        "has": "{} includes {}", "lacks": "{} does not include {}", "<": "{} is below {}",
        "<=": "{} is at most {}", ">": "{} is above {}", ">=": "{} is at least {}", "none": "no {}", "some": "some {}",
        "true": "always", "false": "never", "comma": ", ",
    },
}  # fmt: skip


def _label(name: str, facts: FactDictionary, lang: str) -> str:
    fact = facts.get(name)
    if fact is None:
        return name
    return (fact.label_en if lang == "en" else fact.label) or name


def _worded(value: Value, beside: Node, facts: FactDictionary, lang: str) -> str:
    words = _WORDS[lang]
    fact = facts.get(beside.name) if isinstance(beside, Name) else None
    labels = (fact.labels_en if lang == "en" else fact.labels) if fact else {}
    return words["quote"].format(labels.get(str(value), value)) if isinstance(value, str) else str(value).lower()


def _sentence(node: Node, facts: FactDictionary, lang: str, *, inner: bool = False) -> str:
    words = _WORDS[lang]
    match node:
        case Const(value):
            return words["true" if value else "false"]
        case Name(name):
            return words["yes"].format(_label(name, facts, lang))
        case Not(Name(name)):
            return words["no"].format(_label(name, facts, lang))
        case Not(Compare("in", Const() as value, Name(name))):
            return words["lacks"].format(_label(name, facts, lang), _worded(value.value, Name(name), facts, lang))
        case Not(of):
            return words["not"].format(_sentence(of, facts, lang))
        case Every(parts) | Some(parts):
            joined = words["and" if isinstance(node, Every) else "or"].join(
                _sentence(part, facts, lang, inner=True) for part in parts
            )
            return words["group"].format(joined) if inner else joined
        case Compare(op, left, right):
            return _comparison(op, left, right, facts, lang)
        case ListOf(values):
            return words["comma"].join(str(value) for value in values)


def _comparison(op: str, left: Node, right: Node, facts: FactDictionary, lang: str) -> str:
    words = _WORDS[lang]
    if op in ("==", "!=") and isinstance(left, Name) and right == ListOf(()):
        return words["none" if op == "==" else "some"].format(_label(left.name, facts, lang))
    if op in ("==", "!=") and isinstance(left, Name) and isinstance(right, Const) and isinstance(right.value, bool):
        return words["yes" if right.value == (op == "==") else "no"].format(_label(left.name, facts, lang))
    if op == "in" and isinstance(right, Name):
        return words["has"].format(_label(right.name, facts, lang), _operand(left, right, facts, lang))
    return words[op].format(_operand(left, right, facts, lang), _operand(right, left, facts, lang))


def _operand(node: Node, beside: Node, facts: FactDictionary, lang: str) -> str:
    match node:
        case Const(value):
            return _worded(value, beside, facts, lang)
        case ListOf(values):
            return _WORDS[lang]["comma"].join(_worded(value, beside, facts, lang) for value in values)
        case _:
            return _sentence(node, facts, lang, inner=True)
