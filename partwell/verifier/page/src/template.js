// The flattened process template (docs/formats/process-template.md), read strictly: whatever it does not allow throws.

import { condition } from "./cel.js";
import { isInteger, isObject } from "./json.js";

const MAX_STEPS = 300;
const MAX_TEXT = 2000;
const words = (text) => text.split(" ");

const TEMPLATE = words(
  "format key version title separation_type party jurisdiction applies_when legal_basis unilateral severance anchors defaults bind steps",
);
const TEMPLATE_MAY = words("documents facts forms quiet title_en");
const DEFAULTS = words("remind escalate channels on_no_assignee on_timeout");
const STEP = words("key title phase kind who after evidence");
const STEP_MAY = words(
  "title_en mode when guard optional distinct duty owed_to cite may_wait_for due min_wait sets notify watch allow note",
);
const FACT_MAY = words("type values label label_en labels labels_en source owner start reviewed review_note");
const PHASES = words("ground decide statutory clearance humane close");
const KINDS = words("task check approval acknowledge decision sign notice document payment system");
const PARTIES = words("employee employer third authority system");
const ITEM_KINDS = words("sign seal form file record calc receipt delivery log decline");

const KEY = /^[a-z][a-z0-9_]{0,63}$/;
const ANCHOR = /^[A-Z][A-Z0-9]{0,7}$/;
const MODE = /^(?:any|all|sequence|count:[1-9][0-9]?|ratio:(?:0\.[0-9]{1,3}|1(?:\.0{1,3})?))$/;

const wrong = (why) => {
  throw new Error(why);
};

function keys(row, required, may) {
  if (!isObject(row)) wrong("keys and values expected");
  for (const key of Object.keys(row)) if (!required.includes(key) && !may.includes(key)) wrong(`unknown key ${key}`);
  for (const key of required) if (!(key in row)) wrong(`${key} is missing`);
  return row;
}

const mapping = (value) => (isObject(value) ? value : wrong("keys and values expected"));
const list = (value) => (Array.isArray(value) ? value : wrong("a list expected"));
const flag = (value) => (typeof value === "boolean" ? value : wrong("true or false expected"));
const oneOf = (value, known) => (typeof value === "string" && known.includes(value) ? value : wrong(`${value} is none of ${known}`));
const named = (value, pattern = KEY) => (typeof value === "string" && pattern.test(value) ? value : wrong(`not a name: ${value}`));

function text(value) {
  if (typeof value !== "string") wrong("text expected");
  if (value.length > MAX_TEXT && [...value].length > MAX_TEXT) wrong("too long");
  return value;
}

function texts(value) {
  const found = list(value).map(text);
  if (new Set(found).size !== found.length) wrong("named twice");
  return found;
}

function span(value) {
  const found = typeof value === "string" ? /^(-?[0-9]{1,4})(h|d|wd)$/.exec(value) : null;
  if (!found) wrong(`no span: ${value}`);
  return { amount: Number(found[1]), unit: found[2] };
}

/** `party.kind:name`. Throws when a part is missing or not in the vocabulary. */
export function item(value) {
  if (typeof value !== "string") throw new TypeError("not text");
  const [head, ...tail] = value.split(":");
  const [party, ...kind] = head.split(".");
  const found = { text: value, party, kind: kind.join("."), name: tail.join(":") };
  if (!tail.length || !kind.length || !found.name) wrong(`not an evidence item: ${value}`);
  if (!PARTIES.includes(party) || !ITEM_KINDS.includes(found.kind)) wrong(`not an evidence item: ${value}`);
  return found;
}

function facts(data) {
  const found = new Map();
  for (const [name, entry] of Object.entries(mapping(data ?? {}))) {
    keys(entry, ["type"], FACT_MAY);
    oneOf(entry.type, ["bool", "enum", "set", "int"]);
    const values = entry.values ?? [];
    if (!Array.isArray(values) || values.some((value) => typeof value !== "string")) wrong(`fact ${name}: values`);
    if (["enum", "set"].includes(entry.type) !== values.length > 0 || new Set(values).size !== values.length) wrong(`fact ${name}: values`);
    for (const key of ["labels", "labels_en"]) {
      if (!(key in entry)) continue;
      const labelled = Object.keys(mapping(entry[key]));
      if (labelled.length !== values.length || labelled.some((value) => !values.includes(value))) wrong(`fact ${name}: ${key}`);
    }
    if ("start" in entry) flag(entry.start);
    found.set(name, { name, type: entry.type, values });
  }
  return found;
}

function due(row, steps, anchors, known) {
  keys(row, ["from", "plus", "class"], ["before", "when"]);
  const from = text(row.from);
  if (from.startsWith("step:") ? !steps.has(from.slice(5)) : from !== "ready" && !anchors.has(from)) wrong(`unknown start ${from}`);
  oneOf(row.class, ["statutory", "internal"]);
  if ("before" in row) flag(row.before);
  return {
    start: from,
    plus: span(row.plus),
    statutory: row.class === "statutory",
    before: row.before ?? false,
    when: "when" in row ? condition(row.when, known) : null,
  };
}

function step(row, earlier, anchors, known) {
  keys(row, STEP, STEP_MAY);
  const key = named(row.key);
  if (earlier.has(key)) wrong(`two steps are called ${key}`);
  const before = (value) => {
    const found = texts(value);
    for (const one of found) if (!earlier.has(one)) wrong(`${one} is not an earlier step`);
    return found;
  };
  const after = before(row.after);
  const who = texts(typeof row.who === "string" ? [row.who] : row.who);
  if (!who.length) wrong("nobody is named");
  if ("duty" in row && row.duty !== "statutory") wrong("duty");
  const mode = "mode" in row ? named(text(row.mode), MODE) : "any";
  text(row.title);
  oneOf(row.phase, PHASES);
  oneOf(row.kind, KINDS);
  const evidence = list(row.evidence).map((alternative) => {
    const items = texts(alternative).map(item);
    if (!items.length || items.some((one) => !KEY.test(one.name))) wrong("evidence");
    return items;
  });
  for (const name of ["title_en", "owed_to", "note"]) if (name in row) text(row[name]);
  for (const name of ["optional", "distinct"]) if (name in row) flag(row[name]);
  if ("cite" in row) texts(row.cite);
  if ("may_wait_for" in row) before(row.may_wait_for);
  if ("allow" in row) texts(row.allow).forEach((one) => oneOf(one, words("transfer delegate add_signer return")));
  const sets = Object.entries(mapping(row.sets ?? {})).map(([name, how]) => {
    if (!anchors.has(name) && !known.has(name)) wrong(`unknown fact or anchor ${name}`);
    oneOf(how, ["form", "calc"]);
    return name;
  });
  for (const message of list(row.notify ?? [])) {
    keys(message, ["on", "to", "via"], ["template", "text"]);
    oneOf(message.on, words("ready done due overdue"));
    text(message.to);
    texts(message.via);
    for (const name of ["template", "text"]) if (name in message) text(message[name]);
  }
  if ("watch" in row) {
    keys(row.watch, ["until", "event"], []);
    named(row.watch.until, /^[A-Z][A-Z0-9]{0,7}\+[0-9]{1,4}(?:mo|d)$/);
    named(row.watch.event);
  }
  return {
    key, after, who, mode, evidence, sets,
    title: row.title,
    titleEn: row.title_en ?? "",
    kind: row.kind,
    allow: row.allow ?? [],
    owedTo: row.owed_to ?? "",
    duty: "duty" in row,
    optional: row.optional ?? false,
    distinct: row.distinct ?? false,
    when: "when" in row ? condition(row.when, known) : null,
    guard: "guard" in row ? condition(row.guard, known) : null,
    due: "due" in row ? due(row.due, new Set([...earlier.keys(), key]), anchors, known) : null,
    minWait: "min_wait" in row ? span(row.min_wait) : null,
  };
}

/** A template as the process reads it: steps in order, each after its predecessors. Throws. */
export function readTemplate(data) {
  keys(data, TEMPLATE, TEMPLATE_MAY);
  if (data.format !== "process-template/1") wrong("format");
  const known = facts(data.facts);
  const anchors = new Map(Object.entries(mapping(data.anchors)).map(([name, what]) => [named(name, ANCHOR), text(what)]));
  for (const name of ["T0", "D"]) if (!anchors.has(name)) wrong(`anchor ${name} is missing`);
  const rows = list(data.steps);
  if (!rows.length || rows.length > MAX_STEPS) wrong("number of steps");
  const steps = new Map();
  for (const row of rows) {
    const found = step(mapping(row), steps, anchors, known);
    steps.set(found.key, found);
  }
  const { remind, escalate, channels, on_no_assignee: nobody, on_timeout: late } = keys(data.defaults, DEFAULTS, []);
  list(remind).forEach(span);
  for (const one of list(escalate)) keys(one, ["after", "to"], []), span(one.after), text(one.to);
  for (const [party, via] of Object.entries(mapping(channels))) named(party), texts(via);
  named(nobody), named(late);
  const effective = texts(keys(data.bind, ["effective"], []).effective);
  for (const key of effective) if (!steps.has(key)) wrong(`unknown step ${key}`);
  named(data.key);
  if (!isInteger(data.version) || data.version < 1) wrong("version");
  text(data.title), text("title_en" in data ? data.title_en : ""), text(data.jurisdiction);
  named(data.separation_type);
  oneOf(data.party, words("employer employee both law"));
  condition(data.applies_when, known);
  texts(data.legal_basis);
  flag(data.unilateral);
  oneOf(data.severance, words("none required by_fact"));
  for (const [name, entry] of Object.entries(mapping(data.documents ?? {}))) {
    keys(entry, ["effect"], words("title title_en text"));
    named(name);
    Object.values(entry).forEach(text);
  }
  for (const [name, entry] of Object.entries(mapping(data.forms ?? {}))) {
    keys(entry, ["title", "fields"], ["title_en"]);
    named(name);
  }
  if ("quiet" in data) flag(data.quiet);
  return { type: data.separation_type, party: data.party, title: data.title, titleEn: data.title_en ?? "", steps, effective };
}

/** Keys of everything a step waits for, however far back. */
export function allBefore(template, key) {
  const found = new Set();
  const stack = [...template.steps.get(key).after];
  while (stack.length) {
    const one = stack.pop();
    if (!found.has(one)) found.add(one), stack.push(...template.steps.get(one).after);
  }
  return found;
}

/** Keys of everything that waits for a step, however far on, in the template's order; empty for a step it lacks. */
export function allBehind(template, key) {
  const found = new Set([key]);
  for (const step of template.steps.values()) if (step.after.some((one) => found.has(one))) found.add(step.key);
  return [...template.steps.keys()].filter((one) => found.has(one) && one !== key);
}
