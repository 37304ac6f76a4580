import type { Inline } from './message.ts';

/** Several things in one line: without a separator Slack would show them as one word. */
export const joined = (parts: readonly Inline[], separator = ', '): readonly Inline[] =>
  parts.flatMap((part, index) => (index > 0 ? [separator, part] : [part]));
