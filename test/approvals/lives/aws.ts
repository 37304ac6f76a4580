import type { Aws, AwsWriter, Ec2Writer, Image, LaunchPermission, Tags } from '../../../src/core/aws.ts';
import { BusyError } from '../../../src/core/outcome.ts';
import { image, kms, ourSignature, snapshots } from '../support/attestation-cases.ts';
import type { Process } from './process.ts';

/** An account with one AMI: what people approve, and where the tags end up. */
export class Account {
  tags: Tags = {};
  /** What somebody changed on the AMI since it was asked for. */
  readonly changes = new Set<'shared' | 'scanned' | 'rekeyed'>();
  /** Called before tags are written. */
  onTags: (image: Image, tags: Tags) => void = () => undefined;

  image(): Image {
    const scan = this.changes.has('scanned')
      ? { highestSeverity: 'CRITICAL', scannedAt: '2026-11-24T00:00:00Z' }
      : image.scan;
    return { ...image, scan, tags: { ...this.tags } };
  }

  snapshots() {
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/another';
    return this.changes.has('rekeyed') ? snapshots.map((snapshot) => ({ ...snapshot, keyArn })) : snapshots;
  }

  permissions(): readonly LaunchPermission[] {
    return this.changes.has('shared') ? [{ kind: 'account', id: '444455556666' }] : [];
  }

  /** The account as one process reaches it. What no approval needs is refused. */
  port(process: Process): Aws {
    const busy = () => new BusyError('AWS did not answer', { waitMs: 1 });
    const out = <T>(work: () => T): Promise<T> => process.out(async () => work(), busy);
    const only = (ids: readonly string[] = []): void => {
      if (ids.length !== 1 || ids[0] !== image.id) throw new Error(`no AMI ${ids.join(', ')}`);
    };
    const ec2: Partial<Ec2Writer> = {
      images: ({ ids }) => out(() => (ids?.includes(image.id) ? [this.image()] : [])),
      snapshots: ({ ids }) => out(() => this.snapshots().filter(({ id }) => ids?.includes(id))),
      launchPermissions: (id) =>
        out(() => {
          only([id]);
          return this.permissions();
        }),
      createTags: (ids, tags) =>
        out(() => {
          only(ids);
          for (const [key, value] of Object.entries(tags))
            if (key.length > 128 || value.length > 256) throw new Error(`${key} does not fit into a tag`);
          this.onTags(this.image(), tags);
          this.tags = { ...this.tags, ...tags };
        }),
      deleteTags: (ids, keys) =>
        out(() => {
          only(ids);
          const gone = Array.isArray(keys) ? keys : Object.keys(keys);
          this.tags = Object.fromEntries(Object.entries(this.tags).filter(([key]) => !gone.includes(key)));
        }),
    };
    const client = strict<AwsWriter>('AWS', {
      ec2: () => strict<Ec2Writer>('EC2', ec2),
      keys: {
        sign: (_, digest) => out(() => ourSignature(digest).bytes),
        verify: (keyArn, digest, signature) => process.out(() => kms(keyArn, digest, signature), busy),
      },
    });
    return { reader: () => client, writer: () => client };
  }
}

/** Whatever is not there is a mistake of the test or of the code, not an empty answer. */
const strict = <T extends object>(name: string, some: Partial<T>): T =>
  new Proxy(some as T, {
    get: (target, key) => {
      const found: unknown = Reflect.get(target, key);
      if (found === undefined && typeof key === 'string') throw new Error(`${name} is not asked for ${key} here`);
      return found;
    },
  });
