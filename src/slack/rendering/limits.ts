/**
 * What Slack refuses, in one table (characters unless said otherwise). Sources: Block Kit reference; the size of a whole
 * message is undocumented and was measured by others to fail between 5.7 and 15 kB: `msg_blocks_too_long`.
 */
export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** Bytes of all blocks of a message as JSON. */
  messageBytes: 12_000,
  viewBytes: 200_000,
  /** `text`: chat.update refuses more (`msg_too_long`). */
  text: 4000,
  sectionText: 3000,
  header: 150,
  contextElements: 10,
  contextText: 3000,
  actionsElements: 25,
  buttonText: 75,
  accessibilityLabel: 75,
  buttonValue: 2000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  optionText: 75,
  /** 150 in the documentation, 75 in the types: the smaller is right in both cases. */
  optionValue: 75,
  options: 100,
  boxes: 10,
  placeholder: 150,
  inputLabel: 2000,
  inputHint: 2000,
  inputText: 3000,
  viewTitle: 24,
  imageTitle: 2000,
  altText: 2000,
  privateMetadata: 3000,
  id: 255,
  url: 3000,
} as const;

/** Cuts a text visibly: never longer than `most` characters, the last of them "…". Never splits a surrogate pair. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
