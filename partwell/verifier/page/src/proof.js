// What proof an act may bring, and when a step is complete: parties, seats, silence, whole sets of proof, legal periods.

import { UnknownYear, endOf } from "./days.js";
import { derive, dueAt, field, plain, truthy, undetermined, words } from "./state.js";

const HANDLERS = ["hr_ops", "hrbp"];
const SILENCE = new Set(
  "no_response no_objection no_defence no_opinion_after_period not_answered no_answer no_reply unilateral_inventory employee_declined".split(" "),
);
const LEAST_SILENCE = { amount: 3, unit: "d" };


/** Whether an attached item was attached by its own party; a deputy never for the employee of the case. */
export function ownParty(state, { step }, one) {
  const { party } = one.item;
  const points = one.source === "record" && words(one.object).startsWith("entry:");
  if (state.shared.has(step.key)) return points;
  if (truthy(one.behalf) && one.behalf === state.employee) return false;
  if (party === "employee") return points || (one.by === state.employee && one.source === "person");
  if (party === "system") return one.source === "program";
  if (party === "employer") {
    const roles = step.who.filter((role) => role !== "employee");
    return one.by !== state.employee && (roles.length ? roles : HANDLERS).includes(plain(one.role));
  }
  return one.source === "channel" || one.source === "import" || (one.by !== state.employee && truthy(one.sha256));
}

const holdsUp = (seat) => (seat.kind === "before" || seat.kind === "delegate") && !seat.decision;

/** Why nobody but another can act in a seat of the template now: it was handed on, or somebody was asked first. */
export function seatHeld(view, role, person, behalf) {
  const holder = view.holder(role);
  if (holder && holder !== person && holder !== behalf) return "handed_on";
  return view.seats.some((seat) => seat.role === role && holdsUp(seat)) ? "asked_first" : "";
}

/** With `mode: sequence`, whether one of these came before the seats ahead of it. Only parties of the alternative count. */
export function outOfTurn({ step, proof }, fresh) {
  if (step.mode !== "sequence") return false;
  const signed = new Set(proof.map((one) => one.role));
  for (const one of fresh) {
    const queues = step.evidence
      .filter((alternative) => alternative.some((other) => other.text === one.item.text))
      .map((alternative) => seatsOf(step, alternative))
      .filter((seats) => seats.includes(one.role))
      .map((seats) => seats.slice(0, seats.indexOf(one.role)));
    if (queues.length && queues.every((ahead) => ahead.some((role) => !signed.has(role)))) return true;
    signed.add(one.role);
  }
  return false;
}

function seatsOf(step, alternative) {
  const parties = new Set(alternative.map((one) => one.party));
  return step.who.filter((role) => parties.has(role === "employee" ? "employee" : "employer"));
}

function reached(state, { step, proof }, what) {
  for (const alternative of step.evidence) {
    const asked = new Set(alternative.filter((one) => one.kind === "delivery").map((one) => one.text));
    if (asked.size && alternative.some((one) => one.text === what.text)) {
      const times = proof.filter((one) => asked.has(one.item.text)).map((one) => one.at);
      return times.length ? Math.min(...times) : null;
    }
  }
  if (state.requested.has(step.key)) return state.requested.get(step.key);
  const before = state.attached.filter(
    (one) => step.after.includes(one.step) && one.attempt === (state.attempts.get(one.step) ?? 1) && (one.item.kind === "delivery" || one.item.party === "employee" || one.item.name === "opened"),
  );
  return before.length ? Math.max(...before.map((one) => one.at)) : null;
}

function silenceEnds(step, since, due, calendar) {
  if (!step.due || step.due.start !== "ready") {
    const least = calendar.addSpan(LEAST_SILENCE, { instant: since });
    return due === null ? least : Math.max(due, least);
  }
  try {
    return calendar.addSpan(step.due.plus, { instant: since });
  } catch (why) {
    if (!(why instanceof UnknownYear)) throw why;
    return calendar.addSpan({ amount: 2 * step.due.plus.amount + 14, unit: "d" }, { instant: since });
  }
}

export function silentTooEarly(state, view, what, at, calendar) {
  if (what.kind !== "record" || !SILENCE.has(what.name)) return false;
  const since = reached(state, view, what);
  return since === null || at < silenceEnds(view.step, since, view.dueAt, calendar);
}

function seatItems(alternative, party) {
  const given = alternative.filter((one) => one.party === party);
  const signed = given.filter((one) => one.kind === "sign");
  return signed.length ? signed : given;
}

function seatsFilled(step, alternative, proof) {
  if (step.mode === "any") return true;
  const seats = seatsOf(step, alternative);
  const counted = new Set(["employee", "employer"].flatMap((party) => seatItems(alternative, party)).map((one) => one.text));
  const filled = new Map();
  for (const one of proof)
    if (counted.has(one.item.text) && seats.includes(one.role) && !(step.distinct && [...filled.values()].includes(one.by)) && !filled.has(one.role))
      filled.set(one.role, one.by);
  if (step.mode.startsWith("count:")) return filled.size >= Math.min(Number(step.mode.slice(6)), seats.length);
  if (step.mode.startsWith("ratio:")) return filled.size * 1000 >= Math.round(Number(step.mode.slice(6)) * 1000) * seats.length;
  return seats.every((role) => filled.has(role));
}

/** The first set of proof that is wholly there with the seats it needs, or undefined. */
export function wholeSet(step, proof) {
  const have = new Set(proof.map((one) => one.item.text));
  return step.evidence.find((alternative) => alternative.every((one) => have.has(one.text)) && seatsFilled(step, alternative, proof));
}

/** The set of proof that completes a step at this time, or null while anything is missing. */
export function completion(state, view, at, calendar) {
  const { step } = view;
  const items = wholeSet(step, view.proof);
  if (!items || view.seats.some((seat) => !seat.decision) || undetermined(step, state).length || view.guard !== true) return null;
  return tooSoon(view, at, calendar) ? null : items;
}

/** Whether the cooling time of a step has not run. */
export const tooSoon = ({ step, readyAt }, at, calendar) =>
  Boolean(step.minWait) && (readyAt === null || at < calendar.addSpan(step.minWait, { instant: readyAt }));

/** Done steps whose legal period before a day would be too short if these days were set (`doing`: being done now). */
export function overtaken(state, days, calendar, doing = null, at = 0) {
  const doneAt = new Map([...state.settled].filter(([, one]) => one.outcome === "done").map(([key, one]) => [key, one.at]));
  if (doing !== null) doneAt.set(doing, at);
  const anchors = new Map([...state.anchors, ...days]);
  return [...state.template.steps.values()].filter(({ key, due, sets }) => {
    if (!doneAt.has(key) || !due || !due.statutory || !due.before || !days.has(due.start) || due.plus.amount >= 0) return false;
    const latest = dueAt(due, { ...state, anchors: days }, null, calendar);
    // A step may state the day it took place on and be recorded later.
    const stated = sets.find((name) => name !== due.start && anchors.has(name));
    return latest !== null && (stated === undefined ? doneAt.get(key) : endOf(anchors.get(stated))) > latest;
  });
}
