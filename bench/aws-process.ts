import { defaultWorld } from '../sandbox/aws/default-world.ts';
import { startFakeAws } from '../sandbox/aws/start-fake-aws.ts';
import { policySetFor } from '../sandbox/policy-set-for.ts';
import { sandboxRoles } from '../sandbox/sandbox-config.ts';

/** The sandbox's AWS with IAM enforced, in a process of its own: it needs more of a core than the programs measured. */
const [configPath = '', account = ''] = process.argv.slice(2);
const aws = await startFakeAws({ world: defaultWorld, unconfigured: 'deny' });
aws.setPolicies(await policySetFor(configPath));
process.on('disconnect', () => process.exit(0));
process.on('message', () => process.send?.({ calls: aws.calls.length, unknown: [...new Set(aws.unknownCalls)] }));
process.send?.({
  url: aws.url,
  hub: aws.credentials(sandboxRoles.hub),
  reader: aws.credentials(sandboxRoles.reader(account)),
});
