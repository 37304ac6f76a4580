import { z } from 'zod';
import { makeDesk } from '../../../src/approvals/desk.ts';
import { makeIntake } from '../../../src/approvals/intake.ts';
import { type Command, defineCommand } from '../../../src/core/command.ts';
import { argument } from '../../../src/core/input.ts';
import type { Asked } from '../../../src/core/intake.ts';
import type { Run } from '../../../src/core/run.ts';
import type { Settings } from '../../../src/core/settings.ts';
import { bareIntake } from './bare-intake.ts';
import { aws } from './fake-aws.ts';
import { makeMemoryStore } from './memory-store.ts';
import { actor, type Kind, kinds, makeDirectory } from './people.ts';
import { silent } from './silent.ts';
import { changeCommand, jobs, settings as usual, voteKeys } from './world.ts';

const text = argument(z.string(), { title: 'Request', hint: 'Its id.', example: 'r-abcdefghjk' });
const approve = defineCommand({
  name: 'approve',
  summary: 'Approve a request',
  examples: [],
  input: z.strictObject({ request: text }),
  iam: [],
  answer: (input, { desk, actor: who }) => desk.vote(who, input.request, { kind: 'approve' }),
});
const look = defineCommand({
  name: 'look',
  summary: 'Look at things',
  examples: [],
  input: z.strictObject({}),
  iam: [],
  answer: async (_, { records }) => ({ title: `${(await records.runs({ limit: 1 })).length} runs` }),
});

/** Desk and intake over a store in memory and a Slack in the test's hand. */
export function makeOffice(more: { readonly settings?: Settings; readonly run?: Run } = {}) {
  const settings = more.settings ?? usual;
  const store = makeMemoryStore();
  const directory = makeDirectory();
  const woken: string[] = [];
  const wake = (id: string): void => void woken.push(id);
  if (more.run) store.put(more.run);
  const desk = makeDesk({ store, audit: store.log, directory, settings, jobs, voteKeys, log: silent, wake });
  const commands = new Map<string, Command>([changeCommand, approve, look].map((command) => [command.name, command]));
  let number = 0;
  const intake = makeIntake({
    ...bareIntake,
    catalogue: { commands },
    store,
    desk,
    directory,
    asking: directory,
    aws,
    settings,
    wake,
    audit: store.log,
    choices: async () => [{ value: 'ami-1', label: 'ami-1' }],
    newRunId: () => `r-${'abcdefghjk'.slice(0, 9)}${number++}`,
    clock: async () => store.now,
  });
  const askedBy = (kind: Kind, input: unknown, command = 'change', requestKey = `key-${Math.random()}`): Asked => ({
    command,
    input,
    actor: actor(kinds[kind]),
    channel: 'C0ASKED0001',
    requestKey,
  });
  /** Asks, and dies before the answer is there. */
  const askInVain = (...all: Parameters<typeof askedBy>) => intake.submit(askedBy(...all));
  const ask = async (...all: Parameters<typeof askedBy>) => {
    const asked = askedBy(...all);
    const reply = await intake.submit(asked);
    await intake.answered(asked, reply);
    return reply;
  };
  return { askInVain, askedBy, settings, store, directory, desk, intake, woken, ask };
}

/** What somebody is told: "stored", or the refusal's code and sentence. */
export const toldBy = (promise: Promise<unknown>): Promise<{ readonly code: string; readonly sentence: string }> =>
  promise.then(
    () => ({ code: 'stored', sentence: '' }),
    (error: { code?: string; message: string }) => ({ code: error.code ?? 'bug', sentence: error.message }),
  );
