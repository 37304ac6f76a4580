import type { AuditEnds } from '../../core/audit.ts';
import type { LogAnchor, LogState, LostHow } from '../../core/log-watch.ts';
import { code, type Line, type Message, time } from '../../core/message.ts';
import type { ChainBreak } from '../../core/verify-audit.ts';
import type { LogNews } from './next-state.ts';

const mostNamed = 5;
const week = 7 * 86_400_000;

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const sentence = (clause: string): string => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;

function breakLines(breaks: readonly ChainBreak[]): readonly Line[] {
  const more = breaks.length - mostNamed;
  return [
    ...breaks.slice(0, mostNamed).map(({ why }) => sentence(why)),
    ...(more > 0 ? [`… and ${plural(more, 'more line')}.`] : []),
  ];
}

function lostLines(lost: readonly LogAnchor[], how: LostHow): readonly Line[] {
  const gone = { anew: 'is not in it', ended: 'is not there any more', rewritten: 'is another one now' }[how];
  const named = [...lost].sort((a, b) => b.sequence - a.sequence).slice(0, mostNamed);
  const more = lost.length - named.length;
  return [
    ...named.map(({ sequence, at, heldBy }): Line => [`Line ${sequence}, noted `, time(at), ` by ${heldBy}, ${gone}.`]),
    ...(more > 0 ? [`… and ${plural(more, 'older line')}.`] : []),
  ];
}

const lostTitle = (how: LostHow): string =>
  ({
    anew: 'The audit log began anew',
    ended: 'The end of the audit log is missing',
    rewritten: 'The audit log was written anew from some line on',
  })[how];

const advice =
  'Keep a copy of Redis as it is now before anything is mended, and hold it against your exports and backups.';
const shown: Line = ['Every line that is wrong: ', code('assay audit verify')];

function adviceFor(how: LostHow): readonly Line[] {
  if (how === 'anew')
    return [
      'If Redis was emptied or replaced then, this is its trace, and it is told once: what was before stands in exports, in AWS and in CloudTrail. If nobody did, somebody removed the log.',
      advice,
    ];
  return [
    'A failover of Redis that lost writes, or an old backup put back, leaves the same trace. If there was none, somebody who can write to Redis did it.',
    advice,
    shown,
  ];
}

const beganLine = ({ first }: AuditEnds): Line =>
  first ? ['Its first line is of ', time(first.at), '.'] : 'There is no line in it.';

/** What was found about the audit log, or that all of it is well again. Pure. */
export function logMessage({ breaks, lost, how, isWhole }: LogNews, ends: AuditEnds): Message {
  const lines = ends.last?.sequence ?? 0;
  const facts = [{ label: 'Last line', value: ends.last ? [`${lines}, `, code(ends.last.hash)] : 'none' }];
  if (isWhole)
    return {
      title: 'The audit log is whole again',
      tone: 'good',
      lines: ['What was told of it is mended: its chain is unbroken, and it fits what is noted elsewhere.'],
      facts,
    };
  const [first] = breaks;
  const brokenTitle = `The audit log is broken at ${breaks.length > 1 ? `${breaks.length} lines, first ` : ''}line ${first?.sequence}`;
  return {
    title: how && lost.length > 0 ? lostTitle(how) : brokenTitle,
    tone: how === 'anew' && breaks.length === 0 ? 'warning' : 'bad',
    lines: [
      ...(how === 'anew' && lost.length > 0 ? [beganLine(ends)] : []),
      ...(how ? lostLines(lost, how) : []),
      ...breakLines(breaks),
    ],
    facts,
    notes:
      how && lost.length > 0
        ? adviceFor(how)
        : ['Nobody but whoever can write to Redis can do that; Assay itself only appends.', advice, shown],
  };
}

/** The same as long as it is so, in a line each for whoever asks how things stand. */
export function logTroubleLines({ breaks, lost, how, toldAt }: LogState, now: number): readonly Line[] {
  const [first] = breaks;
  const isOld = how === 'anew' && now > toldAt + week;
  return [
    ...(first ? [`The audit log is broken at ${plural(breaks.length, 'line')}. ${sentence(first.why)}`] : []),
    ...(how && lost.length > 0 && !isOld
      ? [[`${lostTitle(how)}: told `, time(toldAt), '. More: ', code('assay audit verify')]]
      : []),
  ];
}
