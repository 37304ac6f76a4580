import type { Asked } from '../core/intake.ts';
import { digestOf } from '../core/json.ts';
import { code, type Message, time } from '../core/message.ts';
import { isFinal, type Run } from '../core/run.ts';

/** Equal when one person asks for the same once more, wherever and however. */
export const askOf = ({ actor, command, input }: Asked): string =>
  digestOf({ who: [actor.teamId, actor.userId], command, input: input ?? {} });

/** A run that came to no good may be asked for anew; any other is what was asked for. */
export const stillHolds = ({ state }: Run): boolean => !isFinal(state) || state === 'done';

/**
 * The bot died before it could answer, or the same was asked twice within seconds: told what became of it, nothing is done
 * twice.
 */
export const toldAgain = (run: Run): Message => ({
  title: 'You asked for this already; it is not done twice.',
  lines: [['Asked ', time(run.requestedAt), '. Its card tells what becomes of it: ', code(run.id)]],
});
