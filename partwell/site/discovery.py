"""Finds every kind under `partwell/kinds/` at start-up and puts it in the registry. Nothing else knows them by name."""

import importlib
import pkgutil
from types import ModuleType

from partwell import kinds
from partwell.lib import registry

SERVICES = {
    "answer": "partwell.apps.cases.proof.answer",
    "acts_on_paper": "partwell.apps.cases.papers.acted_on",
    "case_was_read": "partwell.apps.cases.reads.after",
    "signature_holds": "partwell.apps.cases.receipts.signature",
    "mail_text": "partwell.kinds.channels.email.smtp.send_text",
    "calculate": "partwell.apps.settlements.actions.calculate",
    "statements": "partwell.apps.settlements.queries.statements_of_case",
    "consent": "partwell.apps.documents.consent.state",
    "course_results": "partwell.apps.training.queries.course_results",
}
"""What lower apps ask of higher ones, by name: sums are made and kept by settlements, and cases need them."""


def _modules(group: str) -> dict[str, ModuleType]:
    """`kind` modules of one folder of kinds, by folder name, sorted so that every process sees one order."""
    package = importlib.import_module(f"{kinds.__name__}.{group}")
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__) if found.ispkg)
    return {name: importlib.import_module(f"{package.__name__}.{name}.kind") for name in names}


def discover() -> None:
    """Fill `lib.registry` with the kind of each folder; called once from `AppConfig.ready`."""
    for group in registry.GROUPS:
        registry.fill(group, {name: module.KIND for name, module in _modules(group).items()})
    for name, path in SERVICES.items():
        registry.provide(name, path)
