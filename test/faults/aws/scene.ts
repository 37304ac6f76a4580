import { setTimeout as pause } from 'node:timers/promises';
import { ACCOUNTS } from '../../../sandbox/aws/default-world.ts';
import type { AwsImageState } from '../../../sandbox/contract.ts';
import { textOf } from '../../../sandbox/story/stage.ts';
import type { Play } from '../support/fault-case.ts';
import type { Lane } from '../support/lane.ts';
import { makePlay } from '../support/make-play.ts';

/** People on a lane, and what stands in build, eu-west-1. */
export interface Scene extends Play {
  readonly lane: Lane;
  images(name: string): readonly AwsImageState[];
  /** Once there is one of this name. */
  image(name: string): Promise<AwsImageState>;
  /** The card of a run, once it says this. */
  says(runId: string, what: RegExp, timeoutMs?: number): Promise<string>;
}

const patienceMs = 60_000;

/** @param paceMs how long an image takes */
export async function openScene(lane: Lane, paceMs: number): Promise<Scene> {
  await lane.reset(undefined, paceMs);
  const { aws } = lane.sandbox;
  const play = makePlay(lane, () => {});
  const images = (name: string): readonly AwsImageState[] =>
    aws
      .state()
      .accounts.flatMap(({ regions }) => regions)
      .flatMap((region) => region.images)
      .filter((image) => image.name === name && image.state !== 'deregistered');
  return {
    ...play,
    lane,
    images,
    async image(name) {
      for (const end = Date.now() + patienceMs; Date.now() < end; await pause(20)) {
        const [image] = images(name);
        if (image) return image;
      }
      throw new Error(`no AMI ${name} in ${patienceMs / 1000} s`);
    },
    async says(runId, what, timeoutMs = patienceMs) {
      return textOf(await play.stage.card(runId, (text) => what.test(text), String(what), timeoutMs));
    },
  };
}

/** Assay's own in one account. */
export const rolesIn = (account: keyof typeof ACCOUNTS) =>
  ({
    reader: `arn:aws:iam::${ACCOUNTS[account]}:role/AssayReader`,
    writer: `arn:aws:iam::${ACCOUNTS[account]}:role/AssayWorker`,
  }) as const;

/** Right before a run's call of this action, once; in this account, where one is given. */
export function beforeCall({ lane: { sandbox } }: Scene, action: string, act: () => void, account?: string): void {
  let isDone = false;
  sandbox.aws.intercept({
    async before(call) {
      const isIt = call.action === action && (account === undefined || call.account === account);
      if (isIt && /\/r-[a-z0-9]{10}$/.test(call.principal) && !isDone) {
        isDone = true;
        act();
      }
      return 'go';
    },
    after: async () => 'go',
  });
}
