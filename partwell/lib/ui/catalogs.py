"""Wording: where the catalogs are, compiling them without gettext's tools, and what is not translated yet.

Each package keeps `locale/<lang>/LC_MESSAGES/django.po` (source: English). `compile_stale` writes the `.mo` beside a
`.po` that is newer; it runs when the program starts. `extract` finds the English source strings in Python files and
templates; `missing` lists those without a translation. Plural forms and contexts are kept.
"""

import ast
import os
import re
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]
_CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""
_CONTEXT_CALLS = {"pgettext": 1, "pgettext_lazy": 1, "npgettext": 2, "npgettext_lazy": 2}


@dataclass(slots=True)
class Message:
    """One entry of a catalog. `texts` has one translation, or one for each plural form."""

    source: str
    plural: str = ""
    context: str = ""
    texts: list[str] = field(default_factory=list)
    fuzzy: bool = False
    path: Path | None = None
    """The file the source string was found in; None for an entry read from a catalog."""

    @property
    def key(self) -> str:
        """The key gettext looks up: context and singular."""
        return f"{self.context}\x04{self.source}" if self.context else self.source

    @property
    def done(self) -> bool:
        """Whether every form is translated and nobody marked it as doubtful."""
        return not self.fuzzy and bool(self.texts) and all(self.texts)


def folders(package: Path = PACKAGE) -> list[Path]:
    """Every `locale` folder of the package, for LOCALE_PATHS."""
    return sorted(path for path in package.rglob("locale") if path.is_dir())


def read_po(path: Path) -> list[Message]:
    """The entries of a `.po` file, header first. Raises ValueError naming file and line on a line it cannot read."""
    entries: list[Message] = []
    now = Message("")
    part, fuzzy, seen = "", False, False
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            if seen and part.startswith("msgstr"):
                entries.append(now)
                now, part, seen, fuzzy = Message(""), "", False, False
            if line.startswith("#,") and "fuzzy" in line:
                fuzzy = True
            continue
        found = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)?\s*(".*")$', line)
        if not found:
            raise ValueError(f"{path}:{number}: not a line of a catalog: {line}")
        word, text = found[1], ast.literal_eval(found[2])
        if word in ("msgid", "msgctxt") and part.startswith("msgstr"):
            entries.append(now)
            now, fuzzy = Message(""), False
        if word:
            part, seen = word, True
            now.fuzzy = fuzzy
            if word.startswith("msgstr"):
                now.texts.append("")
        if part == "msgid":
            now.source += text
        elif part == "msgid_plural":
            now.plural += text
        elif part == "msgctxt":
            now.context += text
        else:
            now.texts[-1] += text
    if seen and part.startswith("msgstr"):
        entries.append(now)
    return entries


def mo_bytes(entries: list[Message]) -> bytes:
    """The binary catalog (GNU MO, little endian, no hash table). Untranslated and fuzzy entries are left out."""
    table = {}
    for entry in entries:
        if entry.done or entry.source == "":
            key = entry.key + (f"\0{entry.plural}" if entry.plural else "")
            table[key.encode()] = "\0".join(entry.texts).encode()
    keys = sorted(table)
    start = 28 + 16 * len(keys)
    heads, tails, ids, words = b"", b"", b"", b""
    for name in keys:
        heads += struct.pack("<II", len(name), start + len(ids))
        ids += name + b"\0"
    for name in keys:
        tails += struct.pack("<II", len(table[name]), start + len(ids) + len(words))
        words += table[name] + b"\0"
    head = struct.pack("<IIIIIII", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    return head + heads + tails + ids + words


def compile_stale(package: Path = PACKAGE) -> list[Path]:
    """Write the `.mo` of every `.po` that is newer than it; the `.mo` files written.

    Written beside and renamed, so that two processes starting at once both end with a whole file.
    """
    written = []
    for folder in folders(package):
        for po in sorted(folder.glob("*/LC_MESSAGES/django.po")):
            mo = po.with_suffix(".mo")
            if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
                continue
            compiled = mo_bytes(read_po(po))
            handle, name = tempfile.mkstemp(dir=po.parent, suffix=".part")
            with os.fdopen(handle, "wb") as out:
                out.write(compiled)
            os.replace(name, mo)
            written.append(mo)
    return written


def _calls(source: str, path: Path) -> Iterator[Message]:
    """The source strings of gettext calls in Python text."""
    for node in ast.walk(ast.parse(source, filename=str(path))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in _CALLS and len(words) >= _CALLS[name]:
            yield Message(words[0], words[1] if _CALLS[name] == 2 else "")
        elif name in _CONTEXT_CALLS and len(words) >= _CONTEXT_CALLS[name] + 1:
            yield Message(words[1], words[2] if _CONTEXT_CALLS[name] == 2 else "", words[0])


def _template(text: str, path: Path) -> Iterator[Message]:
    """The source strings of a template, by way of Django's own translation to gettext calls."""
    calls = re.findall(
        r"\bn?p?gettext\(.*?\)(?=\s|$)|(?<![\w])_\(.*?\)(?=\s|$)", templatize(text, origin=str(path)), re.DOTALL
    )
    for call in calls:
        try:
            yield from _calls(call.replace("\n", "\\n") if call.count("\n") else call, path)
        except SyntaxError:
            raise ValueError(f"{path}: cannot read the wording of {call!r}") from None


def extract(package: Path = PACKAGE) -> dict[str, Message]:
    """Every English source string of Python files and templates, by key. Tests are left out."""
    found: dict[str, Message] = {}
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html")]):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for message in _template(text, path) if path.suffix == ".html" else _calls(text, path):
            if message.source:
                message.path = path
                found.setdefault(message.key, message)
    return found


def translated(language: str, package: Path = PACKAGE) -> dict[str, Message]:
    """The entries of all catalogs of a language ("zh_Hans"), by key."""
    entries: dict[str, Message] = {}
    for folder in folders(package):
        po = folder / language / "LC_MESSAGES" / "django.po"
        if po.exists():
            for entry in read_po(po):
                if entry.source and (entry.done or entry.key not in entries):
                    entries[entry.key] = entry
    return entries


def missing(language: str, package: Path = PACKAGE) -> list[str]:
    """Source strings that have no translation in `language`, or a fuzzy one; English needs none."""
    if language == "en":
        return []
    have = translated(language, package)
    return sorted(m.source for key, m in extract(package).items() if key not in have or not have[key].done)


def clashes(language: str, package: Path = PACKAGE) -> list[str]:
    """Source strings that two catalogs of a language translate differently: one of them would override the other.

    A word that means two things says which, by another source string or by a context.
    """
    said: dict[str, set[tuple[str, ...]]] = {}
    for folder in folders(package):
        po = folder / language / "LC_MESSAGES" / "django.po"
        for entry in read_po(po) if po.exists() else ():
            if entry.source and entry.done:
                said.setdefault(entry.key, set()).add(tuple(entry.texts))
    return sorted(key.rpartition("\x04")[2] for key, texts in said.items() if len(texts) > 1)


def quoted(text: str) -> str:
    """A text as a string of a catalog."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def home_of(path: Path, package: Path = PACKAGE) -> Path:
    """The `locale` folder that the wording of a file belongs to: its app's, the kinds', the API's, else lib/ui's."""
    top = path.parts[0]
    if top == "apps":
        return package / "apps" / path.parts[1] / "locale"
    return package / (top if top in ("kinds", "api") else "lib/ui") / "locale"


def write_missing(language: str, package: Path = PACKAGE) -> list[Path]:
    """Append what is not translated yet to the catalog nearest to its file, with an empty translation to fill in."""
    have = translated(language, package)
    written: dict[Path, list[str]] = {}
    for key, message in extract(package).items():
        if key in have or message.path is None:
            continue
        home = home_of(message.path.relative_to(package), package)
        lines = [f"msgctxt {quoted(message.context)}"] if message.context else []
        lines.append(f"msgid {quoted(message.source)}")
        lines += [f"msgid_plural {quoted(message.plural)}", 'msgstr[0] ""'] if message.plural else ['msgstr ""']
        written.setdefault(home / language / "LC_MESSAGES" / "django.po", []).append("\n".join(lines))
    for po, entries in written.items():
        if not po.exists():
            po.parent.mkdir(parents=True, exist_ok=True)
            po.write_text(HEADER.format(language=language), encoding="utf-8")
        with po.open("a", encoding="utf-8") as out:
            out.write("".join(f"\n{entry}\n" for entry in entries))
    return sorted(written)
