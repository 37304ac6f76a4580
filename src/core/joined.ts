import type { Inline, Line } from './message.ts';

const fragments = (part: Line): readonly Inline[] => (typeof part === 'string' || 'kind' in part ? [part] : part);

/** Several things in one line: without a separator Slack would show them as one word. */
export const joined = (parts: readonly Line[], separator = ', '): readonly Inline[] =>
  parts.flatMap((part, index) => (index > 0 ? [separator, ...fragments(part)] : fragments(part)));
