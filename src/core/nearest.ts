import { distance } from 'fastest-levenshtein';

/** The option somebody most likely meant, if any is near: a typing slip, or the beginning of the word. */
export function nearest(word: string, options: Iterable<string>): string | undefined {
  const typed = word.toLowerCase().slice(0, 64);
  let best: { readonly option: string; readonly away: number } | undefined;
  for (const option of options) {
    const known = option.toLowerCase();
    const away = typed.length > 1 && known.startsWith(typed) ? 1 : distance(typed, known);
    // Two letters the wrong way round count as two.
    if (
      away <= Math.max(known.length > 3 ? 2 : 1, Math.floor(known.length / 3)) &&
      (best === undefined || away < best.away)
    )
      best = { option, away };
  }
  return best?.option;
}
