// A case as its entries make it: facts, days, proof, completions, seats; and the view of every step, derived from that.
// Values in payloads may be anything; reading one that is not what the program writes throws, which fails the check.

import { UnknownYear, readDay } from "./days.js";
import { isObject } from "./json.js";
import { allBehind, item } from "./template.js";

export function field(value, name) {
  if (!isObject(value) || !(name in value)) throw new TypeError(`${name} is missing`);
  return value[name];
}

export const truthy = (value) =>
  Array.isArray(value) ? value.length > 0 : isObject(value) ? Object.keys(value).length > 0 : typeof value === "bigint" || Boolean(value);

export function each(value) {
  if (Array.isArray(value)) return value;
  if (isObject(value)) return Object.keys(value);
  if (typeof value === "string") return [...value];
  throw new TypeError("not a list");
}

export function entries(value) {
  if (!isObject(value)) throw new TypeError("not keys and values");
  return Object.entries(value);
}

export function plain(value) {
  if (typeof value === "object" && value !== null) throw new TypeError("not a plain value");
  return value;
}

export function words(value) {
  if (typeof value !== "string") throw new TypeError("not text");
  return value;
}

// --- what entries make of it ----------------------------------------------------------------------------------------

function withFacts(state, values, at) {
  if (!truthy(values)) return;
  for (const [name, value] of entries(values)) {
    state.facts.set(name, value);
    state.factsAt.set(name, at);
  }
}

function withDays(state, values) {
  for (const [name, day] of entries(values)) state.anchors.set(name, readDay(day));
}

export function opened(template, { payload, at }) {
  const state = {
    template,
    employee: field(payload, "employee"),
    openedAt: at,
    facts: new Map(), factsAt: new Map(), anchors: new Map(), attached: [], settled: new Map(), requested: new Map(),
    attempts: new Map(), reopenedAt: new Map(), restate: new Set(), seats: [], handed: new Map(),
    shared: new Set(each(payload.batch?.steps ?? [])),
    state: "open",
  };
  for (const [name, value] of entries(field(payload, "facts"))) state.facts.set(name, value), state.factsAt.set(name, at);
  withDays(state, field(payload, "anchors"));
  return state;
}

export const copy = (state) => ({
  ...state,
  facts: new Map(state.facts), factsAt: new Map(state.factsAt), anchors: new Map(state.anchors),
  attached: [...state.attached], settled: new Map(state.settled), requested: new Map(state.requested),
  attempts: new Map(state.attempts), reopenedAt: new Map(state.reopenedAt), restate: new Set(state.restate),
  seats: [...state.seats], handed: new Map(state.handed),
});

const seatOf = (step, role) => JSON.stringify([step, role]);

/** The state after one more entry; entries that are no act of the process leave it as it is. */
export function applied(before, happening) {
  const { type, at, payload } = happening;
  const state = copy(before);
  if (type === "fact.set") withFacts(state, field(payload, "facts"), at);
  else if (type === "case.requested") {
    const step = plain(field(payload, "step"));
    if (!state.requested.has(step)) state.requested.set(step, at);
  } else if (type === "case.closed") state.state = "closed";
  else if (type === "case.cancelled") state.state = "cancelled";
  else if (type === "anchor.changed") withDays(state, field(payload, "anchors"));
  else if (type.startsWith("seat.")) seatChanged(state, happening);
  else if (type === "step.returned" || type === "step.withdrawn") begunAgain(state, field(payload, "reopened"), at);
  else if (type.startsWith("step.")) acted(state, happening);
  return state;
}

function acted(state, { at, actor, payload }) {
  const [step, attempt] = [plain(field(payload, "step")), plain(field(payload, "attempt"))];
  for (const one of each(field(payload, "attached")))
    state.attached.push({
      step, attempt, at,
      item: item(field(one, "item")),
      by: actor,
      role: field(one, "role"),
      source: field(one, "source"),
      object: field(one, "object"),
      sha256: field(one, "sha256"),
      behalf: one.behalf ?? "",
    });
  withFacts(state, field(payload, "facts"), at);
  withDays(state, field(payload, "anchors"));
  for (const name of [...each(payload.facts), ...each(payload.anchors)]) state.restate.delete(name);
  settled(state, at, actor, payload);
}

function settled(state, at, by, payload) {
  if (!truthy(field(payload, "outcome"))) return;
  each(field(payload, "items")).forEach(item);
  state.settled.set(plain(field(payload, "step")), { outcome: payload.outcome, at, by });
}

function seatChanged(state, { type, at, actor, payload }) {
  const step = plain(field(payload, "step"));
  if (type === "seat.transferred") {
    state.handed.set(seatOf(step, plain(field(payload, "role"))), plain(field(payload, "person")));
    return;
  }
  const key = plain(field(payload, "seat"));
  if (type === "seat.added") {
    const [kind, role, person] = ["kind", "role", "person"].map((name) => plain(field(payload, name)));
    state.seats.push({ key, step, attempt: plain(field(payload, "attempt")), kind, role, holder: person, by: actor, decision: "" });
    return;
  }
  const decision = type === "seat.removed" ? "removed" : plain(field(payload, "decision"));
  state.seats = state.seats.map((one) => (one.key === key ? { ...one, decision } : one));
  if (truthy(payload.reopened)) begunAgain(state, payload.reopened, at);
  else settled(state, at, actor, payload);
}

/** Steps in a new attempt: no outcome, no request that still counts, and what they determine is to be stated anew. */
function begunAgain(state, reopened, at) {
  const attempts = new Map(each(reopened).map((one) => [plain(field(one, "step")), plain(field(one, "attempt"))]));
  const waiting = [...attempts.keys()].flatMap((key) => allBehind(state.template, key)).filter((key) => !state.settled.has(key));
  for (const [key, attempt] of attempts) {
    state.settled.delete(key);
    state.attempts.set(key, attempt);
    state.reopenedAt.set(key, at);
    for (const name of state.template.steps.get(key)?.sets ?? []) state.restate.add(name);
  }
  for (const key of [...attempts.keys(), ...waiting]) state.requested.delete(key);
}

// --- the view of every step -----------------------------------------------------------------------------------------

/** Derived in the template's order, never stored. */
export function derive(state, calendar) {
  const [views, settledAt] = [new Map(), new Map()];
  for (const step of state.template.steps.values()) {
    const applies = step.when ? step.when.evaluate(state.facts) : true;
    const waitsFor = step.after.filter((key) => !views.get(key).settled);
    const since = Math.max(
      state.openedAt,
      state.reopenedAt.get(step.key) ?? state.openedAt,
      ...step.after.filter((key) => settledAt.has(key)).map((key) => settledAt.get(key)),
      ...(step.when?.facts ?? []).filter((name) => state.factsAt.has(name)).map((name) => state.factsAt.get(name)),
    );
    const outcome = state.settled.get(step.key);
    const status = outcome ? outcome.outcome : applies === false ? "skipped" : waitsFor.length ? "waiting" : applies ? "ready" : "undetermined";
    const done = Boolean(outcome) || (applies === false && !waitsFor.length);
    if (done) settledAt.set(step.key, outcome ? outcome.at : since);
    const readyAt = !waitsFor.length && status !== "skipped" ? since : null;
    const attempt = state.attempts.get(step.key) ?? 1;
    views.set(step.key, {
      step, status, settled: done, readyAt, waitsFor, outcome, attempt,
      dueAt: status === "skipped" ? null : dueAt(step.due, state, readyAt, calendar),
      guard: step.guard ? step.guard.evaluate(state.facts) : true,
      unknown: unknown(step, state),
      proof: state.attached.filter((one) => one.step === step.key && one.attempt === attempt),
      seats: state.seats.filter((one) => one.step === step.key && one.attempt === attempt && one.decision !== "removed"),
      holder: (role) => state.handed.get(seatOf(step.key, role)) ?? "",
    });
  }
  return views;
}

const isKnown = (state, name) => (state.facts.has(name) || state.anchors.has(name)) && !state.restate.has(name);

/** What a step has to determine and has not determined in its present attempt. */
export const undetermined = (step, state) => step.sets.filter((name) => !isKnown(state, name));

function unknown(step, state) {
  const names = new Set(undetermined(step, state));
  for (const one of [step.when, step.guard])
    if (one && one.evaluate(state.facts) === null)
      for (const name of one.facts) if (!state.facts.has(name) && !state.anchors.has(name)) names.add(name);
  return [...names].sort();
}

export function dueAt(due, state, readyAt, calendar) {
  if (!due || (due.when && due.when.evaluate(state.facts) !== true)) return null;
  let start = null;
  if (due.start === "ready") start = readyAt === null ? null : { instant: readyAt };
  else if (due.start.startsWith("step:")) start = state.settled.has(due.start.slice(5)) ? { instant: state.settled.get(due.start.slice(5)).at } : null;
  else if (state.anchors.has(due.start)) start = { day: state.anchors.get(due.start) };
  if (!start) return null;
  try {
    return calendar.addSpan(due.plus, start);
  } catch (why) {
    if (why instanceof UnknownYear) return null;
    throw why;
  }
}

export const openSteps = (views) => [...views.values()].filter((view) => !view.settled && view.status !== "skipped");
