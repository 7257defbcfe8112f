"""The company that benches work on: 10,030 employees, 90 open cases at different steps, 9,910 closed ones.

The open cases run through the real actions on the shipped templates. The closed ones are written in bulk under the
triggers: a case and its steps begin open, every step has its proof, the closing entry comes last, and each has its
own stream with sealed and signed entries, so `./run check` rebuilds every one of them. So that this takes minutes
and not an hour, they follow a process of three steps (five entries); it is retired, no case can be started on it.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from partwell.apps.appraisals import actions as criteria
from partwell.apps.appraisals import queries as appraisals
from partwell.apps.cases import actions, standing, store, versions
from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence import sealing
from partwell.apps.people import actions as people_actions
from partwell.apps.people import queries as people
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.core.process.decide import Act, Attach, Done, Standing, decide_act, decide_close
from partwell.core.process.flat import from_flat
from partwell.core.process.replay import Happening, apply, opened
from partwell.core.process.state import derive
from partwell.core.process.template import Item, Step, Template
from partwell.lib import clock, template_files
from partwell.lib.actor import Actor, system
from partwell.lib.clock import SHANGHAI
from partwell.lib.files import store as files
from partwell.lib.holiday_file import calendar
from partwell.lib.ids import uid7
from partwell.site.demo.cases import GROUND, STATED
from partwell.site.demo.company import CREDIT_CODE, DemoCompany, load_company
from partwell.site.demo.drive import voucher

from . import Older, Where

User: Any = apps.get_model("accounts", "User")
Company: Any = apps.get_model("accounts", "Company")
Case: Any = apps.get_model("cases", "Case")
CaseStep: Any = apps.get_model("cases", "CaseStep")
Attachment: Any = apps.get_model("cases", "Attachment")
TemplateVersion: Any = apps.get_model("cases", "TemplateVersion")
PersonKey: Any = apps.get_model("evidence", "PersonKey")
Stream: Any = apps.get_model("evidence", "Stream")
CASES, LIVE = 10_000, 90
WRITER = 2
"""Raised when what is written changes."""
PROOF = hashlib.sha256(b"bench").hexdigest()
AT_ONCE = 200
TYPES = ("voluntary_resignation", "mutual_agreement", "serious_misconduct", "nonfault_dismissal")


def prepare(where: Where) -> Actor:
    """The company, written when it is not there yet; the HR partner who looks at it."""
    content = f"{WRITER} {CASES} {LIVE} {schema()}"
    with where.kept("company", content) as lacking:
        if lacking:
            if Case.objects.exists() or Company.objects.filter(credit_code=CREDIT_CODE).exists():
                raise Older
            _write(clock.now())
    return people.actor_for(hr(), today=clock.now().astimezone(SHANGHAI).date())


def hr() -> Any:
    """The user of the HR partner."""
    return User.objects.get(username="huamin")


def schema() -> str:
    """A digest of every migration the program has."""
    from django.db.migrations.loader import MigrationLoader

    return hashlib.sha256(repr(sorted(MigrationLoader(connection).disk_migrations)).encode()).hexdigest()[:16]


def _write(now: datetime) -> None:
    demo = load_company(now)
    actions.publish_shipped(demo.founded)
    with transaction.atomic():
        crowd = _crowd(demo)
    hua = demo.actor("hua")
    version, template = short(demo.founded)
    begin = demo.founded + timedelta(days=1)
    for start in range(0, CASES - LIVE, AT_ONCE):
        part = crowd[start : start + AT_ONCE]
        with transaction.atomic():
            closed(hua, part, version, template, begin + timedelta(seconds=start), first=start + 1)
    cast = {row.pk for row in demo.employees.values()}
    candidates = [row for row in demo.everyone if row.pk not in cast and row.user_id]
    for number, person in enumerate(candidates[:LIVE]):
        player = Player(now - timedelta(days=6, minutes=-7 * number), hua)
        player.start(person, "probation_failure" if person.type == "probation" else TYPES[number % len(TYPES)])
        player.play(number % 13)


def _crowd(demo: DemoCompany) -> list[Any]:
    """Employees beside the demo's own, without contract or sign-in: one for each closed case."""
    departments, post = list(demo.departments.values()), next(iter(demo.positions.values()))
    hired = demo.today - timedelta(days=900)
    rows = [
        people_actions.Person(
            f"B{number:06d}", f"林{chr(0x4E00 + number % 3000)}", departments[number % len(departments)], post, hired
        )
        for number in range(CASES - LIVE)
    ]
    return people_actions.load(
        [(row, None, ()) for row in rows], by=system(demo.company.pk, "command"), now=demo.founded
    )


def publish(flat: Mapping[str, Any], now: datetime) -> tuple[Any, Template]:
    """Publish a process of the benches, retired at once: no case is started on it by the wizard."""
    template = from_flat(flat, template_files.facts())
    sha256 = hashlib.sha256(json.dumps(flat, sort_keys=True).encode()).hexdigest()
    kept = TemplateVersion.objects.filter(key=template.key, sha256=sha256).first()
    if kept is not None:
        return kept, template
    version = TemplateVersion.objects.create(
        key=template.key,
        number=TemplateVersion.objects.filter(key=template.key).count() + 1,
        title=template.title,
        title_en=template.title_en,
        separation_type=template.separation_type,
        body=dict(flat),
        sha256=sha256,
        published_at=now,
        retired_at=now,
    )
    versions.fill(version, template)
    return version, template


def layers(key: str, count: int, width: int) -> dict[str, Any]:
    """A process of layers: each step comes after all of the layer before, and HR signs it."""
    flat = dict(template_files.load("voluntary_resignation").flat)
    steps = [
        {
            "key": f"l{layer}_{at}",
            "title": f"第 {layer + 1} 层第 {at + 1} 步",
            "phase": "clearance",
            "kind": "task",
            "who": ["hrbp"],
            "after": [f"l{layer - 1}_{one}" for one in range(width)] if layer else [],
            "evidence": [["employer.sign:bench"]],
        }
        for layer in range(count)
        for at in range(width)
    ]
    return {**flat, "key": key, "bind": {"effective": [steps[-1]["key"]]}, "facts": {}, "steps": steps}


def short(now: datetime) -> tuple[Any, Template]:
    """The process of the closed cases: three steps, one after the other."""
    return publish(layers("bench_short", 3, 1), now)


def closed(by: Actor, persons: list[Any], version: Any, template: Template, now: datetime, *, first: int) -> None:
    """Write one closed case for each person, as the triggers allow it; in the caller's transaction."""
    now = store.to_ms(now)
    uids = [uid7() for _person in persons]
    keys = [
        PersonKey(uid=uid, employee=row, wrapped=sealing.new_key(uid), created_at=now)
        for uid, row in zip(uids, persons, strict=True)
    ]
    PersonKey.objects.bulk_create(keys)
    streams = [
        Stream(kind="case", company_id=row.company_id, employee=row, key=key, created_at=now)
        for row, key in zip(persons, keys, strict=True)
    ]
    Stream.objects.bulk_create(streams)
    cases = Case.objects.bulk_create(
        Case(
            company_id=row.company_id,
            number=f"2025-{number:06d}",
            employee=row,
            department_id=row.department_id,
            path=row.department.path,
            template=version,
            stream=stream,
            separation_type=template.separation_type,
            initiator="employee",
            opened_at=now,
            opened_by_id=by.user,
            revision=4,
        )
        for number, (row, stream) in enumerate(zip(persons, streams, strict=True), first)
    )
    CaseStep.objects.bulk_create(
        CaseStep(
            case=case, key=step.key, position=at, phase=step.phase, kind=step.kind, required=True, who=list(step.who)
        )
        for case in cases
        for at, step in enumerate(template.steps)
    )
    proof, ends = [], []
    for case in cases:
        attached, state = _entries(by, case, template, now)
        proof += attached
        ends.append((case, state))
    Attachment.objects.bulk_create(proof)
    rows = CaseStep.objects.filter(case__in=cases)
    rows.update(status="done", ready_at=now, done_at=now, done_by=by.pid)
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(state="closed", closed_at=now)


def _entries(by: Actor, case: Any, template: Template, now: datetime) -> tuple[list[Any], Any]:
    """Decide a whole case with the engine and record it: what opened it, each step, its closing."""
    payload = {
        "template": {"key": template.key, "version": case.template.number, "sha256": case.template.sha256},
        "separation_type": case.separation_type,
        "employee": str(case.employee.uid),
        "initiator": case.initiator,
        "ground": "",
        "number": case.number,
        "facts": {},
        "anchors": {},
    }
    who = Standing(by.pid, frozenset({"hrbp"}))
    state = opened(template, Happening("case.opened", now, by.pid, payload))
    drafts = [evidence.Draft("case.opened", payload, template=case.template.sha256)]
    done: list[Done] = []
    for step in template.steps:
        wish = Act(step.key, (Attach(step.evidence[0][0], object="bench", sha256=PROOF),))
        answer = decide_act(state, wish, who, now, calendar())
        assert isinstance(answer, Done) and answer.completes
        done.append(answer)
        drafts.append(evidence.Draft(answer.type, answer.payload, template=case.template.sha256))
        state = apply(state, Happening(answer.type, now, by.pid, answer.payload))
    kept = evidence.record_all(case.stream, drafts, by=by, now=now)
    ending = decide_close(state, who, now, calendar())
    assert isinstance(ending, Done)
    said = {
        "entries": len(kept) + 1,
        "settled_by": {step.key: str(entry.eid) for step, entry in zip(template.steps, kept[1:], strict=True)},
        "number": case.number,
    }
    evidence.record(
        case.stream, ending.type, by=by, now=now, payload={**ending.payload, **said}, template=case.template.sha256
    )
    rows = [
        row
        for answer, entry in zip(done, kept[1:], strict=True)
        for row in store.attachments(case, answer, by=by.pid, entry=entry.eid)
    ]
    return rows, state


class Player:
    """Acts in one open case with the people it falls to; proof is named by id and digest."""

    def __init__(self, now: datetime, hr: Actor) -> None:
        self.now, self.hr, self.uid = now, hr, ""

    def start(self, person: Any, separation_type: str) -> None:
        """HR begins the case, stating what neither the records nor the kind of separation say."""
        kind = template_files.load(separation_type).template
        if separation_type == "probation_failure":
            self._criteria(person)
        known = {**people.facts_of(person, self._today()), **kind.settled_facts()}
        facts = {name: value for name, value in STATED.items() if name not in known}
        self.uid = actions.start(
            by=self.hr,
            employee=person.uid,
            separation_type=separation_type,
            initiator="employer",
            ground=GROUND,
            facts=facts,
            now=self.now,
        )["case"]

    def _criteria(self, person: Any) -> None:
        """Criteria that the person signed for on paper at the start, as such a case stands on."""
        if appraisals.received(person.pk) is not None:
            return
        plan = appraisals.newest_plan(person.position, self._today()) or criteria.create_plan(
            person.position, GROUND, [one.as_data() for one in ARTICLE], by=self.hr, now=self.now
        )
        receipt = criteria.hand_out(plan, person, by=self.hr, now=self.now)
        paper = files.put(voucher("criteria"), name="receipt.png", company=person.company_id, now=self.now)
        criteria.record_paper_receipt(receipt, person.hired_on, paper, by=self.hr, now=self.now)

    def play(self, count: int) -> None:
        """Do up to `count` acts on the steps that are ready."""
        for _turn in range(count):
            found = self.next()
            if found is None:
                return
            by, wish = found
            self.now += timedelta(minutes=3)
            actions.act(by=by, case=self.uid, wish=wish, now=self.now)

    def next(self) -> tuple[Actor, Act] | None:
        """Who does what next: the first item that is lacking on the first ready step that determines nothing."""
        case = standing.visible(system(self.hr.company), self.uid)
        for view in derive(store.load(case).state, calendar()).values():
            if view.status != "ready" or view.step.sets or view.step.min_wait or view.guard is not True:
                continue
            have = {one.item for one in view.proof}
            item = next((one for one in view.step.evidence[0] if one not in have), None)
            by = self._by(case, view.step, item) if item else None
            if item and by:
                source = {"system": "program", "third": "channel"}.get(item.party, "person")
                wish = Attach(item, object="bench", sha256=PROOF, source=source)  # type: ignore[arg-type]
                return by, Act(view.step.key, (wish,))
        return None

    def _by(self, case: Any, step: Step, item: Item) -> Actor | None:
        if item.party in ("system", "third"):
            return system(case.company_id)
        roles = ["employee"] if item.party == "employee" else [role for role in step.who if role != "employee"]
        users = [user for role in roles or ["hr_ops"] for user in standing.holders(case, role, self._today())]
        return people.actor_for(users[0], today=self._today()) if users else None

    def _today(self) -> Any:
        return self.now.astimezone(SHANGHAI).date()
