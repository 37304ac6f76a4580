/** A map that keeps what was used last and drops the rest. */
export interface Recent<T> {
  get(key: string, make: () => T): T;
  drop(key: string): void;
  readonly size: number;
}

/** @param bound most entries kept */
export function makeRecent<T>(bound: number): Recent<T> {
  // A Map iterates in the order of insertion: taking an entry out and putting it back makes it the newest.
  const entries = new Map<string, T>();
  return {
    get(key, make) {
      const known = entries.get(key);
      const value = known ?? make();
      entries.delete(key);
      entries.set(key, value);
      const [oldest] = entries.keys();
      if (entries.size > bound && oldest !== undefined) entries.delete(oldest);
      return value;
    },
    drop: (key) => void entries.delete(key),
    get size() {
      return entries.size;
    },
  };
}
