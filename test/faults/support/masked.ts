/** Ids AWS gives: "ami-0a1b…", "i-0a1b…", "subnet-…"; not the first part of "wf-" and a UUID. */
export const awsId = /\b([a-z]{1,12}(?:-[a-z]{1,12})?)-(?:[0-9a-f]{17}|[0-9a-f]{8}(?!-[0-9a-f]{4}-))\b/g;

export const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/**
 * Text with everything hidden that differs between two runs that did the same: ids that were given during the run,
 * moments and durations, digests and signatures. Ids of the seed stay.
 * @param isKnown whether an id was there before
 */
export function masked(text: string, isKnown: (id: string) => boolean): string {
  return (
    text
      // One of nothing but digits would be taken for a moment.
      .replace(/\bdocument [0-9a-f]{10}\b/g, 'document (digest)')
      .replace(/\br-[a-hjkmnp-z2-9]{10}\b/g, 'r-*')
      .replace(uuid, (id) => (isKnown(id) ? id : '(uuid)'))
      .replace(awsId, (id, kind: string) => (isKnown(id) ? id : `${kind}-*`))
      .replace(/<!date\^[^>]*>/g, '(moment)')
      .replace(/\d{4}-\d\d-\d\d-\d{4}\b/g, '(moment)')
      // With the number of the attempt, where a name may not be used twice.
      .replace(/\b\d{8}T\d{6}Z(-\d)?\b/g, '(moment)')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '(moment)')
      .replace(/\d{4}-\d\d-\d\d,? \d\d:\d\d(:\d\d)?( UTC)?/g, '(moment)')
      .replace(/\b\d\d:\d\d(:\d\d)?\b/g, '(time)')
      .replace(/\b\d(,\d{3}){4}\b/g, '(moment)')
      .replace(/\b(\d{13}|\d{10})\b/g, '(moment)')
      .replace(/\b\d+ (s|seconds?|minutes?)\b/g, '(duration)')
      .replace(/(?<![\w/+-])(?=[\w+/-]*[A-Z])(?=[\w+/-]*[a-z])(?=[\w+/-]*\d)[A-Za-z0-9+/_-]{40,}={0,2}/g, '(bytes)')
      // The audit log's line of a decision.
      .replace(/ l=\d+:[\w-]{16}(?=[\s"]|$)/g, ' l=(line)')
      // SHA-256 in base64url; one in a thousand has no digit.
      .replace(/(?<=[=\s"])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{43}(?=[\s"])/g, '(bytes)')
      .replace(/(?<![\w-])(?=\d*[a-f])[0-9a-f]{8,64}\b/g, '(digest)')
  );
}
