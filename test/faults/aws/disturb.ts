import type { FaultRule } from '../../../sandbox/aws/server/faults.ts';
import type { SeenCall } from '../../../sandbox/aws/server/interceptor.ts';
import type { Fault } from '../../../sandbox/contract.ts';
import { awsId } from '../support/masked.ts';
import { isWrite, nameOf } from '../support/write-of.ts';
import { placeOfCall } from './config-told.ts';

/** What was done, for the figures and so that a play that disturbs nothing is noticed. */
export interface Struck {
  writes: number;
  reads: number;
  /** "ec2:CreateImage" */
  readonly actions: Set<string>;
  /** Calls that were done and not answered, by action and place. */
  readonly unanswered: Set<string>;
}

export const nothingStruck = (): Struck => ({ writes: 0, reads: 0, actions: new Set(), unanswered: new Set() });

/**
 * The SDK tries three times by itself: one refusal it gets over alone, after four the run has to back off and come back. Writes
 * that the SDK must not repeat reach the run at once.
 */
const often = { read: 4, write: 2 } as const;
const words = ['throttled', 'HTTP 500', 'HTTP 503'] as const;
/** A third of the actions reaches the run, others with each of the kinds: a run that backs off from everything takes minutes. */
const reachesRun = (action: string, kind: (typeof words)[number]): boolean =>
  [...action].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % words.length === words.indexOf(kind);

/** Calls of a run's sessions and of the watcher. What a person asks for is answered with a sentence at once; that is tested elsewhere. */
const isOfRun = ({ principal }: SeenCall): boolean => /\/(r-[a-z0-9]{10}|watch)$/.test(principal);

const counted =
  (struck: Struck, decide: FaultRule): FaultRule =>
  (call) => {
    if (!isOfRun(call)) return undefined;
    const fault = decide(call);
    if (!fault) return undefined;
    struck[isWrite(call) ? 'writes' : 'reads'] += 1;
    struck.actions.add(nameOf(call));
    if (fault.kind === 'lost-answer') struck.unanswered.add(placeOfCall(call));
    return fault;
  };

/** The first calls of each action in each account and Region. */
const firstOfEach = (struck: Struck, kind: (typeof words)[number], fault: (call: string) => Fault): FaultRule => {
  const seen = new Map<string, number>();
  return counted(struck, (call) => {
    const what = `${nameOf(call)} ${call.account} ${call.region}`;
    const number = (seen.get(what) ?? 0) + 1;
    seen.set(what, number);
    const most = reachesRun(call.action, kind) ? often[isWrite(call) ? 'write' : 'read'] : 1;
    return number <= most ? fault(call.action) : undefined;
  });
};

/** The first attempt of every different call: the work is done, nobody is told. */
function answersLost(struck: Struck): FaultRule {
  const seen = new Set<string>();
  return counted(struck, (call) => {
    const what = JSON.stringify([nameOf(call), call.account, call.region, call.parameters]);
    if (seen.has(what)) return undefined;
    seen.add(what);
    return { kind: 'lost-answer', call: call.action, times: 1 };
  });
}

const notFound: Readonly<Record<string, string>> = {
  ami: 'InvalidAMIID.NotFound',
  i: 'InvalidInstanceID.NotFound',
  snap: 'InvalidSnapshot.NotFound',
  vol: 'InvalidVolume.NotFound',
};

/** Filters find nothing where AWS does not show a thing yet; only ids that are named as such are refused. */
const namedIds = ({ parameters }: SeenCall): string =>
  JSON.stringify(Object.entries(parameters).filter(([name]) => !name.startsWith('Filter')));

/**
 * What was made during the run is not found for a while, whoever names its id, to read or to write.
 * @param isKnown ids that were there before
 */
export function notVisible(struck: Struck, ms: number, isKnown: (id: string) => boolean): FaultRule {
  const firstSeen = new Map<string, number>();
  return counted(struck, (call) => {
    if (call.service !== 'ec2') return undefined;
    const ids = [...new Set(namedIds(call).match(awsId) ?? [])].filter((id) => !isKnown(id));
    const young = ids.filter((id) => {
      const since = firstSeen.get(id) ?? Date.now();
      firstSeen.set(id, since);
      return Date.now() - since < ms;
    });
    const [id] = young;
    const code = id === undefined ? undefined : notFound[id.replace(/-[^-]*$/, '')];
    if (id === undefined || code === undefined) return undefined;
    return { kind: 'error', call: call.action, code, message: `The ID '[${id}]' does not exist`, times: 1 };
  });
}

/** Every call of everybody's runs is throttled for so long. */
export function storm(struck: Struck, ms: number): FaultRule {
  let until: number | undefined;
  return counted(struck, (call) => {
    until ??= Date.now() + ms;
    return Date.now() < until ? { kind: 'throttle', call: call.action, times: 1 } : undefined;
  });
}

export type Kind = 'throttled' | 'HTTP 500' | 'HTTP 503' | 'done, and the answer lost' | 'not found for three seconds';

/** @param isKnown ids that were there before the run */
export function ruleFor(kind: Kind, struck: Struck, isKnown: (id: string) => boolean): FaultRule {
  if (kind === 'throttled') return firstOfEach(struck, kind, (call) => ({ kind: 'throttle', call, times: 1 }));
  if (kind === 'done, and the answer lost') return answersLost(struck);
  if (kind === 'not found for three seconds') return notVisible(struck, 3000, isKnown);
  return firstOfEach(struck, kind, (call) => ({
    kind: 'status',
    call,
    status: kind === 'HTTP 500' ? 500 : 503,
    times: 1,
  }));
}

export const kinds: readonly Kind[] = [
  'done, and the answer lost',
  'HTTP 503',
  'not found for three seconds',
  'throttled',
  'HTTP 500',
];
