const tones: Readonly<Record<string, string>> = {
  available: 'good',
  running: 'good',
  completed: 'good',
  Enabled: 'good',
  enabled: 'good',
  pending: 'wait',
  stopping: 'wait',
  failed: 'bad',
  error: 'bad',
  invalid: 'bad',
};

/** The state as a word; its colour only repeats it. */
export function StateMark({ state }: { readonly state: string }) {
  return <span class={`state state-${tones[state] ?? 'plain'}`}>{state}</span>;
}
