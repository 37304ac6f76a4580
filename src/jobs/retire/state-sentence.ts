import type { JobContext } from '../../core/job.ts';
import { imageNow } from './look-again.ts';
import type { RetirePlan } from './plan.ts';

/** What a retirement that stopped leaves behind, and the way back, in one sentence. */
export async function stateSentence(plan: RetirePlan, context: JobContext): Promise<string | undefined> {
  const image = await imageNow(plan, context);
  if (!image) return `AWS does not show ${plan.imageId} any more.`;
  const date = image.deprecatedAt?.slice(0, 16).replace('T', ' ');
  const parts = [
    ...(image.state === 'disabled' ? ['disabled'] : []),
    ...(date
      ? [`${Date.parse(image.deprecatedAt ?? '') > Date.now() ? 'to be deprecated' : 'deprecated'} from ${date} UTC`]
      : []),
  ];
  if (parts.length === 0) return `${plan.imageId} is ${image.state} and not deprecated.`;
  return `${plan.imageId} is ${parts.join(' and ')}; /ami restore ${plan.imageId} takes that back.`;
}
