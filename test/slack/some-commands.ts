import { z } from 'zod';
import { type Command, defineCommand } from '../../src/core/command.ts';
import { argument, TagPairs, TextList } from '../../src/core/input.ts';
import { defineJob } from '../../src/core/job.ts';
import { bold, code } from '../../src/core/message.ts';

export const CreatePlan = z.object({ instance: z.string(), name: z.string(), noReboot: z.boolean() });

/** A job as the cards need it: told well, never run. */
export const createJob = defineJob({
  name: 'create',
  doneWord: 'created',
  plan: CreatePlan,
  result: z.object({ imageId: z.string() }),
  iam: [],
  target: (plan) => ({
    place: { account: '111122223333', region: 'eu-west-1' },
    subject: plan.instance,
    about: [plan.instance],
  }),
  impact: () => ({}),
  present: {
    title: (plan) => ['AMI ', code(plan.name), ' from ', code(plan.instance)],
    planned: (plan) => ({
      title: `Create AMI ${plan.name}`,
      facts: [
        { label: 'Account', value: 'dev (111122223333), eu-west-1' },
        { label: 'Instance', value: [code(plan.instance), ' web-1'] },
      ],
      warnings: plan.noReboot
        ? ['The instance keeps running: file-system integrity is not guaranteed.']
        : [[bold('web-1 restarts'), ' while its snapshots are taken.']],
    }),
    done: (plan, result) => ({
      title: `AMI ${plan.name} created`,
      tone: 'good',
      facts: [{ label: 'AMI', value: code(result.imageId) }],
      offers: [{ label: 'Promote…', command: 'promote', input: { image: result.imageId }, style: 'primary' }],
    }),
  },
  run: async () => ({ imageId: 'ami-0aaaaaaaaaaaaaaaa' }),
});

const answer = async () => ({ title: 'Answered' });

export const create = defineCommand({
  name: 'create',
  summary: 'Create an AMI from an instance',
  examples: ['create i-0abc web-1'],
  input: z.object({
    instance: argument(z.string().min(2), {
      title: 'Instance',
      hint: 'Id, name or tag.',
      position: 0,
      choices: 'instance',
      example: 'i-0abc',
    }),
    name: argument(z.string().max(128).optional(), { title: 'Name', hint: 'Made up when left out.', position: 1 }),
    noReboot: argument(z.boolean().default(false), { title: 'Do not reboot', hint: 'Integrity is not guaranteed.' }),
    size: argument(z.number().int().max(100).optional(), { title: 'Size', hint: 'In GiB.' }),
    visibility: argument(z.enum(['private', 'shared']).default('private'), {
      title: 'Visibility',
      hint: 'Who sees it.',
    }),
    regions: argument(TextList.optional(), { title: 'Regions', hint: 'Where to.' }),
    reason: argument(z.string().max(500).optional(), { title: 'Reason', hint: 'Why.', multiline: true }),
    tags: argument(TagPairs.default({}), { title: 'Tags', hint: 'key=value, one per line.' }),
  }),
  iam: [],
  menu: { group: 'AMIs', label: 'Create an AMI' },
  job: createJob,
  plan: async (input) => ({ instance: input.instance, name: input.name ?? 'web', noReboot: input.noReboot }),
});

export const reject = defineCommand({
  name: 'reject',
  summary: 'Reject a request',
  examples: ['reject r-abc too risky'],
  input: z.object({
    run: argument(z.string(), { title: 'Request', hint: 'Its id.', position: 0, choices: 'run' }),
    reason: argument(z.string().max(500), { title: 'Reason', hint: 'Why.', position: 1, multiline: true }),
  }),
  iam: [],
  menu: { group: 'Approvals', label: 'Reject a request' },
  answer,
});

export const show = defineCommand({
  name: 'show',
  summary: 'Show an AMI',
  examples: ['show ami-1'],
  input: z.object({
    image: argument(z.string(), { title: 'AMI', hint: 'Id or name.', position: 0, choices: 'image' }),
  }),
  iam: [],
  menu: { group: 'AMIs', label: 'Show an AMI' },
  onlyReads: true,
  answer,
});

export const copy = defineCommand({
  name: 'copy',
  summary: 'Copy an AMI',
  examples: ['copy ami-1 eu-west-1 us-west-2'],
  input: z.object({
    image: argument(z.string(), { title: 'AMI', hint: 'Id or name.', position: 0, choices: 'image' }),
    regions: argument(TextList, { title: 'Regions', hint: 'Where to.', position: 1 }),
  }),
  iam: [],
  answer,
});

export const help = defineCommand({
  name: 'help',
  summary: 'Explain',
  examples: ['help'],
  input: z.object({
    about: argument(z.string().optional(), { title: 'About', hint: 'A command.', position: 0, choices: 'command' }),
  }),
  iam: [],
  menu: { group: 'Help', label: 'Help' },
  answer,
});

export const someCommands: ReadonlyMap<string, Command> = new Map(
  [create, reject, show, copy, help].map((command) => [command.name, command]),
);
