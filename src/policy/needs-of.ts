import type { Catalogue } from '../core/catalogue.ts';
import { type IamNeed, reads } from '../core/iam.ts';

/** What each of the two roles must be able to do. */
export interface RoleNeeds {
  readonly reader: readonly IamNeed[];
  readonly writer: readonly IamNeed[];
}

/** What `assay doctor` calls beyond what operations declare. It only looks. */
export const doctorNeeds: RoleNeeds = {
  reader: [
    ...reads('ec2:DescribeImages', 'ec2:DescribeInstances'),
    { action: 'kms:DescribeKey', on: ['proving-key'] },
    { action: 'kms:Verify', on: ['proving-key'] },
  ],
  writer: [],
};

/** SSM parameters may hold secrets: only EC2 may read them for us, when it looks who names an AMI. */
const isRead = ({ action, only }: IamNeed): boolean =>
  (only?.calledVia !== undefined && /^ssm:(DescribeParameters|GetParameters)$/.test(action)) ||
  /^(ec2|autoscaling|config|elasticloadbalancing|imagebuilder):(Describe|Get|List)\w+$|^kms:(Verify|DescribeKey|GetPublicKey|GetKeyPolicy|ListGrants|ListAliases)$/.test(
    action,
  );

/**
 * Commands, watches and patrols read, as the reader role; jobs write, as the worker role.
 * @throws Error when one that only reads declares a write: the reader's document must never hold one
 */
export function needsOf(catalogue: Catalogue): RoleNeeds {
  const readers = [...catalogue.commands.values(), ...catalogue.watches.values(), ...catalogue.patrols.values()];
  for (const { name, iam } of readers)
    for (const need of iam)
      if (!isRead(need))
        throw new Error(`"${name}" declares ${need.action}, but commands, watches and patrols may only read`);
  return {
    reader: [...readers.flatMap(({ iam }) => iam), ...doctorNeeds.reader],
    writer: [...[...catalogue.jobs.values()].flatMap(({ iam }) => iam), ...doctorNeeds.writer],
  };
}
