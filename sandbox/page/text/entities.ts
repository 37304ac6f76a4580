/** Slack escapes exactly three characters; `&amp;` must be undone last, or `&amp;lt;` would become `<`. */
export function unescapeEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
