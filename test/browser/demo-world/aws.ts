import type { AwsCall, AwsState } from '../../../sandbox/contract.ts';

const session = 'arn:aws:sts::111122223333:assumed-role/assay-build';

/** The fake AWS of the page's own tests; `approvals` shows in tags, `percent` in the pending snapshot. */
export function demoAws(approvals: number, percent: number, calls: readonly AwsCall[]): AwsState {
  const approvalTags: Record<string, string> =
    approvals < 2
      ? {}
      : { 'acme:ami-approval': 'approved', 'assay:attestation': 'v1.MEUCIQDk3Ff0v9q2mX1yH7c0a8PzT5nE4wK6bR2dJ9s.Lg' };
  return {
    accounts: [
      {
        id: '111122223333',
        alias: 'build',
        regions: [
          {
            name: 'eu-central-1',
            instances: [
              {
                id: 'i-0f1e2d3c4b5a69788',
                name: 'web-builder',
                state: 'running',
                imageId: 'ami-0aa11bb22cc33dd44',
                type: 't3.medium',
                zone: 'eu-west-1a',
                reboots: 1,
                tags: { Name: 'web-builder', team: 'web' },
              },
              {
                id: 'i-0123456789abcdef0',
                name: 'db-builder',
                state: 'stopped',
                imageId: 'ami-0aa11bb22cc33dd44',
                type: 't3.medium',
                zone: 'eu-west-1a',
                reboots: 0,
                tags: {},
              },
            ],
            images: [
              {
                id: 'ami-0c2f9a51d7e83b640',
                name: 'web-2026-11-23',
                ownerId: '111122223333',
                state: 'available',
                creationDate: '2026-11-23T08:00:00.000Z',
                snapshotIds: ['snap-0a1b2c3d4e5f60718'],
                tags: { team: 'web', ...approvalTags },
                launchPermissions: ['444455556666'],
              },
              {
                id: 'ami-0d4e5f60718293a4b',
                name: 'db-2026-11-23',
                ownerId: '111122223333',
                state: percent < 100 ? 'pending' : 'available',
                creationDate: '2026-11-23T07:00:00.000Z',
                snapshotIds: ['snap-0ffeeddccbbaa9988'],
                tags: {},
                launchPermissions: [],
              },
            ],
            snapshots: [
              {
                id: 'snap-0a1b2c3d4e5f60718',
                imageId: 'ami-0c2f9a51d7e83b640',
                state: 'completed',
                progress: '100%',
                encrypted: true,
                volumePermissions: [],
                tags: {},
              },
              {
                id: 'snap-0ffeeddccbbaa9988',
                imageId: 'ami-0d4e5f60718293a4b',
                state: percent < 100 ? 'pending' : 'completed',
                progress: `${percent}%`,
                encrypted: true,
                volumePermissions: [],
                tags: {},
              },
            ],
            keys: [
              {
                id: 'k-1',
                alias: 'alias/ami',
                spec: 'SYMMETRIC_DEFAULT',
                state: 'Enabled',
                grants: [],
                statements: [],
              },
              {
                id: 'k-2',
                alias: 'alias/assay-signing',
                spec: 'ECC_NIST_P256',
                state: 'Enabled',
                grants: [],
                statements: [],
              },
            ],
          },
          { name: 'eu-west-1', instances: [], images: [], snapshots: [], keys: [] },
        ],
      },
      {
        id: '444455556666',
        alias: 'production',
        regions: [
          {
            name: 'eu-central-1',
            instances: [
              {
                id: 'i-0a9b8c7d6e5f40312',
                name: 'web-legacy',
                state: 'running',
                imageId: 'ami-0badc0ffee0ddf00d',
                type: 't3.medium',
                zone: 'eu-west-1a',
                reboots: 0,
                tags: {},
              },
            ],
            images: [],
            snapshots: [],
            keys: [],
          },
        ],
      },
    ],
    calls,
  };
}

export function demoCall(action: string, person?: string, result = 'ok'): AwsCall {
  return {
    at: new Date().toISOString(),
    service: action === 'Sign' ? 'kms' : 'ec2',
    action,
    account: '111122223333',
    region: 'eu-central-1',
    principal: `${session}/assay`,
    sourceIdentity: person,
    result,
    parameters: { ImageId: 'ami-0c2f9a51d7e83b640' },
  };
}
