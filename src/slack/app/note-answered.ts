import { setTimeout as delay } from 'node:timers/promises';
import type { Asked, Intake, Reply } from '../../core/intake.ts';

/** Slack waits three seconds for an ack, and over a socket confirms none. */
const takenAfterMs = 3000;

/**
 * Notes that somebody has the answer. One that went with an ack counts as taken when this process still lives after Slack
 * has stopped waiting: a bot that dies over it leaves the mark, and who asks again is told of the run there is.
 */
export async function noteAnswered(intake: Intake, asked: Asked, reply: Reply, by: 'ack' | 'call'): Promise<void> {
  if (by === 'ack' && reply.kind === 'run') await delay(takenAfterMs);
  await intake.answered(asked, reply);
}
