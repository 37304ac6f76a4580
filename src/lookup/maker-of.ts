import type { Image } from '../core/aws.ts';
import type { Settings } from '../core/settings.ts';

/** A service that makes AMIs by itself, and what follows from that. */
export interface Maker {
  readonly kind: 'aws-backup' | 'lifecycle-manager' | 'image-builder' | 'schedule' | 'assay';
  /** "AWS Backup". */
  readonly name: string;
  readonly isBackup: boolean;
  /** Whether its own service alone may deregister it. */
  readonly isManaged: boolean;
}

/**
 * Who made an AMI, by the tags its maker writes. Tags that begin with `aws:` only AWS can write; the others are good for
 * telling, not for deciding.
 * @returns undefined when nothing tells: made by hand, or by something that leaves no mark
 */
export function makerOf(
  image: Pick<Image, 'tags' | 'ownerAlias'>,
  settings: Pick<Settings, 'tags'>,
): Maker | undefined {
  const { tags, ownerAlias } = image;
  const has = (start: string): boolean => Object.keys(tags).some((key) => key.startsWith(start));
  if (ownerAlias === 'aws-backup-vault' || has('aws:backup:'))
    return { kind: 'aws-backup', name: 'AWS Backup', isBackup: true, isManaged: true };
  if (has('aws:dlm:'))
    return { kind: 'lifecycle-manager', name: 'Data Lifecycle Manager', isBackup: true, isManaged: true };
  if (tags['Ec2ImageBuilderArn'] !== undefined || tags['CreatedBy'] === 'EC2 Image Builder')
    return { kind: 'image-builder', name: 'EC2 Image Builder', isBackup: false, isManaged: false };
  if (tags[`${settings.tags.prefix}schedule`] !== undefined)
    return { kind: 'schedule', name: 'a schedule of Assay', isBackup: true, isManaged: false };
  if (tags[`${settings.tags.prefix}run`] !== undefined)
    return { kind: 'assay', name: 'Assay', isBackup: false, isManaged: false };
  return undefined;
}
