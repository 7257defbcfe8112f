"""Reads a file that asks for sums (`docs/formats/settlement.md`) and answers it with the law data. No Django."""

import json
from datetime import date
from functools import lru_cache
from typing import Any

from partwell.core.money import exact
from partwell.core.settlement.inquiry import Wrong
from partwell.core.settlement.sheet import Law, Sheet, settle

from .holiday_file import calendar
from .law_files import national_rules, rulebook

LARGEST = 1_000_000
"""Bytes of a file that is read: a year of months for one person takes a few thousand."""


@lru_cache(maxsize=1)
def law() -> Law:
    """The law data as sums take them."""
    book = rulebook()
    return Law(national_rules(), book.look_up, calendar(), book.sha256, lambda code: book.division(code).code)


def parsed(content: str) -> Any:
    """The file's content; every number becomes an exact one. Raises Wrong for what is no YAML (or JSON)."""
    import yaml

    class Loader(yaml.CSafeLoader):
        """Safe, exact numbers, no name twice; only true and false are truths, so that `on` and `no` stay words."""

        yaml_implicit_resolvers = {
            first: [(tag, how) for tag, how in rows if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
            for first, rows in yaml.CSafeLoader.yaml_implicit_resolvers.items()
        }

        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
            names = [key.value for key, _ in node.value]
            twice = sorted({str(name) for name in names if names.count(name) > 1})
            if twice:
                raise Wrong("contradiction", twice, f"{', '.join(twice)} stands twice in the file.")
            made: dict[Any, Any] = super().construct_mapping(node, deep)
            return made

    def number(loader: Any, node: Any) -> Any:
        return exact(node.value.replace("_", ""))

    def day(loader: Any, node: Any) -> Any:
        try:
            return loader.construct_yaml_timestamp(node)
        except ValueError:
            # No such day: the fact that holds it is named by the rule that reads it.
            return node.value

    Loader.add_constructor("tag:yaml.org,2002:timestamp", day)
    Loader.add_constructor("tag:yaml.org,2002:float", number)
    Loader.add_constructor("tag:yaml.org,2002:int", number)
    try:
        return yaml.load(content, Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, Wrong):
            raise
        raise Wrong("unreadable", ["file"], f"The file is no YAML: {' '.join(str(error).split())}") from error


def answer(content: str, *, today: date) -> Sheet:
    """The sheet of a file's content. Raises Wrong."""
    return settle(parsed(content), law(), today=today)


def answer_bytes(content: bytes, *, today: date) -> Sheet:
    """The sheet of a file as it came in. Raises Wrong."""
    if len(content) > LARGEST:
        raise Wrong("unreadable", ["file"], f"The file is larger than {LARGEST} bytes.")
    try:
        return answer(content.decode("utf-8"), today=today)
    except UnicodeDecodeError:
        raise Wrong("unreadable", ["file"], "The file is not UTF-8.") from None


def refusal(why: Wrong) -> dict[str, Any]:
    """A refusal as `--json` prints it."""
    return {"format": "settle-refusal/1", "code": why.code, "facts": list(why.facts), "sentence": str(why)}


def as_json(data: Any) -> str:
    """One JSON document, keys in the order of the sheet."""
    return json.dumps(data, ensure_ascii=False, indent=1)
