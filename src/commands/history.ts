import { z } from 'zod';
import { defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { runIdPattern } from '../core/run.ts';
import { auditLine } from '../lookup/audit-lines.ts';
import { findImage, findImageNeeds } from '../lookup/find-image.ts';
import { whereArguments } from '../lookup/image-arguments.ts';

const shown = 20;

/** `/ami history`: everything the audit log says about an AMI, an instance or a run. */
export const history = defineCommand({
  name: 'history',
  summary: 'Who asked, voted and wrote, from the audit log',
  examples: ['history ami-0a1b2c3d4e5f60718', 'history web-2026-11-23'],
  details: [
    'Reads the audit log: requests, votes, decisions, refusals and every write to AWS. Works for AMIs that are gone, by id.',
  ],
  menu: { group: 'AMIs', label: 'History of an AMI' },
  input: z.strictObject({
    image: argument(z.string().trim().min(1), {
      title: 'AMI',
      hint: 'Its id, its name, tag:key=value; an instance or run id works too.',
      position: 0,
      choices: 'image',
      example: 'web-2026-11-23',
    }),
    ...whereArguments,
  }),
  iam: findImageNeeds,
  async answer(input, context) {
    // An id is looked up in the log as it is: the AMI may be long gone from AWS.
    const isId = /^(ami|i)-[0-9a-f]{8,17}$/i.test(input.image) || runIdPattern.test(input.image.toLowerCase());
    const id = isId ? input.image.toLowerCase() : (await findImage(input.image, context, input)).id;
    const entries = await context.records.history(id);
    if (entries.length === 0)
      return { title: `Nothing is recorded about ${id}`, lines: ['Assay had nothing to do with it so far.'] };
    const last = entries.slice(-shown);
    return {
      title: `History of ${id}`,
      lines: last.map(auditLine),
      ...(entries.length > last.length
        ? { notes: [`The last ${shown} of ${entries.length}; all of them: assay audit export.`] }
        : {}),
    };
  },
});
