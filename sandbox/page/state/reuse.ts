/**
 * Gives back `before` wherever `after` says the same, so that unchanged messages keep their identity and are not drawn
 * again. List items are matched by position: new messages come at the end.
 */
export function reuse<T>(before: T | undefined, after: T): T {
  if (Object.is(before, after) || !isObject(before) || !isObject(after)) return after;
  if (Array.isArray(before) !== Array.isArray(after)) return after;
  const old = before as Readonly<Record<string, unknown>>;
  const entries = Object.entries(after).map(([key, value]) => [key, reuse(old[key], value)] as const);
  const same =
    entries.length === Object.keys(old).length && entries.every(([key, value]) => Object.is(old[key], value));
  if (same) return before;
  return (Array.isArray(after) ? entries.map(([, value]) => value) : Object.fromEntries(entries)) as T;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
