import { UserError } from '../../core/outcome.ts';

/** One word of a typed line. */
export interface Word {
  readonly text: string;
  /** It began with a quote: never a flag, never a pair. */
  readonly quoted: boolean;
  /** It began a new line. */
  readonly newLine: boolean;
}

const doubles = '"“”„‟«»';
const singles = "'‘’‚‛";

/** Where the quote opened at `from` ends, or -1. A single quote inside a word ("don’t") is an apostrophe. */
function closing(text: string, from: number, kind: string): number {
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (kind === doubles && character === '\\') at += 1;
    else if (kind.includes(character) && (kind === doubles || /^(\s|$)/.test(text.slice(at + 1, at + 2)))) return at;
  }
  return -1;
}

/**
 * Splits a line into words; quotes of any keyboard hold words together, also after `=`.
 * @throws UserError bad_input when a double quote is never closed
 */
export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    const gap = /^\s+/.exec(text.slice(at))?.[0] ?? '';
    at += gap.length;
    if (at >= text.length) break;
    const start = at;
    let word = '';
    while (at < text.length && !/\s/.test(text.charAt(at))) {
      const character = text.charAt(at);
      const mayOpen = at === start || text.charAt(at - 1) === '=';
      const kind = mayOpen ? [doubles, singles].find((quotes) => quotes.includes(character)) : undefined;
      const end = kind === undefined ? -1 : closing(text, at + 1, kind);
      if (kind === doubles && end === -1)
        throw new UserError('bad_input', `A quote is opened and never closed: ${text.slice(at, at + 40)}`, {
          hint: 'Close it, or leave it out.',
        });
      if (end === -1) {
        word += character;
        at += 1;
      } else {
        const inside = text.slice(at + 1, end);
        word += kind === doubles ? inside.replace(/\\(.)/gs, '$1') : inside;
        at = end + 1;
      }
    }
    words.push({ text: word, quoted: (doubles + singles).includes(text.charAt(start)), newLine: gap.includes('\n') });
  }
  return words;
}
