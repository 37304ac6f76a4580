import { setTimeout as pause } from 'node:timers/promises';
import { ACCOUNTS } from '../../../sandbox/aws/default-world.ts';
import { cast, channels, textOf } from '../../../sandbox/story/stage.ts';
import { isFinal } from '../../../src/core/run.ts';
import { keyPrefix } from '../../../src/store/key-prefix.ts';
import { difference, linesOf } from '../support/flat.ts';
import type { Lane } from '../support/lane.ts';
import { awsId, masked, uuid } from '../support/masked.ts';
import { quietWorld } from '../support/quiet-world.ts';
import { makePeople, type People } from './people.ts';
import { type Shown, shownSince } from './shown.ts';

/** When a trouble may begin. */
export type Moment = 'begin' | 'running' | 'waiting' | 'end';

export interface Scene {
  readonly lane: Lane;
  readonly people: People;
  /** Of the AMI that is made, once it is there. */
  createId?: string;
  /** Of the request that two people approve, once it is there. */
  requestId?: string;
}

/** What is done to Slack while the story is played. */
export interface Trouble {
  readonly name: string;
  /** Where nothing can be changed any more, once that is so. */
  unreachable?: string;
  /** `anywhere`: Slack closes a place, so messages go elsewhere. */
  readonly place?: 'anywhere';
  readonly at: (moment: Moment, scene: Scene) => Promise<void> | void;
  /** Log lines of ours that this trouble may cause. */
  readonly causes?: RegExp;
}

/** The story as it ended. */
export interface Told {
  readonly shown: readonly Shown[];
  /** What AWS holds now and did not before, masked. */
  readonly effects: readonly string[];
  readonly runIds: readonly string[];
  /** AMIs of a name that was asked for once, beyond the first. */
  readonly duplicates: number;
  readonly untrue: readonly string[];
  readonly troubles: readonly string[];
  readonly tookMs: number;
}

const other = 'ami-0a1b2c3d4e5f6a006';
const handmade = 'ami-0d1b2c3d4e5f6d001';
const settleMs = 100_000;

/** Warnings tell of the trouble that was made; what they quote is nobody's mistake. */
const isOurs = (line: string): boolean => !line.startsWith('{"level":40,');

async function until(what: string, probe: () => Promise<boolean> | boolean, ms = settleMs): Promise<void> {
  for (const end = Date.now() + ms; !(await probe()); await pause(40))
    if (Date.now() > end) throw new Error(`lost: not within ${ms / 1000} s: ${what}`);
}

/** Created, approved by two, tagged; a run that fails; a request that is rejected; a violation that comes and goes. */
export async function playStory(lane: Lane, trouble: Trouble): Promise<Told> {
  const { sandbox, store, redis } = lane;
  const { slack, aws } = sandbox;
  await lane.reset(quietWorld, 1200);
  const startedAt = Date.now();
  const began = slack.messages().at(-1)?.ts ?? '0';
  const seen = JSON.stringify(lane.held());
  const seed = new Set([...(seen.match(awsId) ?? []), ...(seen.match(uuid) ?? [])]);
  const mask = (text: string): string =>
    // A digest of nothing but digits would be taken for a moment.
    masked(text.replace(/\bdocument [0-9a-f]{10}\b/g, 'document (digest)'), (id) => seed.has(id))
      .replace(/\bb-[a-hjkmnp-z2-9]{10}\b/g, 'b-*')
      // They click at the same time: either may be the first.
      .replaceAll(cast.ada, 'approver')
      .replaceAll(cast.ben, 'approver');
  const held = lane.held();
  const strangeBefore = slack.problems.length + slack.unknownCalls.length + aws.unknownCalls.length;
  const people = makePeople(lane, began);
  const scene: Scene = { lane, people };
  const at = async (moment: Moment): Promise<void> => trouble.at(moment, scene);
  const ended = (runId: string): Promise<void> =>
    until(`the end of ${runId}`, async () => isFinal((await store.runs.get(runId))?.state ?? 'running'));
  const imagesNamed = (name: string) =>
    aws
      .state()
      .accounts.flatMap(({ regions }) => regions)
      .flatMap(({ images }) => images)
      .filter((image) => image.name === name);
  const alerts = (text: RegExp): boolean =>
    slack
      .messages()
      .some(
        (one) =>
          one.ts > began &&
          !one.ephemeralTo &&
          !one.deleted &&
          one.channel !== channels.approvals &&
          text.test(textOf(one)),
      );
  const runIds: string[] = [];

  async function approved(): Promise<void> {
    const made = await people.ask('rosa', '/ami create web-1 --name story-1', 'story-1');
    runIds.push(made);
    scene.createId = made;
    await people.card(made);
    await at('running');
    await ended(made);
    const asked = await people.ask(
      'rosa',
      '/ami promote story-1 --reason "tested on staging"',
      imagesNamed('story-1')[0]?.id ?? '?',
    );
    runIds.push(asked);
    scene.requestId = asked;
    await people.card(asked);
    await at('waiting');
    await Promise.all([people.approve('ada', asked), people.approve('ben', asked)]);
    await ended(asked);
  }

  async function failedAndRejected(): Promise<void> {
    const fails = until('story-2 in AWS', () => imagesNamed('story-2').length > 0).then(() =>
      aws.hands.failImage(imagesNamed('story-2')[0]?.id ?? '', 'The snapshot could not be made'),
    );
    const failing = await people.ask('max', '/ami create db-1 --name story-2 --no-reboot', 'story-2');
    runIds.push(failing);
    await fails;
    await ended(failing);
    const asked = await people.ask('max', `/ami promote ${other} --reason "looks good"`, other);
    runIds.push(asked);
    await people.reject('cleo', asked, 'Not tested');
    await ended(asked);
  }

  async function violated(): Promise<void> {
    const id = aws.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', {
      id: 'i-0c0ffee0c0ffee001',
      imageId: handmade,
      tags: { Name: 'night-fix', team: 'shop' },
    });
    await until('the message about the violation', () => alerts(new RegExp(id)));
    aws.hands.terminateInstance(id);
    await until('the message that it is over', async () => {
      const [one] = await store.violations.list({ about: id, endedSince: 0, limit: 10 });
      return one?.ended !== undefined;
    });
  }

  await at('begin');
  await Promise.all([approved(), failedAndRejected(), violated()]);
  await people.openHome('ada');
  await at('end');
  await until('all that is told', async () => {
    const waiting = await Promise.all(['urgent', 'normal'].map((queue) => redis.zcard(`${keyPrefix}out:${queue}`)));
    return waiting.every((count) => count === 0);
  });
  const strange = [...slack.problems, ...slack.unknownCalls, ...aws.unknownCalls].slice(strangeBefore);
  return {
    shown: shownSince(slack.messages(), began, mask, trouble.unreachable),
    effects: linesOf(difference(held, lane.held()), mask),
    runIds,
    duplicates: ['story-1', 'story-2'].reduce((sum, name) => sum + Math.max(0, imagesNamed(name).length - 1), 0),
    untrue: people.untrue,
    troubles: [
      ...strange.map((what) => `strange: ${what}`),
      ...lane
        .mistakes()
        .filter(isOurs)
        .map((line) => `mistake: ${line}`),
    ],
    tookMs: Date.now() - startedAt,
  };
}
