/** Work that has begun and not ended: what a graceful stop waits for. */
export interface InFlight {
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is left, at the latest after this time. */
  drain(timeoutMs: number): Promise<void>;
}

export function makeInFlight(): InFlight {
  const running = new Set<Promise<unknown>>();
  return {
    track(work) {
      const entry: Promise<unknown> = work.then(
        () => running.delete(entry),
        () => running.delete(entry),
      );
      running.add(entry);
      return work;
    },
    async drain(timeoutMs) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs);
      });
      const empty = async (): Promise<void> => {
        while (running.size > 0) await Promise.all(running);
      };
      await Promise.race([empty(), late]);
      clearTimeout(timer);
    },
  };
}
