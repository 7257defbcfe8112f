"""Who waits for whom in a template, also in a broken one (a draft may name unknown steps or wait in a circle)."""

from collections.abc import Iterable
from functools import cached_property

from partwell.core.process.template import Step, Template


class Graph:
    """Predecessors of each step, direct and transitive."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.steps = {step.key: step for step in template.steps}
        names = list(dict.fromkeys([*self.steps, *(key for step in template.steps for key in step.after)]))
        place = {name: 1 << number for number, name in enumerate(names)}
        bits = dict.fromkeys(names, 0)
        # One round suffices for steps in their order; a circle needs more, until nothing is added.
        changed = True
        while changed:
            changed = False
            for step in template.steps:
                found = bits[step.key]
                for key in step.after:
                    found |= bits[key] | place[key]
                if found != bits[step.key]:
                    bits[step.key] = found
                    changed = True
        self._bits, self._names = bits, names
        self._before: dict[str, frozenset[str]] = {}

    def before(self, key: str) -> frozenset[str]:
        """Keys of all steps this one waits for, directly or not; in a circle the step itself is among them."""
        if key not in self._before:
            bits = self._bits.get(key, 0)
            self._before[key] = frozenset(name for number, name in enumerate(self._names) if bits >> number & 1)
        return self._before[key]

    def upto(self, keys: Iterable[str]) -> frozenset[str]:
        """These steps and everything they wait for."""
        found = frozenset(keys)
        return found.union(*(self.before(key) for key in found))

    def ancestors(self, key: str) -> list[Step]:
        """The known steps this one waits for, in the template's order."""
        before = self.before(key)
        return [step for step in self.template.steps if step.key in before]

    @cached_property
    def until_effective(self) -> frozenset[str]:
        """The steps that fix D and everything they wait for: the way into the separation, not the way out."""
        return self.upto(key for key in self.template.effective if key in self.steps)
