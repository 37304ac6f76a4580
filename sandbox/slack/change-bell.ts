/** Some of what is awaited stands in AWS: nothing here rings for that. */
const lookMs = 250;

/** Rings whenever something in the workspace changed. */
export class ChangeBell {
  readonly #listeners = new Set<() => void>();

  ring(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Returns the function that stops listening. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Resolves with the first value of `probe` that is not `undefined`, asked now, after every change, and by the clock.
   * Rejects after `timeoutMs` with what was awaited.
   */
  until<T>(probe: () => T | undefined, options: { timeoutMs: number; what: string }): Promise<T> {
    return new Promise((resolve, reject) => {
      let stop = (): void => {};
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`${options.what}: not within ${options.timeoutMs} ms`));
      }, options.timeoutMs);
      const look = (): boolean => {
        try {
          const found = probe();
          if (found === undefined) return false;
          resolve(found);
        } catch (error) {
          reject(error);
        }
        clearTimeout(timer);
        stop();
        return true;
      };
      if (look()) return;
      const deaf = this.listen(() => void look());
      const clock = setInterval(() => void look(), lookMs);
      stop = () => {
        deaf();
        clearInterval(clock);
      };
    });
  }
}
