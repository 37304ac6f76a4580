import type { Message } from '../../core/message.ts';
import { failureMessage } from '../failure-message.ts';
import type { Log } from '../log.ts';
import { fitMessage } from '../rendering/fit-message.ts';
import type { Rendered } from '../rendering/render-message.ts';

/** An answer as Slack takes it; one that cannot be shown is our own mistake, and whoever asked hears of that. Never throws. */
export function fitAnswer(message: Message, log: Log, fields: object): Rendered {
  try {
    return fitMessage(message);
  } catch (error) {
    return fitMessage(failureMessage(error, log, fields));
  }
}
