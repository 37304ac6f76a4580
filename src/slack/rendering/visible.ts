const lineBreaks = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;
/** Controls, direction marks, soft hyphens, what has no width, and letters that only look like nothing. */
const unseen =
  /\u034f|\u17b4|\u17b5|[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
/** Emoji and some scripts need joiners; in Latin letters they only hide. */
const hiddenJoiners = /(?<=^|[\p{ASCII}\p{Script=Latin}])[\u200c\u200d]/gu;

/**
 * Foreign text as it can be shown among ours: it stays on its line, reads in one direction, and hides nothing. A reason
 * could otherwise write lines that look like the card's own facts.
 */
export const visible = (text: string): string =>
  text.replace(lineBreaks, ' ↵ ').replace(unseen, '\ufffd').replace(hiddenJoiners, '\ufffd');
