// Seats that people add, hand on and answer, ways back, and changed days: each such entry is decided again from what
// it says, and has to be the very entry that the rules give.

import { readDay } from "./days.js";
import { canonical } from "./json.js";
import { completion, overtaken, seatHeld } from "./proof.js";
import { derive, entries, field, words } from "./state.js";
import { allBefore, allBehind } from "./template.js";
import { same } from "./text.js";

const MAX_SEATS = 20;
const KEEPERS = ["hr_manager", "hr_director", "owner"];
const ALLOWED_BY = { before: "add_signer", after: "add_signer", delegate: "delegate", transfer: "transfer" };
const ANSWERS = { before: ["agree", "disagree"], after: ["agree", "disagree"], delegate: ["opinion"] };
const OUTWARD_KINDS = ["notice", "payment", "document", "sign"];
const OUTWARD_PARTIES = ["employee", "third", "authority"];

class Refused extends Error {}

const refuse = (code) => {
  throw new Refused(code);
};

const said = (payload, name) => words(field(payload, name));
const trimmed = (text) => text.replace(/^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g, "");

/** Who acts, as an entry says it: one role, and for whom. */
function standing(actor, payload) {
  const role = words(payload.role ?? "");
  const behalf = words(payload.behalf ?? "");
  const roles = [words(payload.as ?? "") || role].filter(Boolean);
  return { pid: actor, roles, standsFor: behalf, behalfIn: (one) => (behalf && role && one === role ? behalf : "") };
}

function open(state) {
  if (state.state !== "open") refuse(`case_${state.state}`);
}

function readyView(state, key, calendar) {
  open(state);
  const view = derive(state, calendar).get(key);
  if (view.status !== "ready") refuse(view.settled ? "step_settled" : "step_not_ready");
  return view;
}

const signedRoles = ({ step, proof }) => new Set(step.mode === "any" ? [] : proof.map((one) => one.role));

/** Seats of the template that this person may act in now and that have not signed yet. */
function ownSeats(state, view, who) {
  if (who.pid === state.employee || view.status !== "ready") return [];
  const signed = signedRoles(view);
  return view.step.who.filter(
    (role) =>
      role !== "employee" && who.roles.includes(role) && !signed.has(role) && ["", who.pid, who.behalfIn(role)].includes(view.holder(role)),
  );
}

/** The seat an entry is about, and the role of HR by which another's is moved on. */
function seatAskedFrom(state, view, kind, role, who) {
  let mine = ownSeats(state, view, who);
  if (kind === "after") mine = [...mine, ...view.proof.filter((one) => one.by === who.pid && view.step.who.includes(one.role)).map((one) => one.role)];
  mine = mine.filter((one) => role === "" || one === role);
  const keeper = KEEPERS.find((one) => who.roles.includes(one) && !who.behalfIn(one));
  if (kind === "transfer" && !mine.length && keeper && who.pid !== state.employee) {
    const signed = signedRoles(view);
    const moved = view.step.who.find((one) => one !== "employee" && !signed.has(one) && (role === "" || one === role));
    if (moved) return { role: moved, keeper };
  }
  if (!mine.length) refuse(view.seats.some((seat) => seat.holder === who.pid) ? "added_asks_nobody" : "not_your_step");
  const [first] = mine;
  if (who.behalfIn(first) && (kind === "transfer" || kind === "delegate")) refuse("deputy_hands_nothing_on");
  const held = kind === "delegate" ? seatHeld(view, first, who.pid, who.behalfIn(first)) : "";
  if (held) refuse(held);
  return { role: first, keeper: "" };
}

function mayBeAsked(state, view, kind, role, person, who, keeper) {
  if (!person) refuse("person_needed");
  if (person === state.employee) refuse("own_case");
  if (person === who.pid && !keeper) refuse("asks_oneself");
  if (view.seats.some((seat) => seat.holder === person && !seat.decision)) refuse("asked_already");
  if (kind === "transfer") {
    if (person === view.holder(role)) refuse("asked_already");
    const others = new Set([
      ...view.proof.filter((one) => one.role !== role).map((one) => one.by),
      ...view.step.who.filter((one) => one !== role).map(view.holder),
    ]);
    if (view.step.distinct && others.has(person)) refuse("distinct_seats");
    return;
  }
  if (view.proof.some((one) => one.by === person)) refuse("asked_already");
  const asked = state.seats.filter((seat) => seat.step === view.step.key && seat.attempt === view.attempt);
  if (asked.length >= MAX_SEATS) refuse("too_many_seats");
}

function asked(state, { type, actor, payload }, calendar) {
  const who = standing(actor, payload);
  const kind = type === "seat.added" ? said(payload, "kind") : "transfer";
  if (!Object.hasOwn(ALLOWED_BY, kind)) refuse("no_such_act");
  const [key, person] = [said(payload, "step"), said(payload, "person")];
  const view = readyView(state, key, calendar);
  const { role, keeper } = seatAskedFrom(state, view, kind, said(payload, "role"), who);
  if (!view.step.allow.includes(ALLOWED_BY[kind]) || state.shared.has(key)) refuse("act_not_offered");
  mayBeAsked(state, view, kind, role, person, who, keeper);
  const made = { step: key, attempt: view.attempt, role, person, why: trimmed(words(payload.why ?? "")) };
  if (keeper) made.as = keeper;
  else if (who.behalfIn(role)) made.behalf = who.behalfIn(role);
  return kind === "transfer" ? made : { ...made, kind, seat: String(state.seats.length + 1) };
}

/** An added seat that still waits for its answer. */
function waitingSeat(state, number, calendar) {
  const seat = state.seats.find((one) => one.key === number);
  if (!seat) refuse("no_such_seat");
  open(state);
  const view = derive(state, calendar).get(seat.step);
  if (!view || seat.decision || seat.attempt !== view.attempt) refuse("seat_answered");
  if (view.status !== "ready") refuse("step_not_ready");
  return { seat, view };
}

const completing = (payload, items) => ({ ...payload, outcome: items ? "done" : "", items: (items ?? []).map((one) => one.text) });

function removed(state, { actor, at, payload }, calendar) {
  const who = standing(actor, payload);
  const { seat, view } = waitingSeat(state, said(payload, "seat"), calendar);
  const own = who.roles.includes(seat.role) || seat.by === who.pid;
  const role = own ? seat.role : KEEPERS.find((one) => who.roles.includes(one));
  if (!role || who.pid === state.employee || who.pid === seat.holder) refuse("seat_of_another");
  const why = trimmed(words(payload.why ?? ""));
  const made = { step: seat.step, attempt: seat.attempt, seat: seat.key, role, why };
  if (role !== seat.role || seat.by !== who.pid) {
    if (!why) refuse("reason_needed");
    if (who.behalfIn(role)) made.behalf = who.behalfIn(role);
  }
  const seats = view.seats.filter((one) => one.key !== seat.key);
  return completing(made, completion(state, { ...view, seats }, at, calendar));
}

function answered(state, { actor, at, payload }, calendar) {
  const who = standing(actor, payload);
  const { seat, view } = waitingSeat(state, said(payload, "seat"), calendar);
  if ((seat.holder !== who.pid && seat.holder !== who.standsFor) || who.pid === state.employee) refuse("seat_of_another");
  const decision = said(payload, "decision");
  if (!ANSWERS[seat.kind].includes(decision)) refuse("no_such_answer");
  const text = trimmed(said(payload, "text"));
  if (!text && decision !== "agree") refuse("reason_needed");
  const made = { step: seat.step, attempt: seat.attempt, seat: seat.key, decision, text };
  if (seat.holder !== who.pid) made.behalf = seat.holder;
  // Whoever signed decides again, knowing that somebody who had to agree does not.
  if (seat.kind === "after" && decision === "disagree")
    return { ...made, outcome: "", items: [], reopened: [{ step: seat.step, attempt: view.attempt + 1 }] };
  const seats = view.seats.map((one) => (one.key === seat.key ? { ...one, decision } : one));
  return completing(made, completion(state, { ...view, seats }, at, calendar));
}

/** Whether a settled step has an effect that the process can't undo. */
function hasEffect(state, { step, proof }) {
  const { template } = state;
  if (template.effective.includes(step.key) || (template.party === "employee" && !step.after.length)) return true;
  if (!step.duty) return false;
  return Boolean(step.owedTo) || OUTWARD_KINDS.includes(step.kind) || proof.some((one) => OUTWARD_PARTIES.includes(one.item.party));
}

const begun = (view) => Boolean(view.outcome) || view.proof.length > 0 || view.seats.length > 0;

function returned(state, { actor, payload }, calendar) {
  const who = standing(actor, payload);
  const [key, to] = [said(payload, "step"), said(payload, "to")];
  open(state);
  const views = derive(state, calendar);
  if (!views.has(to)) refuse("no_such_step");
  const view = views.get(key);
  if (!view.step.who.some((role) => who.roles.includes(role))) refuse("not_your_step");
  readyView(state, key, calendar);
  if (!view.step.allow.includes("return")) refuse("act_not_offered");
  const [mine] = ownSeats(state, view, who);
  if (!mine) refuse("not_your_step");
  const why = trimmed(words(payload.why ?? ""));
  if (!why) refuse("reason_needed");
  const earlier = allBefore(state.template, key);
  if (!earlier.has(to) || !state.settled.has(to) || state.shared.has(to)) refuse("no_earlier_step");
  const behind = [to, ...allBehind(state.template, to)];
  for (const one of behind) {
    const crossed = one === to || earlier.has(one) || state.template.effective.includes(one);
    if (crossed && state.settled.has(one) && hasEffect(state, views.get(one))) refuse("has_effect");
  }
  const reopened = [...views.values()]
    .filter((one) => behind.includes(one.step.key) && begun(one) && !(one.outcome && hasEffect(state, one)))
    .map((one) => ({ step: one.step.key, attempt: one.attempt + 1 }));
  const made = { step: key, attempt: view.attempt, role: mine, to, why, reopened };
  if (who.behalfIn(mine)) made.behalf = who.behalfIn(mine);
  return made;
}

/** Whether an item is one side's signature on a paper that the other side signs or seals as well. */
const ofTwoSides = ({ step }, item) =>
  item.kind === "sign" &&
  step.evidence.some(
    (alternative) =>
      alternative.some((one) => one.text === item.text) &&
      alternative.some((one) => one.party !== item.party && one.name === item.name && ["sign", "seal"].includes(one.kind)),
  );

function withdrawn(state, { actor, payload }, calendar) {
  const key = said(payload, "step");
  open(state);
  const views = derive(state, calendar);
  const view = views.get(key);
  const mine = view.proof.filter((one) => one.by === actor);
  const others = mine.length < view.proof.length || view.seats.some((seat) => seat.decision);
  if (!view.outcome) {
    // A paper of two sides binds neither before both have signed; what one side alone declares stays.
    if (!mine.length || state.shared.has(key)) refuse("not_done_yet");
    if (!mine.every((one) => one.source === "person" && ofTwoSides(view, one.item))) refuse("not_of_two_sides");
    if (others) refuse("countersigned");
  } else {
    if (view.outcome.by !== actor || state.shared.has(key)) refuse("not_your_completion");
    if (hasEffect(state, view)) refuse("has_effect");
    if (others) refuse("others_took_part");
    if (allBehind(state.template, key).some((one) => begun(views.get(one)))) refuse("successor_began");
  }
  return { step: key, attempt: view.attempt, why: trimmed(words(payload.why ?? "")), reopened: [{ step: key, attempt: view.attempt + 1 }] };
}

function dayChanged(state, { actor, payload }, calendar) {
  const days = entries(field(payload, "anchors"));
  if (days.length !== 1) throw new TypeError("not one day");
  const [[name, text]] = days;
  const day = readDay(text);
  open(state);
  if (actor === state.employee) refuse("days_by_hr");
  if (!state.anchors.has(name) || name === "T0") refuse("no_such_day");
  const before = state.anchors.get(name);
  if (day === before) refuse("same_day");
  const [why, paper] = [trimmed(said(payload, "why")), said(payload, "paper")];
  if (!why) refuse("reason_needed");
  if (!paper) refuse("paper_needed");
  if (overtaken(state, new Map([[name, day]]), calendar).length) refuse("day_too_early");
  // Which deadlines moved was told with the holidays known then; a year published since may tell more.
  return { anchors: { [name]: dayText(day) }, before: { [name]: dayText(before) }, why, paper, moved: field(payload, "moved") };
}

const dayText = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);

const DECIDED = {
  "seat.added": asked,
  "seat.transferred": asked,
  "seat.removed": removed,
  "seat.answered": answered,
  "step.returned": returned,
  "step.withdrawn": withdrawn,
  "anchor.changed": dayChanged,
};

export const decidedAgain = (type) => type.startsWith("seat.") || Object.hasOwn(DECIDED, type);

/** What is wrong with an entry about seats, a way back or a day: the rules refuse it, or give another one. */
export function seatFaults(state, happening, number, calendar) {
  const { type, payload } = happening;
  const key = type === "anchor.changed" ? "" : words(payload.step ?? "");
  const fault = (code, detail = "") => [{ code, step: key, entry: number, detail }];
  if (key === "" ? type !== "anchor.changed" : !state.template.steps.has(key)) return fault("no_such_step");
  if (!Object.hasOwn(DECIDED, type)) return fault("act_refused", "no_such_act");
  try {
    const made = DECIDED[type](state, happening, calendar);
    return same(canonical(made), canonical(payload)) ? [] : fault("act_differs");
  } catch (why) {
    if (why instanceof Refused) return fault("act_refused", why.message);
    throw why;
  }
}
