import { StartError } from '../compose/start-error.ts';
import type { Config } from '../config/load-config.ts';
import { settingsOf } from '../config/settings-of.ts';
import type { LogAnchor } from '../core/log-watch.ts';
import { placeName } from '../lookup/places.ts';
import type { Store } from '../store/make-store.ts';
import { type CheckedLog, checkLog } from './check-log.ts';
import { withAws } from './with-aws.ts';

const mostNamed = 20;

/** A line that somebody noted, with as much of its hash as they have. */
function notedLine(values: Readonly<Record<string, unknown>>): readonly LogAnchor[] {
  const { line, hash } = values;
  if (line === undefined && hash === undefined) return [];
  const sequence = Number(line);
  if (!Number.isInteger(sequence) || sequence < 1)
    throw new StartError(`--line must be the number of a line, not "${String(line)}"; say its --hash, too.`);
  if (!/^[0-9a-f]{16,64}$/i.test(String(hash)))
    throw new StartError(`--hash must be at least the first 16 hex digits of line ${sequence}'s hash.`);
  return [{ sequence, hash: String(hash).toLowerCase(), at: Date.now(), heldBy: 'you' }];
}

/** Whether the log is known to begin where it does: it was emptied, and people know it. */
function isKnownBeginning({ how, ends }: CheckedLog, began: unknown): boolean {
  if (how !== 'anew' || began === undefined) return false;
  return ends.first !== undefined && Date.parse(String(began)) === ends.first.at;
}

const all = (lines: readonly string[]): readonly string[] => [
  ...lines.slice(0, mostNamed),
  ...(lines.length > mostNamed ? [`… and ${lines.length - mostNamed} more.`] : []),
];

function lostWords({ lost, how, ends }: CheckedLog): readonly string[] {
  const words = {
    anew: ends.first
      ? `The audit log began anew at ${new Date(ends.first.at).toISOString()}: what was noted before is not in it.`
      : 'The audit log is empty: what was noted of it before is not in it.',
    ended: 'The end of the audit log is missing: it is shorter than what was noted of it.',
    rewritten: 'The audit log was written anew from some line on: other lines stand where these were noted.',
  };
  const newest = [...lost].sort((a, b) => b.sequence - a.sequence);
  return how
    ? [
        words[how],
        ...all(newest.map(({ sequence, heldBy }) => `Line ${sequence} is noted by ${heldBy}, with another hash.`)),
      ]
    : [];
}

function fitWords({ fit }: CheckedLog): string {
  const newest = Math.max(...fit.map(({ sequence }) => sequence));
  if (fit.length === 0) return '';
  return ` It fits ${fit.length === 1 ? 'the line that is' : `the ${fit.length} lines that are`} noted elsewhere, the newest of them line ${newest}.`;
}

/**
 * `assay audit verify`
 * @returns 1 when the chain is broken, or when the log does not fit what AWS or the one who asks noted of it
 */
export async function verifyVerb(
  values: Readonly<Record<string, unknown>>,
  config: Config,
  store: Store,
): Promise<number> {
  const settings = settingsOf(config.file);
  const noted = notedLine(values);
  const checked = await withAws(config, store, 'command', (aws) => checkLog(store.audit, noted, { aws, settings }));
  const { breaks, ends, lost, unseen } = checked;
  for (const { place, why } of unseen)
    console.error(`The approvals in ${placeName(place, settings)} were not asked for the lines they name: ${why}`);
  const isKnown = isKnownBeginning(checked, values['began']);
  const [first] = breaks;
  if (first) {
    console.error(
      `The audit log is broken at line ${first.sequence}: ${first.why}. Everything before it is as it was written.`,
    );
    for (const line of all(breaks.slice(1).map(({ why }) => `Also: ${why}.`))) console.error(line);
  }
  for (const line of lostWords(checked)) console.error(line);
  if (checked.how === 'anew' && ends.first && !isKnown)
    console.error(`If you know why, say so the next time: --began ${new Date(ends.first.at).toISOString()}`);
  if (first || (lost.length > 0 && !isKnown)) return 1;
  console.log(
    `${ends.last?.sequence ?? 0} lines, unbroken.${fitWords(checked)} The last one has the hash ${ends.last?.hash ?? ends.counted.hash}; keep it elsewhere to notice a cut-off end: --line, --hash.`,
  );
  return 0;
}
