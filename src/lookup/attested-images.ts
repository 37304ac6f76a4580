import { readAttestation, type Statement } from '../approvals/attestation.ts';
import { approvalTagKeys } from '../approvals/tag-keys.ts';
import type { AwsReader, Image, Place } from '../core/aws.ts';
import type { Settings } from '../core/settings.ts';
import { approvalEnvironments } from './judge-images.ts';

/** What an own AMI's tags say of an approval for an environment; whether it was signed is for whoever asks to prove. */
export interface AttestedImage {
  readonly image: Image;
  readonly environment: string;
  readonly statement: Statement;
}

/**
 * The own AMIs of an account and Region with what their tags say of approvals, of every environment in one call.
 * @throws what reading the account throws
 */
export async function attestedImages(
  place: Place,
  { aws, settings }: { readonly aws: AwsReader; readonly settings: Settings },
): Promise<readonly AttestedImage[]> {
  const environments = approvalEnvironments(settings);
  if (environments.length === 0) return [];
  const values = environments.map((environment) => approvalTagKeys(settings, environment).attestation);
  const filters = [{ name: 'tag-key', values }];
  const images = await aws.ec2(place).images({ owners: ['self'], filters, deprecatedToo: true });
  return images.flatMap((image) =>
    environments.flatMap((environment) => {
      const read = readAttestation(image.tags, image, environment, settings);
      return read.kind === 'read' ? [{ image, environment, statement: read.statement }] : [];
    }),
  );
}
