export type Role = 'bot' | 'worker';

/** Something a process does to the outside, at which it can be killed. */
export interface Act {
  readonly kind: 'aws' | 'redis' | 'slack';
  readonly role: Role;
  /** "worker-3" */
  readonly process: string;
  /** "saveRun", "chat.postMessage" */
  readonly name: string;
  /** All that was sent, word by word; what Slack was sent is one word of JSON. */
  readonly words: readonly string[];
}

/** Sees every act of every process of a lane. */
export interface Watcher {
  /** Nothing has happened yet; `cut` ends the connection without any effect. */
  before(act: Act): Promise<'go' | 'cut'>;
  /** It has happened, and the process does not know; `cut` ends the connection without the answer. */
  after(act: Act, answer: string): Promise<'go' | 'cut'>;
}

/** Lets everything pass. */
export const onlooker: Watcher = { before: async () => 'go', after: async () => 'go' };
