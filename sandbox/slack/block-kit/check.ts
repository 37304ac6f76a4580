import { isJson } from '../json.ts';

export type Surface = 'message' | 'modal' | 'home';

/** One complaint, with the JSON pointer Slack would name. */
export interface Issue {
  readonly message: string;
  readonly pointer: string;
}

/** What is collected during one validation. */
export interface Report {
  readonly surface: Surface;
  readonly issues: Issue[];
  /** Block ids seen in this message or view. */
  readonly blockIds: Set<string>;
  /** Action ids of the block being read; they must be unique within it. */
  readonly actionIds: Set<string>;
}

export interface Cursor {
  readonly pointer: string;
  readonly report: Report;
}

/** Looks at a value and reports what Slack would not take. */
export type Check = (value: unknown, at: Cursor) => void;

export function newReport(surface: Surface): Report {
  return { surface, issues: [], blockIds: new Set(), actionIds: new Set() };
}

export function complain(at: Cursor, message: string): void {
  at.report.issues.push({ message, pointer: at.pointer });
}

export function into(at: Cursor, key: string | number): Cursor {
  return { pointer: `${at.pointer}/${key}`, report: at.report };
}

/** The complaint as it stands in `response_metadata.messages`. */
export function formatIssue(issue: Issue): string {
  return `[ERROR] ${issue.message} [json-pointer:${issue.pointer}]`;
}

export function string(limits: { min?: number; max?: number; pattern?: RegExp } = {}): Check {
  return (value, at) => {
    if (typeof value !== 'string') return complain(at, 'must be a string');
    // Slack counts characters, not bytes; an emoji is one.
    const length = [...value].length;
    if (length < (limits.min ?? 0)) complain(at, `must be more than ${(limits.min ?? 0) - 1} characters`);
    if (limits.max !== undefined && length > limits.max) {
      complain(at, `must be less than ${limits.max + 1} characters`);
    }
    if (limits.pattern !== undefined && !limits.pattern.test(value)) complain(at, 'failed to match pattern');
  };
}

export const boolean: Check = (value, at) => {
  if (typeof value !== 'boolean') complain(at, 'must be a boolean');
};

export function integer(min: number, max: number): Check {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return complain(at, 'must be an integer');
    if (value < min || value > max) complain(at, `must be between ${min} and ${max}`);
  };
}

export const number: Check = (value, at) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) complain(at, 'must be a number');
};

export function oneOf(...values: readonly string[]): Check {
  return (value, at) => {
    if (typeof value !== 'string' || !values.includes(value)) complain(at, 'must be a valid enum value');
  };
}

export function list(each: Check, limits: { min?: number; max: number }): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return complain(at, 'must be an array');
    if (value.length < (limits.min ?? 0)) complain(at, `no less than ${limits.min} items required`);
    if (value.length > limits.max) complain(at, `no more than ${limits.max} items allowed`);
    for (const [index, item] of value.entries()) each(item, into(at, index));
  };
}

/** An object with exactly these fields. Slack refuses both a missing field and one it does not know. */
export function object(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  return (value, at) => {
    if (!isJson(value)) return complain(at, 'must be an object');
    for (const name of Object.keys(required)) {
      if (value[name] === undefined || value[name] === null) complain(at, `missing required field: ${name}`);
    }
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined || field === null) continue;
      const check = required[name] ?? optional[name];
      if (check === undefined) complain(at, `invalid additional property: ${name}`);
      else check(field, into(at, name));
    }
  };
}

/** Chooses the check by the object's `type`. `only` narrows the types allowed at this place. */
export function byType(table: () => Readonly<Record<string, Check>>, only?: readonly string[]): Check {
  return (value, at) => {
    if (!isJson(value)) return complain(at, 'must be an object');
    const type = value['type'];
    if (typeof type !== 'string') return complain(at, 'missing required field: type');
    const check = only === undefined || only.includes(type) ? table()[type] : undefined;
    if (check === undefined) return complain(into(at, 'type'), `unsupported type: ${type}`);
    check(value, at);
  };
}

/** Every one of the checks, in order. */
export function all(...checks: readonly Check[]): Check {
  return (value, at) => {
    for (const check of checks) check(value, at);
  };
}

export const anything: Check = () => {};
