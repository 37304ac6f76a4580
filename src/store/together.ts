interface Asked<K, T> {
  readonly what: K;
  resolve(answer: T): void;
  reject(error: unknown): void;
}

/**
 * Asks at once for what is asked for one by one in the same moment: a look that concerns a thousand records is then a few
 * scripts in Redis and not a thousand.
 * @param most in one go
 * @param ask answers in the order of what it was asked
 */
export function together<K, T>(
  most: number,
  ask: (all: readonly K[]) => Promise<readonly T[]>,
): (what: K) => Promise<T> {
  let waiting: Asked<K, T>[] = [];

  async function send(batch: readonly Asked<K, T>[]): Promise<void> {
    try {
      const answers = await ask(batch.map(({ what }) => what));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as T);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  function flush(): void {
    const all = waiting;
    waiting = [];
    for (let first = 0; first < all.length; first += most) void send(all.slice(first, first + most));
  }

  return (what) =>
    new Promise((resolve, reject) => {
      // A tick comes after everything that goes on now, and before anything new from outside.
      if (waiting.length === 0) process.nextTick(flush);
      waiting.push({ what, resolve, reject });
    });
}
