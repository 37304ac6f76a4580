import { z } from 'zod';
import { defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { runLine } from '../lookup/run-lines.ts';

/** `/ami runs` */
export const runs = defineCommand({
  name: 'runs',
  summary: 'Your runs or those of everybody, newest first',
  examples: ['runs', 'runs --all', 'runs --open'],
  menu: { group: 'Runs', label: 'My runs' },
  input: z.strictObject({
    all: argument(z.boolean().default(false), { title: 'Of everybody', hint: 'Not only those you asked for.' }),
    open: argument(z.boolean().default(false), { title: 'Only open ones', hint: 'Waiting, queued or running.' }),
  }),
  iam: [],
  async answer(input, { records, actor }) {
    const found = await records.runs({
      limit: 15,
      ...(input.all ? {} : { requester: actor.userId }),
      ...(input.open ? { states: ['waiting', 'queued', 'running'] as const } : {}),
    });
    const whose = input.all ? 'Runs' : 'Your runs';
    if (found.length === 0)
      return {
        title: input.open ? `${whose}: none open` : `${whose}: none yet`,
        lines: ['Start with /ami create, or see those of everybody with /ami runs --all.'],
      };
    return {
      title: `${whose}, newest first`,
      lines: found.map(runLine),
      notes: ['More of one: /ami status and its id.'],
    };
  },
});
