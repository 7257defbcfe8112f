// Whether the process was kept: the case is rebuilt from its entries, and every act is judged by the template.

import { outOfTurn, overtaken, ownParty, seatHeld, silentTooEarly, tooSoon, wholeSet } from "./proof.js";
import { decidedAgain, seatFaults } from "./seats.js";
import { applied, derive, each, entries, field, opened, openSteps, plain, truthy, undetermined } from "./state.js";
import { both } from "./text.js";
import { readDay } from "./days.js";

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
    const held = truthy(one.role) ? seatHeld(before, one.role, one.by, one.behalf) : "";
    if (held) say(held, one.item.text);
    if (silentTooEarly(state, { ...before, proof: [...before.proof, ...fresh] }, one.item, at, calendar)) say("silence_without_time", one.item.text);
  }
  if (outOfTurn(before, fresh)) say("out_of_turn");
  const stated = [...each(field(payload, "facts")), ...each(field(payload, "anchors"))].map(plain);
  if (!stated.every((name) => before.step.sets.includes(name))) say("not_set_by_step");
  const days = new Map(entries(payload.anchors).map(([name, day]) => [name, readDay(day)]));
  if (days.size) for (const step of overtaken(after, days, calendar, key, at)) found.push({ code: "day_too_early", step: step.key, entry: number });
  if (payload.outcome === "done") {
    completionFaults(after, derive(after, calendar).get(key)).forEach(([code, detail]) => say(code, detail));
    if (before.readyAt !== null && tooSoon(before, at, calendar)) say("too_early");
  }
  if (truthy(payload.outcome) && before.seats.some((seat) => !seat.decision)) say("seat_not_heard");
  if (payload.outcome === "declined" && !before.step.optional) say("not_optional");
  return found;
}

/** Facts stated beside the steps: by HR, and none that a step determines with its proof. */
function factFaults(state, { actor, payload }, number) {
  const owned = new Map([...state.template.steps.values()].flatMap((step) => step.sets.map((name) => [name, step.key])));
  const found = entries(field(payload, "facts")).filter(([name]) => owned.has(name));
  const faults = found.map(([name]) => ({ code: "fact_of_step", step: owned.get(name), entry: number, detail: name }));
  return actor === state.employee ? [...faults, { code: "wrong_party", step: "", entry: number }] : faults;
}

function completionFaults(state, view) {
  const found = [];
  if (!wholeSet(view.step, view.proof)) found.push(["no_full_alternative", ""]);
  if (view.guard !== true) found.push(["guard", ""]);
  const open = undetermined(view.step, state);
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

/** The case under a newer version; the time of a step that appears with it runs from the move, where the entry says so. */
function movedTo(state, target, { at, payload }) {
  const reopenedAt = new Map(state.reopenedAt);
  if (payload.new_since === "move") {
    for (const key of target.steps.keys()) if (!state.template.steps.has(key) && !state.settled.has(key)) reopenedAt.set(key, at);
  }
  return { ...state, template: target, reopenedAt };
}

/** Rebuild the case from {type, at, actor, payload}: its state at the end (null when never opened), faults, open steps. */
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
    if (state.state !== "open" && /^(?:step|seat|fact|anchor)\./.test(type)) faults.push({ code: "act_after_end", step: typeof payload.step === "string" ? payload.step : "", entry: number });
    if (decidedAgain(type)) faults.push(...seatFaults(state, happening, number, calendar));
    else if (type.startsWith("step.")) faults.push(...actFaults(state, happening, number, calendar));
    else if (type === "fact.set") faults.push(...factFaults(state, happening, number));
    else if (type === "case.closed") faults.push(...closingFaults(state, happening, number, calendar));
    else if (type === "case.migrated") {
      const target = versions.get(field(field(payload, "to"), "sha256"));
      faults.push(...moveFaults(state, target, number));
      if (target) state = movedTo(state, target, happening);
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
  handed_on: both("席位已转交他人", "acted in a seat that was handed on"),
  asked_first: both("先行征询的人尚未答复", "acted before whoever was asked first had answered"),
  out_of_turn: both("未轮到该席位即操作", "acted before the seats ahead of it"),
  seat_not_heard: both("加签的人尚未答复即完成", "completed before an added seat had answered"),
  act_refused: both("该操作不被允许", "the rules refuse this act"),
  act_differs: both("记录与规则得出的结果不符", "the entry is not what the rules give"),
  day_too_early: both("该日期使法定提前期不足", "the day is too early for a legal period"),
  silence_without_time: both("期限未满即按未回应处理", "silence was recorded before its time had run"),
  not_set_by_step: both("写入了该节点无权确定的事实", "set a fact that this step does not determine"),
  fact_of_step: both("另行写入了应由节点确定的事实", "stated beside the process what only a step determines"),
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
