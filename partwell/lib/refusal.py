"""The four ways an action says no. Page, API, admin and commands translate the same exception.

| exception | page and API | when |
|---|---|---|
| `NotVisible` | 404 | it does not exist for this person: another company, another branch |
| `NotAllowed` | 403 | visible, but this person's role may not do it; carries a sentence |
| `BadInput` | 422 | a field is missing or wrong; names each field |
| `Refused` | 409 | the case does not allow it now; names what is missing, who, until when |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


class Refusal(Exception):
    """Base of every answer "no" that a person can act on. `code` is stable, `sentence` is for people."""

    status = 400
    page = ""
    """Template of a page of its own; empty: the page of its status."""

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.code = code


class NotVisible(Refusal):
    """What was asked for does not exist for this person."""

    status = 404

    def __init__(self, sentence: str = "", *, code: str = "not_found") -> None:
        super().__init__(sentence, code=code)


class NotAllowed(Refusal):
    """The person sees it, but may not do this. The sentence names the role that may."""

    status = 403

    def __init__(self, sentence: str, *, code: str = "not_allowed") -> None:
        super().__init__(sentence, code=code)


class BadInput(Refusal):
    """Input that cannot be used. `fields` maps a field's name to a sentence on how to mend it."""

    status = 422

    def __init__(self, fields: Mapping[str, str], *, sentence: str = "", code: str = "bad_input") -> None:
        super().__init__(sentence or "；".join(str(v) for v in fields.values()), code=code)
        self.fields = dict(fields)


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands in the way: what, who owes it, until when, and which kind of deadline.

    `page`: where the reader can put it right, as the name of an address and its arguments; empty if nowhere.
    """

    step: str
    what: str
    who: str
    due: datetime | None = None
    due_class: str = "internal"
    page: tuple[str, ...] = ()


class Refused(Refusal):
    """The state of the case does not allow the act now.

    `missing` lists what stands in the way, first due first; `unaffected` says what does not wait for it.
    """

    status = 409

    def __init__(
        self, sentence: str, *, code: str = "refused", missing: tuple[Missing, ...] = (), unaffected: str = ""
    ) -> None:
        super().__init__(sentence, code=code)
        self.missing = missing
        self.unaffected = unaffected
