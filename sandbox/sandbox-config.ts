import { ACCOUNTS, ORGANISATION_ID, UNITS } from './aws/default-world.ts';

export interface SandboxConfig {
  readonly mode: 'socket' | 'http';
  /** Port of the bot's HTTP receiver, in HTTP mode. */
  readonly slackPort: number;
  /** How long people can cancel before a reboot, as the config writes it: short here, so that nobody waits. */
  readonly grace: string;
  /** How long a request waits for its approvers. */
  readonly expiresAfter?: string;
  /** How long a dead worker keeps its runs from the others. */
  readonly lease?: string;
  /** How long a dead bot keeps its messages from the others. */
  readonly sending?: string;
  /** How often production is swept for violations. */
  readonly sweepEvery?: string;
  /** True: false approval tags are removed, and instances may be stopped. */
  readonly strict?: boolean;
  /** When, in UTC, the day is summed up: `09:00`. Left out: never. */
  readonly digestAt?: string;
}

/** Role ARNs of the sandbox's accounts, as the configuration names them. */
export const sandboxRoles = {
  hub: `arn:aws:iam::${ACCOUNTS.platform}:role/AssayHub`,
  reader: (account: string): string => `arn:aws:iam::${account}:role/AssayReader`,
  worker: (account: string): string => `arn:aws:iam::${account}:role/AssayWorker`,
};

/** Key ARN of the sandbox's signing key. */
export const sandboxSigningKey = `arn:aws:kms:eu-west-1:${ACCOUNTS.platform}:key/5f1c0de0-0000-4000-8000-00000000a001`;

const account = (alias: 'build' | 'prod', environment: string): string => `  - alias: ${alias}
    id: "${ACCOUNTS[alias]}"
    environment: ${environment}
    regions: [eu-west-1, us-east-1]
    keys: { eu-west-1: alias/ami, us-east-1: alias/ami }
    readRole: ${sandboxRoles.reader(ACCOUNTS[alias])}
    writeRole: ${sandboxRoles.worker(ACCOUNTS[alias])}
    instanceRoles: [web-server]`;

/** The ordinary `assay.yaml` of the sandbox: same file, same schema, only quicker than one would set it. */
export const sandboxConfig = ({
  mode,
  slackPort,
  grace,
  expiresAfter = '8h',
  lease = '10s',
  sending = '12s',
  sweepEvery = '25s',
  strict = false,
  digestAt,
}: SandboxConfig): string => `# Written by the sandbox.
slack:
  command: /ami
  mode: ${mode}
  port: ${slackPort}
  channels: { requests: C0REQUESTS, approvals: C0APPROVALS }
  # Its plays type faster than people do.
  perPerson: { commands: 10000, within: 10s }
  lease: ${sending}
aws:
  region: eu-west-1
  hubRole: ${sandboxRoles.hub}
  organization: ${ORGANISATION_ID}
  signingKey: ${sandboxSigningKey}
  limitShare: 1
organization:
  managementAccount: "123456789012"
  units:
    - { alias: workloads, id: ${UNITS.workloads} }
sharing: { keyPolicies: apply }
accounts:
${account('build', 'build')}
${account('prod', 'production')}
environments:
  - name: build
  - name: production
    production: true
    approvals: { minimum: 2, groups: [S0APPROVERS], expiresAfter: ${expiresAfter}, remindAfter: 1h }
events: { queueUrl: https://sqs.eu-west-1.amazonaws.com/${ACCOUNTS.platform}/assay-events }
compliance:
  every: ${sweepEvery}
  channel: C0ALERTS01
  configRule: approved-amis-by-tag
  falseTags: ${strict ? 'remove' : 'report'}
  stopInstances: ${strict}
  owners: { tag: team, people: { shop: U0ROSA0001 } }${digestAt ? `\n  digest: { at: "${digestAt}", timeZone: UTC }` : ''}
polling: { fastest: 1s, slowest: 3s }
grace: ${grace}
worker: { lease: ${lease} }
`;
