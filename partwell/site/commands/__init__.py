"""The commands of `./run`: one module each, found here by name and imported only when called.

A command module imports nothing but the standard library at its top, so that `./run --help` answers without an
environment and a start stays quick. It has `SUMMARY` (one line), `arguments(parser)` and `run(args) -> exit code`,
and `LOCK = "dev"` when it needs the development packages.

Exit codes: 0 done; 1 the answer is no (refused, does not hold, a test failed); 2 it could not be tried at all
(wrong arguments, unreadable file, port taken).
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from types import ModuleType

NAMES = (
    "serve",
    "worker",
    "sequencer",
    "database",
    "check",
    "verify",
    "verifier",
    "evidence",
    "keys",
    "admin",
    "demo",
    "backup",
    "restore",
    "region",
    "seal",
    "settle",
    "law",
    "template",
    "test",
    "bench",
    "lint",
    "fix",
    "i18n",
)
DEFAULT = ("serve", "--demo")


class CommandError(Exception):
    """A command cannot go on. The sentence is printed; `code` is the exit code."""

    def __init__(self, sentence: str, *, code: int = 2) -> None:
        super().__init__(sentence)
        self.code = code


def module_of(name: str) -> ModuleType:
    """The module of one command."""
    return importlib.import_module(f"{__name__}.{name.replace('-', '_')}")


def parser(names: Sequence[str] = NAMES) -> argparse.ArgumentParser:
    """The command line; a start needs only the part of its own command."""
    top = argparse.ArgumentParser(
        prog="run",
        description="PartWell 善离. Without a command: serve --demo, the demo company on http://127.0.0.1:8000/",
        epilog="Each command says more with --help. All of them stand in docs/reference/commands.md.",
    )
    below = top.add_subparsers(dest="command", metavar="COMMAND")
    for name in names:
        module = module_of(name)
        one = below.add_parser(name, help=module.SUMMARY, description=module.__doc__)
        one.formatter_class = argparse.RawDescriptionHelpFormatter
        module.arguments(one)
        one.set_defaults(module=module)
    return top


def only_asks_for_help(arguments: Sequence[str]) -> bool:
    """Whether nothing but the help text is wanted, which needs no environment."""
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return any(argument in ("-h", "--help") for argument in before)


def lock_of(arguments: Sequence[str]) -> str:
    """Which lock the command needs: "run", or "dev" for those that test and measure."""
    name = arguments[0] if arguments else DEFAULT[0]
    return getattr(module_of(name), "LOCK", "run") if name in NAMES else "run"


def main(arguments: Sequence[str]) -> int:
    """Run one command and answer its exit code. A refusal is printed as its sentence, never as a trace."""
    words = list(arguments) or list(DEFAULT)
    line = parser((words[0],) if words[0] in NAMES else NAMES)
    args, rest = line.parse_known_args(words)
    if args.command is None:
        line.print_help()
        return 2
    if rest and not getattr(args.module, "TAKES_MORE", False):
        line.error(f"unrecognized arguments: {' '.join(rest)}")
    args.rest = rest
    from partwell.lib.refusal import BadInput, Refusal

    try:
        return int(args.module.run(args))
    except BadInput as why:
        sys.stderr.write(f"{why.sentence}\n")
        return 2
    except Refusal as why:
        sys.stderr.write(f"{why.sentence}\n")
        return 1
    except CommandError as why:
        sys.stderr.write(f"{why}\n")
        return why.code
    except (FileNotFoundError, FileExistsError, NotADirectoryError, IsADirectoryError, PermissionError) as why:
        # A folder or file somebody named on the line: what is wrong with it, and which one.
        sys.stderr.write(f"{why.strerror}: {why.filename}\n")
        return 2
    except KeyboardInterrupt:
        return 130
