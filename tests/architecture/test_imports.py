"""What the import contracts of pyproject.toml cannot say."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "partwell"

# No clock (time), no chance (random, secrets), no disk (pathlib, os, io), no network.
PURE = {
    "__future__", "abc", "base64", "binascii", "bisect", "calendar", "collections", "copy", "dataclasses", "datetime",
    "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "hmac", "itertools", "json", "math",
    "operator", "re", "string", "struct", "types", "typing", "unicodedata", "uuid", "zoneinfo",
}  # fmt: skip


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            yield path


@cache
def _imports(path: Path) -> tuple[tuple[str, int], ...]:
    """Every imported module with its line, relative ones written out."""
    return tuple(_read_imports(path))


def _read_imports(path: Path) -> Iterator[tuple[str, int]]:
    package = ["partwell", *path.relative_to(PACKAGE).with_suffix("").parts][
        : -1 if path.name != "__init__.py" else None
    ]
    if path.name == "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            yield module, node.lineno
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def _where(path: Path, line: int) -> str:
    return f"{path.relative_to(PACKAGE.parent)}:{line}"


def test_core_imports_only_pure_modules() -> None:
    """Core is standard library without clock, chance, disk and network, so that a decision can be replayed."""
    found = [
        f"{_where(path, line)} imports {name}"
        for path in _files(PACKAGE / "core")
        for name, line in _imports(path)
        if name.split(".")[0] not in PURE and not name.startswith("partwell.core")
    ]
    assert not found


def test_the_verifier_needs_nothing_but_core_and_cryptography() -> None:
    """An inspector runs it alone: no Django, no settings, no database."""
    allowed = ("partwell.core", "partwell.verifier", "cryptography", "partwell")
    outside = {"django", "yaml", "httpx", "ninja", "psycopg", "PIL", "typst", "pypdf"}
    found = [
        f"{_where(path, line)} imports {name}"
        for path in _files(PACKAGE / "verifier")
        for name, line in _imports(path)
        if name.split(".")[0] in outside or (name.startswith("partwell.") and not name.startswith(allowed[:2]))
    ]
    assert not found


def test_models_are_imported_only_inside_their_app() -> None:
    """Another app is reached through its actions and queries; a foreign key is written as text."""
    found = []
    for path in _files(PACKAGE):
        for name, line in _imports(path):
            parts = name.split(".")
            if parts[:2] != ["partwell", "apps"] or "models" not in parts[3:4]:
                continue
            if not path.is_relative_to(PACKAGE / "apps" / parts[2]):
                found.append(f"{_where(path, line)} imports {name}")
    assert not found


def test_kinds_are_found_and_never_imported_by_name() -> None:
    """Only discovery knows the folders of kinds; an app that named one would have to change for the next."""
    found = [
        f"{_where(path, line)} imports {name}"
        for path in _files(PACKAGE)
        for name, line in _imports(path)
        if name.startswith("partwell.kinds.") and not path.is_relative_to(PACKAGE / "kinds")
    ]
    assert not found
