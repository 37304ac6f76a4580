import { z } from 'zod';
import { mention } from '../compliance/bulletin-message.ts';
import { defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { code } from '../core/message.ts';
import { findViolations, violationArgument } from '../lookup/find-violations.ts';
import { whereArguments } from '../lookup/image-arguments.ts';
import { ownerOf } from '../lookup/owner-argument.ts';
import { placeName } from '../lookup/places.ts';

/** `/ami assign`: also behind *It's mine*. */
export const assign = defineCommand({
  name: 'assign',
  summary: 'Say whose something is that runs from an AMI it should not',
  examples: ['assign i-0a1b2c3d4e5f60001', 'assign hotfix-1 <@U0ROSA>'],
  details: [
    'Its message names the new owner from then on, and reminders call them instead of whoever its tag names. Left out, it becomes yours.',
  ],
  menu: { group: 'Approvals', label: 'It’s mine' },
  input: z.strictObject({
    what: violationArgument,
    to: argument(z.string().trim().max(100).optional(), {
      title: 'Whose',
      hint: 'A person or a user group: @, or an id (U… or S…). Left out: yours.',
      position: 1,
      after: 'to',
      example: 'U0ROSA',
    }),
    ...whereArguments,
  }),
  iam: [],
  async answer(input, { settings, records, guard, actor }) {
    const owner = ownerOf(input.to, actor);
    const { place, subject, image, violations } = await findViolations(input.what, { settings, records }, input);
    const done = await guard.assign(actor, violations, owner);
    const isMine = owner.id === actor.userId;
    const what = subject ? (subject.name ?? subject.id) : `${done} from ${image.name ?? image.id}`;
    return {
      title: isMine ? `${what}: yours` : `${what}: assigned`,
      tone: 'good',
      lines: [
        [
          subject ? code(subject.id) : `${done} ${done === 1 ? 'thing' : 'things'} from `,
          ...(subject ? [' from '] : []),
          code(image.id),
          ` in ${placeName(place, settings)} `,
          done === 1 || subject ? 'belongs to ' : 'belong to ',
          mention(owner),
          ' now. The message that tells of it says so.',
        ],
      ],
    };
  },
});
