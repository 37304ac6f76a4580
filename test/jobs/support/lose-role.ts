import { ACCOUNTS, type AwsWorld } from '../../support/aws-world.ts';

/** From this call on nobody may take a role in prod any more, and every session ends. */
export function loseRole({ fake }: AwsWorld, action: string): void {
  let isLost = false;
  fake.intercept({
    async before(call) {
      if (call.action === action && !isLost) {
        isLost = true;
        fake.endSessions();
      }
      const isIt = isLost && call.action === 'AssumeRole' && call.parameters['RoleArn']?.includes(ACCOUNTS.prod);
      return isIt
        ? { code: 'AccessDenied', message: `${call.principal} is not authorized to perform: sts:AssumeRole` }
        : 'go';
    },
    after: async () => 'go',
  });
}
