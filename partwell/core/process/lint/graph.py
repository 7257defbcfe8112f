"""Who waits for whom in a template, also in a broken one (a draft may name unknown steps or wait in a circle)."""

from collections.abc import Iterable

from partwell.core.process.template import Step, Template


class Graph:
    """Predecessors of each step, direct and transitive."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.steps = {step.key: step for step in template.steps}
        self._before: dict[str, frozenset[str]] = {}

    def before(self, key: str) -> frozenset[str]:
        """Keys of all steps this one waits for, directly or not; in a circle the step itself is among them."""
        if key not in self._before:
            found: set[str] = set()
            edge = list(self._after(key))
            while edge:
                one = edge.pop()
                if one not in found:
                    found.add(one)
                    edge += self._after(one)
            self._before[key] = frozenset(found)
        return self._before[key]

    def upto(self, keys: Iterable[str]) -> frozenset[str]:
        """These steps and everything they wait for."""
        found = frozenset(keys)
        return found.union(*(self.before(key) for key in found))

    def ancestors(self, key: str) -> list[Step]:
        """The known steps this one waits for, in the template's order."""
        before = self.before(key)
        return [step for step in self.template.steps if step.key in before]

    def _after(self, key: str) -> tuple[str, ...]:
        step = self.steps.get(key)
        return step.after if step else ()

    @property
    def until_effective(self) -> frozenset[str]:
        """The steps that fix D and everything they wait for: the way into the separation, not the way out."""
        return self.upto(key for key in self.template.effective if key in self.steps)
