// Conditions of a process template: the small, typed, three-valued part of CEL that docs/formats/process-template.md
// allows. No functions, no arithmetic: a condition can't loop or fail. An unknown fact (null) leaves a condition open
// (null) unless the rest decides it.

const MAX_LENGTH = 500;
const MAX_DEPTH = 30;
const TOKEN = /[ \t\r\n]*(?:([A-Za-z_][A-Za-z0-9_]*)|(-?[0-9]+)|('[^'"\\\r\n]*'|"[^'"\\\r\n]*")|(&&|\|\||==|!=|<=|>=|<|>|!|\(|\)|\[|\]|,)|($))/y;
const RESERVED = new Set(
  "as break const continue else for function if import in let loop namespace null package return var void while".split(" "),
);
const RELATIONS = ["==", "!=", "<", "<=", ">", ">=", "in"];
const EQUAL = new Set(
  "bool,bool int,int text,text list,list set,set enum,enum enum,text text,enum set,list list,set".split(" "),
);

function tokens(text) {
  const found = [];
  for (let at = 0; ; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`can't read ${text.slice(at, at + 10)}`);
    const [, name, int, quoted, op] = match;
    if (name !== undefined) found.push({ kind: "name", text: name });
    else if (int !== undefined) found.push({ kind: "int", text: int });
    else if (quoted !== undefined) found.push({ kind: "text", text: quoted });
    else if (op !== undefined) found.push({ kind: "op", text: op });
    else return [...found, { kind: "end", text: "" }];
    at = TOKEN.lastIndex;
  }
}

const constant = (value, type) => ({ type, run: () => value, values: [value] });

class Parser {
  constructor(text, facts) {
    this.tokens = tokens(text);
    this.place = 0;
    this.depth = 0;
    this.facts = facts;
    this.names = new Set();
  }

  get token() {
    return this.tokens[this.place];
  }

  take(...texts) {
    const { kind, text } = this.token;
    if ((kind !== "op" && kind !== "name") || !texts.includes(text)) return false;
    this.place++;
    return true;
  }

  deeper() {
    if (++this.depth > MAX_DEPTH) throw new Error(`nested deeper than ${MAX_DEPTH}`);
  }

  whole() {
    const found = yesNo(this.either());
    if (this.token.kind !== "end") throw new Error(`${this.token.text} not expected`);
    return truth(found);
  }

  either() {
    this.deeper();
    const found = this.chain("||", () => this.both(), true);
    this.depth--;
    return found;
  }

  both() {
    return this.chain("&&", () => this.relation(), false);
  }

  chain(op, part, decisive) {
    const parts = [part()];
    while (this.take(op)) {
      if (parts.length === 1) yesNo(parts[0]);
      parts.push(yesNo(part()));
    }
    if (parts.length === 1) return parts[0];
    const runs = parts.map(truth);
    const run = (facts) => {
      let result = !decisive;
      for (const one of runs) {
        const value = one(facts);
        if (value === decisive) return decisive;
        if (value === null) result = null;
      }
      return result;
    };
    return { type: "bool", run };
  }

  relation() {
    const left = this.unary();
    const op = this.token.text;
    if (!this.take(...RELATIONS)) return left;
    const right = this.unary();
    if (["op", "name"].includes(this.token.kind) && RELATIONS.includes(this.token.text)) throw new Error("one comparison at a time");
    check(op, left, right);
    return { type: "bool", run: comparison(op, left.run, right.run) };
  }

  unary() {
    if (this.take("!")) {
      this.deeper();
      const run = truth(yesNo(this.unary()));
      this.depth--;
      return { type: "bool", run: (facts) => { const value = run(facts); return value === null ? null : !value; } };
    }
    if (this.take("(")) {
      const found = this.either();
      if (!this.take(")")) throw new Error(") expected");
      return found;
    }
    if (this.take("[")) return this.list();
    if (this.token.kind === "name" && !["true", "false"].includes(this.token.text)) return this.name();
    return this.literal();
  }

  list() {
    const found = [];
    while (!this.take("]")) {
      if (found.length && !this.take(",")) throw new Error(", expected");
      found.push(this.literal());
      const { type } = found[found.length - 1];
      if (!["int", "text"].includes(type) || type !== found[0].type) throw new Error("a list holds texts or whole numbers");
    }
    const values = found.map((one) => one.values[0]);
    return { type: "list", run: () => values, values, list: true };
  }

  literal() {
    const { kind, text } = this.token;
    this.place++;
    if (kind === "text") return constant(text.slice(1, -1), "text");
    if (kind === "int" && text.length <= 18) {
      const value = Number(text);
      return constant(Number.isSafeInteger(value) ? value + 0 : BigInt(text), "int");
    }
    if (kind === "name" && ["true", "false"].includes(text)) return constant(text === "true", "bool");
    throw new Error("a value expected");
  }

  name() {
    const { text } = this.token;
    this.place++;
    if (RESERVED.has(text)) throw new Error(`${text} is a reserved word`);
    const fact = this.facts.get(text);
    if (!fact) throw new Error(`unknown fact ${text}`);
    this.names.add(text);
    return { type: fact.type, run: (facts) => facts.get(text) ?? null, fact, isName: text };
  }
}

function yesNo(found) {
  if (found.type !== "bool") throw new Error("yes or no expected");
  return found;
}

function truth({ run, isName }) {
  if (!isName) return run;
  return (facts) => {
    const value = run(facts);
    if (value !== null && typeof value !== "boolean") throw new TypeError(`fact ${isName} is not yes or no`);
    return value;
  };
}

function check(op, left, right) {
  const pair = `${left.type},${right.type}`;
  const good =
    op === "==" || op === "!=" ? EQUAL.has(pair)
    : op === "in" ? pair === "text,set" || (["text", "int", "enum"].includes(left.type) && right.type === "list")
    : pair === "int,int";
  if (!good) throw new Error(`${op} can't compare these`);
  for (const [{ fact }, other] of [[left, right], [right, left]]) {
    if (fact?.values.length) for (const value of other.values ?? []) if (!fact.values.includes(value)) throw new Error(`${fact.name} is never ${value}`);
    if (fact?.type === "int" && other.list && other.values.some((value) => typeof value === "string")) throw new Error("a list of whole numbers expected");
  }
}

const kindOf = (value) =>
  typeof value === "bigint" || typeof value === "number" ? "int" : Array.isArray(value) ? "set" : typeof value;
const equal = (one, other) => kindOf(one) === kindOf(other) && (kindOf(one) === "int" ? BigInt(one) === BigInt(other) : one === other);

function hashable(values) {
  for (const value of values) if (typeof value === "object" && value !== null) throw new TypeError("not a plain value");
  return values;
}

function equals(one, other) {
  if (kindOf(one) !== kindOf(other)) throw new TypeError("these can't be compared");
  if (!Array.isArray(one)) {
    if (kindOf(one) === "object") throw new TypeError("not a plain value");
    return equal(one, other);
  }
  hashable(one), hashable(other);
  return one.every((value) => other.some((own) => equal(value, own))) && other.every((value) => one.some((own) => equal(value, own)));
}

function comparison(op, left, right) {
  const test = {
    "==": equals,
    "!=": (one, other) => !equals(one, other),
    in: (one, other) => {
      if (!Array.isArray(other)) throw new TypeError("not a list");
      return other.some((value) => equal(value, one));
    },
  }[op] ?? ((one, other) => {
    if (kindOf(one) !== "int" || kindOf(other) !== "int") throw new TypeError("not whole numbers");
    return op === "<" ? one < other : op === "<=" ? one <= other : op === ">" ? one > other : one >= other;
  });
  return (facts) => {
    const [one, other] = [left(facts), right(facts)];
    return one === null || other === null ? null : test(one, other);
  };
}

/** A condition: `evaluate(facts)` gives true, false or null; `facts` are the names it speaks of. Throws. */
export function condition(text, facts) {
  if (typeof text !== "string") throw new Error("a condition is text");
  if ([...text].length > MAX_LENGTH) throw new Error(`longer than ${MAX_LENGTH} characters`);
  const parser = new Parser(text, facts);
  const evaluate = parser.whole();
  return { evaluate, facts: [...parser.names] };
}
