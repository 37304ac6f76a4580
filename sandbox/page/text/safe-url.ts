/** The address if it may be a link here; `javascript:` and its like never are. */
export function safeUrl(address: string): string | undefined {
  return /^(https?:\/\/|mailto:)/i.test(address) ? address : undefined;
}
