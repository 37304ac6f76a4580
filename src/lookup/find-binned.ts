import type { AwsReader, Place } from '../core/aws.ts';
import type { Binned } from '../core/aws-lifecycle.ts';
import { reads } from '../core/iam.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { everywhere } from './everywhere.ts';
import type { Narrow } from './find-instance.ts';
import { placeName, placesOf } from './places.ts';
import { readReference } from './reference.ts';

/** What looking for an AMI in the Recycle Bins needs of IAM. */
export const findBinnedNeeds = reads('ec2:ListImagesInRecycleBin');

/** An AMI in a Recycle Bin, and where. */
export interface FoundBinned {
  readonly place: Place;
  readonly binned: Binned;
}

/**
 * Where an AMI that was not found lies in a Recycle Bin; there only its id finds it.
 * @param refusal what looking for the AMI itself was refused with
 * @throws that refusal for everything but an id that no bin holds; it says so where a bin could not be looked into
 */
export async function findBinned(
  text: string,
  refusal: unknown,
  { settings, aws }: { readonly settings: Settings; readonly aws: AwsReader },
  narrow: Narrow = {},
): Promise<FoundBinned> {
  const reference = readReference(text, 'ami');
  if (!(refusal instanceof UserError) || refusal.code !== 'not_found' || reference.kind !== 'id') throw refusal;
  const { found, unseen } = await everywhere(placesOf(settings, narrow), aws, async (_ec2, place) =>
    (await aws.lifecycle(place).binnedImages([reference.id])).map((binned) => ({ place, binned })),
  );
  const [first] = found;
  if (first) return first;
  // What passes by itself first: the worker tries again then, and gives up on a refusal.
  const busy = unseen.find(({ code }) => code === 'aws_busy');
  const blind = busy ?? unseen[0];
  if (!blind) throw refusal;
  const where = unseen.map(({ place }) => placeName(place, settings)).join('; ');
  const { code, field, hint } = refusal;
  throw new UserError(
    busy ? busy.code : code,
    `${refusal.message} Whether the Recycle Bin of ${where} holds it is not known: ${blind.why}`,
    {
      field,
      hint: busy ? busy.hint : hint,
      cause: refusal,
    },
  );
}
