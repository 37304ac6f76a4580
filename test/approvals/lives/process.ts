/** What befalls one call of a process to the world outside. */
export const mishaps = [
  /** kill -9 before the call left, or after it took effect. Not one more line of the process runs. */
  'dies before',
  'dies after',
  /** The call fails: it never arrived, or its answer was lost. */
  'lost',
  'answer lost',
  /** It arrives twice, as when a client sends it again after a reconnect. */
  'twice',
  /** The process stands still while the lease runs out and another worker goes on; then it wakes and knows nothing of it. */
  'stalls',
] as const;
export interface Mishap {
  readonly what: (typeof mishaps)[number];
  /** Which call of the process it is. */
  readonly at: number;
}

/** One life of a program: calls outwards go through it, and at most one of them has a mishap. */
export class Process {
  /** What happened, once it did. */
  happened: Mishap['what'] | undefined;
  private calls = 0;
  private isDead = false;
  private readonly mishap: Mishap | undefined;
  private readonly pause: () => Promise<void>;
  private readonly others: () => Promise<void>;
  private die: (end: 'dead') => void = () => undefined;
  private readonly death = new Promise<'dead'>((resolve) => {
    this.die = resolve;
  });

  /**
   * @param pause lets others have their turn
   * @param others what goes on while this one stands still
   */
  constructor(mishap: Mishap | undefined, pause: () => Promise<void>, others: () => Promise<void>) {
    this.mishap = mishap;
    this.pause = pause;
    this.others = others;
  }

  /** A call outwards. @param failure how the caller is told that it failed */
  async out<T>(call: () => Promise<T>, failure: () => Error): Promise<T> {
    await this.pause();
    if (this.isDead) return this.never();
    const isHere = this.calls++ === this.mishap?.at && this.mishap;
    if (!isHere) return this.alive(await call());
    this.happened = isHere.what;
    switch (isHere.what) {
      case 'dies before':
        return this.end();
      case 'dies after':
        await call();
        return this.end();
      case 'lost':
        throw failure();
      case 'answer lost':
        await call();
        throw failure();
      case 'twice':
        await call();
        return call();
      case 'stalls':
        await this.others();
        return call();
    }
  }

  /** What the program answers, or `dead` when it ends before it does. */
  lives<T>(work: Promise<T>): Promise<T | 'dead'> {
    return Promise.race([work, this.death]);
  }

  private alive<T>(value: T): T | Promise<T> {
    return this.isDead ? this.never() : value;
  }

  private end(): Promise<never> {
    this.isDead = true;
    this.die('dead');
    return this.never();
  }

  private never(): Promise<never> {
    return new Promise(() => undefined);
  }
}
