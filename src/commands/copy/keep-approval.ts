import { mayCarryOver, type OwnImage } from '../../approvals/carry-over.ts';
import type { PlanContext } from '../../core/command.ts';
import type { Offer } from '../../core/message.ts';
import { UserError } from '../../core/outcome.ts';
import type { KeepApproval } from '../../jobs/copy/plan.ts';
import { verdictOn } from '../../lookup/evidence.ts';
import { approvedFor } from '../../lookup/image-facts.ts';
import { revokedSince } from '../../lookup/revoked-since.ts';
import type { CopyInput } from './input.ts';

const field = 'keep-approval';

/** Why an approval of the source will not be carried over; undefined when it will be, if it still holds then. */
async function whyNot(source: OwnImage, environment: string, context: PlanContext): Promise<string | undefined> {
  if (!mayCarryOver(environment, context.settings)) return 'its rule wants every copy approved for itself';
  if (context.settings.signingKey === undefined) return 'there is no key to sign with, so it could not be proven';
  const verdict = await verdictOn(source, environment, context);
  if (verdict.kind !== 'valid') return verdict.sentence;
  return revokedSince(source.image.id, verdict.statement, environment, context.records);
}

/** The same request without it. */
const withoutIt = (input: CopyInput): Offer => ({
  label: 'Copy it without…',
  command: 'copy',
  input: {
    image: input.image,
    ...(input.to.length > 0 ? { to: input.to.join('\n') } : {}),
    ...(input['to-account'].length > 0 ? { 'to-account': input['to-account'].join('\n') } : {}),
    ...(input.key === undefined ? {} : { key: input.key }),
    ...(input.name === undefined ? {} : { name: input.name }),
  },
});

/**
 * Which approvals are to be carried over to the copies, judged now by what the source's own tags prove. Each is judged again
 * when its copy is there.
 * @throws UserError when there is none at all, or none that may be
 */
export async function approvalsToKeep(
  input: CopyInput,
  source: OwnImage,
  context: PlanContext,
): Promise<KeepApproval | undefined> {
  if (!input[field]) return undefined;
  const { settings } = context;
  const { image } = source;
  const claimed = image.ownerId === image.place.account ? approvedFor(image, settings) : [];
  if (claimed.length === 0) {
    const environment = settings.defaultEnvironment;
    throw new UserError('wrong_state', `${image.id} is approved for nothing, so there is nothing to carry over.`, {
      field,
      hint: 'Have it approved first, or copy it without and have the copies approved.',
      offers: [
        ...(environment === undefined
          ? []
          : [{ label: `Promote to ${environment}…`, command: 'promote', input: { image: image.id, environment } }]),
        withoutIt(input),
      ],
    });
  }
  if (claimed.every((environment) => !mayCarryOver(environment, settings)))
    throw new UserError('not_possible', `The rule of ${claimed.join(', ')} wants every copy approved for itself.`, {
      field,
      hint: 'Copy it without, and promote each copy: the card of a single one offers it.',
      offers: [withoutIt(input)],
    });
  const judged = await Promise.all(
    claimed.map(async (environment) => ({ environment, why: await whyNot(source, environment, context) })),
  );
  return {
    environments: judged.flatMap(({ environment, why }) => (why === undefined ? [environment] : [])),
    left: judged.flatMap(({ environment, why }) => (why === undefined ? [] : [{ environment, why }])),
  };
}
