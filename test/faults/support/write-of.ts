import type { SeenCall } from '../../../sandbox/aws/server/interceptor.ts';

/** Calls that change nothing, and taking events off their queue. Everything else counts as a write, also what nobody has thought of yet. */
const reading = /^(Describe|Get|List|Search|Lookup|Verify|AssumeRole|ReceiveMessage|DeleteMessage)/;

export const isWrite = ({ action, parameters }: SeenCall): boolean =>
  !reading.test(action) && parameters['DryRun'] !== 'true';

/** The same of an IAM action, "ec2:CreateTags". */
export const isWriteAction = (action: string): boolean => !reading.test(action.slice(action.indexOf(':') + 1));

/** "ec2:CreateTags" */
export const nameOf = ({ service, action }: SeenCall): string => `${service}:${action}`;

/**
 * Numbers writes so that the same one is found again in another run: by name and place, and by how many of these came
 * before. Runs of children overtake each other, so the number over all writes would not do.
 */
export function countWrites(): (call: SeenCall) => string {
  const seen = new Map<string, number>();
  return (call) => {
    const where = `${nameOf(call)} ${call.account} ${call.region}`;
    const number = (seen.get(where) ?? 0) + 1;
    seen.set(where, number);
    return `${where} #${number}`;
  };
}
