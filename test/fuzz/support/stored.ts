import { cast, channels } from '../../../sandbox/story/stage.ts';
import type { Violation } from '../../../src/core/violation.ts';
import { ask } from './ask.ts';
import type { Front } from './front.ts';

const place = { account: '444455556666', region: 'eu-west-1' };
const image = { id: 'ami-0a1b2c3d4e5f6a002', name: 'web' };
const finding = { kind: 'not_approved', severity: 'medium', sentence: 'Nobody approved it.' } as const;

const violation = (id: string, number: number): Violation => ({
  id,
  place,
  environment: 'production',
  subject: { kind: 'instance', id: `i-0000000000000000${number}`, name: 'web', detail: 't3.small' },
  image,
  finding,
  owner: { kind: 'person', id: cast.rosa },
  firstSeenAt: Date.now() - 3_600_000 * number,
});

const runIdIn = (text: string): string => /\br-[a-hjkmnp-z2-9]{10}\b/.exec(text)?.[0] ?? '';

/** Which records there are: by whom they are named on a line, and where they stand. */
export interface Stored {
  /** Runs that may be broken, in several states. */
  readonly runs: readonly string[];
  /** One that never is. */
  readonly good: string;
  /** Where records stand: a hash with one record in `d`, a field of a hash with one each, or a text. */
  readonly places: readonly { readonly key: string; readonly field?: string; readonly kind: string }[];
}

/** Puts a record of every kind into the store, by the ways Assay itself has. */
export async function storeSome(front: Front): Promise<Stored> {
  const { store } = front;
  /** On a busy machine AWS may answer too late for the first one: it is asked again, until it is begun. */
  const begin = async (line: string): Promise<string> => {
    for (let tries = 0; ; tries++) {
      const { words } = await ask(front, line);
      if (runIdIn(words) !== '' || tries === 4) return runIdIn(words);
    }
  };
  const good = await begin('create web-1 --name good-1');
  const runs = [
    await begin('promote ami-0a1b2c3d4e5f6a006 --reason "tested on staging"'),
    await begin('create web-1 --name other-1 --no-reboot'),
    await begin('share db-2026-10-05 with prod --to-copy'),
    await begin('schedule nightly web-1 --cron "0 3 * * *"'),
  ];
  if ([good, ...runs].includes('')) throw new Error(`not begun: ${JSON.stringify([good, ...runs])}`);
  await store.runs.update(runs[1] ?? '', (run) => ({
    run: { ...run, state: 'failed', ending: { code: 'aws_failed', message: 'AWS did not want to.' } },
    audit: [],
  }));
  await store.runs.update(runs[2] ?? '', (run) => ({
    run: { ...run, state: 'running', progress: { phase: 'copying', percent: 40 } },
    audit: [],
  }));
  const order = await store.runs.get(runs[3] ?? '');
  await store.schedules.change('nightly', (_, now) => ({
    schedule: {
      name: 'nightly',
      job: 'backup',
      plan: (order?.plan ?? {}) as Record<string, never>,
      cron: '0 3 * * *',
      timeZone: 'UTC',
      jitterMinutes: 0,
      missed: 'catch-up',
      channel: channels.requests,
      owner: { userId: cast.rosa, teamId: 'T0ASSAY' },
      storedBy: runs[3] ?? '',
      next: now + 86_400_000,
    },
    audit: [],
  }));
  await store.violations.write(place, '0', [violation('v-aaaaaaaaaa', 1), violation('v-bbbbbbbbbb', 2)], []);
  const group = { place, image, finding, total: 1, subjects: [violation('', 1).subject], owners: [] };
  const told = {
    id: 'b-aaaaaaaaaa',
    channel: channels.alerts,
    environment: 'production',
    at: Date.now(),
    groups: [group],
  };
  await store.violations.tell(told, [['v-aaaaaaaaaa']], []);
  await store.violations.cover({ place, at: Date.now(), instances: 3, launchers: 1, unjudged: 0 });
  await store.configViews.note({ place, at: Date.now(), rule: 'approved-amis-by-tag', judged: 3, differences: [] });
  await store.exemptions.change('r-cccccccccc', (_, now) => ({
    exemption: {
      id: 'r-cccccccccc',
      place,
      environment: 'production',
      subject: { kind: 'instance', id: 'i-00000000000000002', name: 'web' },
      image,
      severity: 'medium',
      reason: 'the vendor ships in December',
      requester: cast.rosa,
      approvers: [cast.ada, cast.ben],
      from: now,
      until: now + 86_400_000,
    },
    audit: [],
  }));
  const [held] = await store.rounds.take(['compliance 444455556666 eu-west-1'], 1, 60_000);
  if (held) await store.rounds.end(held, 60_000, 'AWS answers too slowly.');
  await front.slack.until(
    () => (front.slack.messages().filter(({ ephemeralTo }) => !ephemeralTo).length >= 5 ? true : undefined),
    {
      timeoutMs: 20_000,
      what: 'the cards',
    },
  );
  // Of a message that Slack does not take now.
  await store.runs.update(good, (run) => ({
    run,
    audit: [],
    notices: [
      {
        key: 'kept',
        runId: runs[0] ?? '',
        to: { kind: 'channel', channel: channels.requests },
        message: { title: 'Kept', lines: [['at ', { kind: 'time', at: new Date() }]] },
        urgent: false,
      },
    ],
  }));
  await front.redis.hset(
    `${front.prefix}out:troubles`,
    `c ${runs[0]}`,
    JSON.stringify({ run: runs[0], why: 'channel_not_found', since: String(Date.now()), given: true }),
  );
  const at = `${place.account} ${place.region}`;
  const wait = { watch: 'image', ...place, target: 'ami-0a1b2c3d4e5f6a002', since: Date.now() };
  await store.watches.add(runs[2] ?? '', 'image', wait);
  return {
    runs,
    good,
    places: [
      ...runs.map((id) => ({ key: `run:${id}`, kind: 'run' })),
      { key: 'schedule:nightly', kind: 'schedule' },
      { key: 'violation:v-aaaaaaaaaa', kind: 'violation' },
      { key: 'violation:v-bbbbbbbbbb', kind: 'violation' },
      { key: 'bulletin:b-aaaaaaaaaa', kind: 'message of violations' },
      { key: 'exemption:r-cccccccccc', kind: 'exemption' },
      { key: 'violations:coverage', field: at, kind: 'what was seen' },
      { key: 'config:views', field: at, kind: 'AWS Config' },
      { key: 'rounds:troubles', field: 'compliance 444455556666 eu-west-1', kind: 'trouble of a round' },
      { key: 'out:troubles', field: `c ${runs[0]}`, kind: 'what is not shown' },
      { key: `waits:${at}`, field: `${runs[2]} image`, kind: 'wait' },
      { key: `posted:${runs[0]}`, kind: 'where a card stands' },
    ],
  };
}
