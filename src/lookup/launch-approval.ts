import type { AwsReader, Image, Place } from '../core/aws.ts';
import { StaleError, UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { evidenceOf, verdictOn } from './evidence.ts';
import { demandsApproval, environmentOf } from './launch-rule.ts';

interface Looking {
  readonly settings: Settings;
  readonly aws: AwsReader;
}

/** What is known of the approval of an AMI that is to be launched. */
export interface LaunchApproval {
  /** The sentence that proves it. */
  readonly approval?: string;
  /** Where AMIs may be launched without: what is known about this one's. */
  readonly unapproved?: string;
}

/**
 * What is known of the approval for the environment of an account, and whether it must hold there.
 * @param image as its owner sees it
 * @throws UserError needs_approval with the way out
 */
export async function launchApproval(
  image: Image,
  account: string,
  { settings, aws }: Looking,
): Promise<LaunchApproval> {
  const environment = environmentOf(account, settings);
  const isOurs = image.ownerId === image.place.account;
  const verdict =
    isOurs && environment.approvals
      ? await verdictOn(await evidenceOf(image, aws), environment.name, { settings, aws })
      : undefined;
  const sentence = verdict?.sentence ?? `${image.id} belongs to ${image.ownerId}, so nobody here has approved it.`;
  if (verdict?.kind === 'valid') return { approval: sentence };
  if (demandsApproval(environment))
    throw new UserError('needs_approval', `${sentence} Only approved AMIs are launched in ${environment.name}.`, {
      field: 'image',
      hint: isOurs
        ? `Have it approved: /ami promote ${image.id} --environment ${environment.name}.`
        : 'Copy it into an account of ours and have the copy approved.',
    });
  return environment.approvals ? { unapproved: sentence } : {};
}

/**
 * Looks at the approval once more, right before the launch it allows.
 * @param ownerPlace where its owner sees it, with all its tags
 * @throws StaleError when it does not hold
 */
export async function confirmApproved(
  imageId: string,
  ownerPlace: Place | undefined,
  environment: string,
  looking: Looking,
): Promise<void> {
  const [image] = ownerPlace ? await looking.aws.ec2(ownerPlace).images({ ids: [imageId] }) : [];
  const verdict = image && (await verdictOn(await evidenceOf(image, looking.aws), environment, looking));
  if (verdict?.kind !== 'valid')
    throw new StaleError([verdict?.sentence ?? `AWS does not show ${imageId} to its owner any more.`]);
}
