import type { Intake } from '../core/intake.ts';
import { UserError } from '../core/outcome.ts';

/** The intake with a stop-watch: every command's time to its answer, by name and outcome. */
export const measured = (
  intake: Intake,
  observe: (command: string, outcome: string, seconds: number) => void,
): Intake => ({
  ...intake,
  async submit(asked) {
    const began = performance.now();
    const note = (outcome: string): void => observe(asked.command, outcome, (performance.now() - began) / 1000);
    try {
      const reply = await intake.submit(asked);
      note(reply.kind);
      return reply;
    } catch (error) {
      // Names people made up must not become labels: the series would grow for ever.
      if (error instanceof UserError && error.code === 'unknown_command') throw error;
      note(error instanceof UserError ? error.code : 'bug');
      throw error;
    }
  },
});
