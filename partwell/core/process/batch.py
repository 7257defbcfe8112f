"""A mass layoff as one process for all and one case a person (《劳动合同法》第四十一条).

The threshold, the explanation to the union or all staff, their opinions, the plan, the report to the labor bureau and
the review of who is kept first are done once, in a process that is the first part of the same template. The case of
each person has the same steps; they are completed by pointing to the entries there, and in no other way.
"""

from dataclasses import replace

from .template import Template

KIND = "economic_layoff"
"""The separation type whose cases belong to a batch."""
SHARED = ("threshold", "briefing", "opinions", "plan", "gov_report", "selection")
CHOSEN = "selection"
"""After this step the people are chosen, and their cases begin."""


def shared_steps(template: Template) -> frozenset[str]:
    """Keys of the steps that are done once for a batch."""
    return frozenset(step.key for step in template.steps if step.key in SHARED)


def common(template: Template) -> Template:
    """The part of the template that is done once."""
    keys = shared_steps(template)
    return replace(template, steps=tuple(step for step in template.steps if step.key in keys), effective=())
