import type { RecordedCall } from '../aws/aws-options.ts';

const mostRuns = 2000;
const looks = /^(Describe|Get|List|Verify|AssumeRole)/;

/** Calls that changed something on AWS, by the run they were made for: what the audit line of a step names. */
export interface WriteLog {
  note(call: RecordedCall): void;
  /** The run's calls since it was last asked: "ec2:CreateTags in 111122223333 eu-west-1: ok". */
  take(runId: string): readonly string[];
}

export function makeWriteLog(): WriteLog {
  const made = new Map<string, string[]>();
  return {
    note({ service, action, account, region, runReference, result }) {
      if (looks.test(action)) return;
      const calls = made.get(runReference) ?? [];
      calls.push(`${service}:${action} in ${account} ${region}: ${result}`);
      made.set(runReference, calls);
      // A run whose step never ended leaves its calls behind; the oldest go first.
      if (made.size > mostRuns) made.delete(made.keys().next().value ?? '');
    },
    take(runId) {
      const calls = made.get(runId) ?? [];
      made.delete(runId);
      return calls;
    },
  };
}
