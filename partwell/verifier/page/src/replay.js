// Whether the process was kept: the case is rebuilt from its entries, and every act is judged by the template.
// Values in payloads may be anything; reading one that is not what the program writes throws, which fails the check.

import { UnknownYear, readDay } from "./days.js";
import { isInteger, isObject } from "./json.js";
import { item } from "./template.js";
import { both } from "./text.js";

const HANDLERS = ["hr_ops", "hrbp"];
const SILENCE = new Set(
  "no_response no_objection no_defence no_opinion_after_period not_answered no_answer no_reply unilateral_inventory employee_declined".split(" "),
);
const LEAST_SILENCE = { amount: 3, unit: "d" };

function field(value, name) {
  if (!isObject(value) || !(name in value)) throw new TypeError(`${name} is missing`);
  return value[name];
}

const truthy = (value) =>
  Array.isArray(value) ? value.length > 0 : isObject(value) ? Object.keys(value).length > 0 : typeof value === "bigint" || Boolean(value);

function each(value) {
  if (Array.isArray(value)) return value;
  if (isObject(value)) return Object.keys(value);
  if (typeof value === "string") return [...value];
  throw new TypeError("not a list");
}

function entries(value) {
  if (!isObject(value)) throw new TypeError("not keys and values");
  return Object.entries(value);
}

function plain(value) {
  if (typeof value === "object" && value !== null) throw new TypeError("not a plain value");
  return value;
}

function words(value) {
  if (typeof value !== "string") throw new TypeError("not text");
  return value;
}

// --- the state of a case --------------------------------------------------------------------------------------------

function withFacts(state, values, at) {
  if (!truthy(values)) return;
  for (const [name, value] of entries(values)) {
    state.facts.set(name, value);
    state.factsAt.set(name, at);
  }
}

function opened(template, { payload, at }) {
  const state = {
    template,
    employee: field(payload, "employee"),
    openedAt: at,
    facts: new Map(), factsAt: new Map(), anchors: new Map(), attached: [], settled: new Map(), requested: new Map(),
    state: "open",
  };
  for (const [name, value] of entries(field(payload, "facts"))) state.facts.set(name, value), state.factsAt.set(name, at);
  for (const [name, day] of entries(field(payload, "anchors"))) state.anchors.set(name, readDay(day));
  return state;
}

const copy = (state) => ({
  ...state,
  facts: new Map(state.facts), factsAt: new Map(state.factsAt), anchors: new Map(state.anchors),
  attached: [...state.attached], settled: new Map(state.settled), requested: new Map(state.requested),
});

function applied(before, { type, at, actor, payload }) {
  const state = copy(before);
  if (type === "fact.set") withFacts(state, field(payload, "facts"), at);
  else if (type === "case.requested") {
    const step = plain(field(payload, "step"));
    if (!state.requested.has(step)) state.requested.set(step, at);
  } else if (type === "case.closed") state.state = "closed";
  else if (type === "case.cancelled") state.state = "cancelled";
  else if (type.startsWith("step.")) {
    const [step, attempt] = [field(payload, "step"), field(payload, "attempt")];
    for (const one of each(field(payload, "attached")))
      state.attached.push({
        step, attempt, at,
        item: item(field(one, "item")),
        by: actor,
        role: field(one, "role"),
        source: field(one, "source"),
        object: field(one, "object"),
        sha256: field(one, "sha256"),
      });
    withFacts(state, field(payload, "facts"), at);
    for (const [name, day] of entries(field(payload, "anchors"))) state.anchors.set(name, readDay(day));
    if (truthy(field(payload, "outcome"))) {
      each(field(payload, "items")).forEach(item);
      state.settled.set(plain(step), { outcome: payload.outcome, at });
    }
  }
  return state;
}

function greatest(values) {
  if (!values.length) return 1;
  if (values.length > 1 && !values.every(isInteger) && !values.every((one) => typeof one === "string") && !values.every((one) => typeof one === "boolean"))
    throw new TypeError("attempts can't be compared");
  return values.reduce((one, other) => (other > one ? other : one));
}

/** The view of every step, in the template's order; derived, never stored. */
function derive(state, calendar) {
  const [views, settledAt] = [new Map(), new Map()];
  state.attached.forEach((one) => plain(one.step));
  for (const step of state.template.steps.values()) {
    const applies = step.when ? step.when.evaluate(state.facts) : true;
    const waitsFor = step.after.filter((key) => !views.get(key).settled);
    const since = Math.max(
      state.openedAt,
      ...step.after.filter((key) => settledAt.has(key)).map((key) => settledAt.get(key)),
      ...(step.when?.facts ?? []).filter((name) => state.factsAt.has(name)).map((name) => state.factsAt.get(name)),
    );
    const outcome = state.settled.get(step.key);
    const status = outcome ? outcome.outcome : applies === false ? "skipped" : waitsFor.length ? "waiting" : applies ? "ready" : "undetermined";
    const settled = Boolean(outcome) || (applies === false && !waitsFor.length);
    if (settled) settledAt.set(step.key, outcome ? outcome.at : since);
    const readyAt = !waitsFor.length && status !== "skipped" ? since : null;
    const mine = state.attached.filter((one) => one.step === step.key);
    const newest = greatest(mine.map((one) => one.attempt));
    views.set(step.key, {
      step, status, settled, readyAt, waitsFor, outcome, attempt: newest,
      dueAt: status === "skipped" ? null : dueAt(step.due, state, readyAt, calendar),
      guard: step.guard ? step.guard.evaluate(state.facts) : true,
      unknown: unknown(step, state),
      proof: mine.filter((one) => one.attempt === newest),
    });
  }
  return views;
}

function unknown(step, state) {
  const names = new Set(step.sets);
  for (const one of [step.when, step.guard]) if (one && one.evaluate(state.facts) === null) one.facts.forEach((name) => names.add(name));
  return [...names].filter((name) => !state.facts.has(name) && !state.anchors.has(name)).sort();
}

function dueAt(due, state, readyAt, calendar) {
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

const openSteps = (views) => [...views.values()].filter((view) => !view.settled && view.status !== "skipped");

// --- what an act must keep ------------------------------------------------------------------------------------------

function ownParty(state, { step }, one) {
  const { party } = one.item;
  if (party === "employee") {
    if (one.by === state.employee && one.source === "person") return true;
    return one.source === "record" && words(one.object).startsWith("entry:");
  }
  if (party === "system") return one.source === "program";
  if (party === "employer") {
    const roles = step.who.filter((role) => role !== "employee");
    return one.by !== state.employee && (roles.length ? roles : HANDLERS).includes(plain(one.role));
  }
  return one.source === "channel" || one.source === "import" || (one.by !== state.employee && truthy(one.sha256));
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
    (one) => step.after.includes(one.step) && (one.item.kind === "delivery" || one.item.party === "employee" || one.item.name === "opened"),
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

function silentTooEarly(state, view, what, at, calendar) {
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
  const parties = new Set(alternative.map((one) => one.party));
  const seats = step.who.filter((role) => parties.has(role === "employee" ? "employee" : "employer"));
  const counted = new Set(["employee", "employer"].flatMap((party) => seatItems(alternative, party)).map((one) => one.text));
  const filled = new Map();
  for (const one of proof)
    if (counted.has(one.item.text) && seats.includes(one.role) && !(step.distinct && [...filled.values()].includes(one.by)) && !filled.has(one.role))
      filled.set(one.role, one.by);
  if (step.mode.startsWith("count:")) return filled.size >= Math.min(Number(step.mode.slice(6)), seats.length);
  if (step.mode.startsWith("ratio:")) return filled.size * 1000 >= Math.round(Number(step.mode.slice(6)) * 1000) * seats.length;
  return seats.every((role) => filled.has(role));
}

function whole(step, proof) {
  const have = new Set(proof.map((one) => one.item.text));
  return step.evidence.some((alternative) => alternative.every((one) => have.has(one.text)) && seatsFilled(step, alternative, proof));
}

function actFaults(state, happening, number, calendar) {
  const { payload, at } = happening;
  const key = plain(field(payload, "step"));
  const views = derive(state, calendar);
  if (!views.has(key)) return [{ code: "no_such_step", step: String(key), entry: number }];
  const [before, after] = [views.get(key), applied(state, happening)];
  const found = [];
  const say = (code, detail = "") => found.push({ code, step: key, entry: number, detail });
  if (payload.attempt !== before.attempt) say("wrong_attempt");
  if (before.settled && before.outcome) say("settled_twice");
  else if (before.status !== "ready") say("not_ready", (before.waitsFor.length ? before.waitsFor : before.unknown).join(", "));
  const fresh = after.attached.slice(state.attached.length);
  for (const one of fresh) {
    if (!ownParty(state, before, one)) say("wrong_party", one.item.text);
    if (silentTooEarly(state, { ...before, proof: [...before.proof, ...fresh] }, one.item, at, calendar)) say("silence_without_time", one.item.text);
  }
  const stated = [...each(field(payload, "facts")), ...each(field(payload, "anchors"))].map(plain);
  if (!stated.every((name) => before.step.sets.includes(name))) say("not_set_by_step");
  if (payload.outcome === "done") {
    completionFaults(after, derive(after, calendar).get(key)).forEach(([code, detail]) => say(code, detail));
    if (before.readyAt !== null && before.step.minWait && at < calendar.addSpan(before.step.minWait, { instant: before.readyAt })) say("too_early");
  }
  if (payload.outcome === "declined" && !before.step.optional) say("not_optional");
  return found;
}

function completionFaults(state, view) {
  const found = [];
  if (!whole(view.step, view.proof)) found.push(["no_full_alternative", ""]);
  if (view.guard !== true) found.push(["guard", ""]);
  const open = view.step.sets.filter((name) => !state.facts.has(name) && !state.anchors.has(name));
  if (open.length) found.push(["undetermined", open.join(", ")]);
  return found;
}

function closingFaults(state, { payload }, number, calendar) {
  const views = derive(state, calendar);
  const found = openSteps(views).map((view) => ({ code: "closed_with_open_step", step: view.step.key, entry: number }));
  const said = new Map(each(field(payload, "steps")).map((one) => [plain(field(one, "step")), field(one, "status")]));
  if (said.size !== views.size || [...views].some(([key, view]) => said.get(key) !== view.status)) found.push({ code: "closing_list_differs", step: "", entry: number });
  return found;
}

/** Whether this page knows how to judge an act: not seats added, ways back, changed days, deputies. */
export function replayable(type, payload) {
  if (type.startsWith("seat.") || ["step.returned", "step.withdrawn", "anchor.changed"].includes(type)) return false;
  return !(type.startsWith("step.") && Array.isArray(payload.attached) && payload.attached.some((one) => isObject(one) && truthy(one.behalf ?? "")));
}

/** Rebuild the case from {type, at, actor, payload}: its state at the end (null when never opened), faults, open steps. */
/** What is wrong with moving a case to another version: it is not given, does not fit, or drops a duty that was done. */
function moveFaults(state, target, number) {
  if (!target) return [{ code: "version_missing", step: "", entry: number }];
  const faults = [];
  const done = [...state.settled].filter(([, one]) => one.outcome === "done").map(([key]) => key);
  for (const key of done) {
    const old = state.template.steps.get(key);
    if (old?.duty && !target.steps.has(key)) faults.push({ code: "duty_dropped", step: key, entry: number });
  }
  if (state.state !== "open") faults.push({ code: "act_after_end", step: "", entry: number });
  const open = done.some((key) => [...(target.steps.get(key)?.sets ?? [])].some((name) => !state.facts.has(name) && !state.anchors.has(name)));
  if (target.type !== state.template.type || open) faults.push({ code: "version_does_not_fit", step: "", entry: number });
  return faults;
}

export function replay(template, happenings, calendar, versions = new Map()) {
  let state = null;
  const faults = [];
  happenings.forEach((happening, index) => {
    const number = index + 1;
    const { type, payload } = happening;
    if (type === "case.opened") {
      if (state) faults.push({ code: "opened_twice", step: "", entry: number });
      else state = opened(versions.get(payload.template?.sha256) ?? template, happening);
      return;
    }
    if (!state) return;
    const act = type.startsWith("step.");
    if (state.state !== "open" && (act || type === "fact.set")) faults.push({ code: "act_after_end", step: typeof payload.step === "string" ? payload.step : "", entry: number });
    if (act) faults.push(...actFaults(state, happening, number, calendar));
    else if (type === "case.closed") faults.push(...closingFaults(state, happening, number, calendar));
    else if (type === "case.migrated") {
      const target = versions.get(field(field(payload, "to"), "sha256"));
      faults.push(...moveFaults(state, target, number));
      if (target) state = { ...state, template: target };
    } else if (type === "case.cancelled" && state.template.effective.some((key) => state.settled.has(key))) faults.push({ code: "cancelled_after_effect", step: "", entry: number });
    state = applied(state, happening);
  });
  if (!state) faults.push({ code: "never_opened", step: "", entry: 0 });
  return { state, faults, open: state ? openSteps(derive(state, calendar)) : [], views: state ? derive(state, calendar) : new Map() };
}

/** What each fault says to a reader. */
export const FAULTS = {
  opened_twice: both("案件被开启两次", "the case was opened twice"),
  never_opened: both("没有开启案件的记录", "no entry opens the case"),
  act_after_end: both("案件结束后仍有操作", "an act after the end of the case"),
  cancelled_after_effect: both("解除生效后撤销", "cancelled after the separation took effect"),
  no_such_step: both("模板中没有该节点", "the template has no such step"),
  settled_twice: both("节点被完成两次", "the step was settled twice"),
  wrong_attempt: both("办理次数与前面的记录不符", "of another attempt than the one before it"),
  not_ready: both("前序未完成即操作", "acted on before what it waits for"),
  wrong_party: both("证据由无权的一方提交", "proof attached by the wrong party"),
  silence_without_time: both("期限未满即按未回应处理", "silence was recorded before its time had run"),
  not_set_by_step: both("写入了该节点无权确定的事实", "set a fact that this step does not determine"),
  no_full_alternative: both("证据不完整即完成", "completed without one whole set of proof"),
  guard: both("约束条件不满足即完成", "completed although its guard was not true"),
  undetermined: both("应确定的事实未确定", "left undetermined what it must determine"),
  too_early: both("冷静期未满即完成", "completed before its waiting time was over"),
  not_optional: both("必做节点被放弃", "a required step was declined"),
  version_missing: both("改用的模板版本不在本包中", "the version the case was moved to is not given"),
  version_does_not_fit: both("改用的模板版本不适合本案件", "the version the case was moved to does not fit it"),
  duty_dropped: both("改版时丢弃了已完成的法定节点", "a duty that was done was dropped with a new version"),
  closed_with_open_step: both("必做节点未完成即办结", "the case was closed while this step was open"),
  closing_list_differs: both("办结清单与重建结果不符", "the closing list is not what the entries show"),
};
