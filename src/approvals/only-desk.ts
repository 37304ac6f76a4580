import type { CommandContext } from '../core/command.ts';
import type { UserError } from '../core/outcome.ts';

/**
 * The context of somebody who may not ask: whatever a command reads refuses. The desk stays, because it checks for
 * itself, and a typed vote must get the very answer that the button gives.
 */
export const onlyDesk = (context: CommandContext, refusal: UserError): CommandContext => ({
  actor: context.actor,
  delivery: context.delivery,
  requestedAt: context.requestedAt,
  desk: context.desk,
  get settings(): never {
    throw refusal;
  },
  get aws(): never {
    throw refusal;
  },
  get records(): never {
    throw refusal;
  },
  get standing(): never {
    throw refusal;
  },
  get guard(): never {
    throw refusal;
  },
  policies: () => {
    throw refusal;
  },
  get help(): never {
    throw refusal;
  },
});
