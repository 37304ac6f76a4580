import { z } from 'zod';
import { approvalTagKeys } from '../approvals/tag-keys.ts';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { reads } from '../core/iam.ts';
import { UserError } from '../core/outcome.ts';
import type { Reversal } from '../core/reversal.ts';
import { isFinal, type Run } from '../core/run.ts';
import { undoJob } from '../jobs/undo/index.ts';
import { everywhere } from '../lookup/everywhere.ts';
import { placeName, placesOf } from '../lookup/places.ts';
import { runArgument } from '../lookup/run-argument.ts';
import { stillToUndo, stillToUndoNeeds } from '../lookup/still-to-undo.ts';

/** Instances before the AMIs they run from; who may see it before who may decrypt it; the record of it after all that. */
const order: readonly Reversal['kind'][] = [
  'instance',
  'launch-permission',
  'volume-permission',
  'grant',
  'key-statements',
  'tag',
  'exemption',
  'image',
];

async function runNamed(id: string, context: PlanContext): Promise<Run> {
  const run = await context.records.run(id);
  if (!run)
    throw new UserError('not_found', `There is no run "${id}".`, {
      field: 'run',
      hint: 'Copy its id from the card, or look at /ami runs.',
    });
  if (isFinal(run.state)) return run;
  throw new UserError('wrong_state', `${id} has not ended yet (${run.state}).`, {
    field: 'run',
    hint: `Stop it first: /ami cancel ${id}`,
  });
}

/** @throws UserError when an AMI is approved, or in use by an instance that this undo would not terminate */
async function refuseUsed(reversals: readonly Reversal[], context: PlanContext): Promise<void> {
  const { settings, aws } = context;
  const going = new Set(reversals.flatMap((one) => (one.kind === 'instance' ? [one.instanceId] : [])));
  const images = reversals.filter((one) => one.kind === 'image');
  if (images.length === 0) return;
  const ids = images.map(({ imageId }) => imageId);
  const { found, unseen } = await everywhere(placesOf(settings), aws, (ec2) =>
    ec2.instances({ filters: [{ name: 'image-id', values: ids }] }),
  );
  const [blind] = unseen;
  if (blind)
    throw new UserError(
      blind.code,
      `Whether an instance in ${placeName(blind.place, settings)} uses it cannot be seen: ${blind.why}`,
      {
        field: 'run',
        hint: blind.hint,
      },
    );
  const user = found.find(({ id, state }) => !going.has(id) && state !== 'terminated');
  if (user)
    throw new UserError(
      'not_possible',
      `${user.imageId} is in use: ${user.id} in ${placeName(user.place, settings)} runs from it.`,
      { field: 'run', hint: 'Replace that instance first.' },
    );
  for (const { place, imageId } of images) {
    const [image] = await aws.ec2(place).images({ ids: [imageId] });
    const approved = settings.environments.find(
      ({ name }) => image?.tags[approvalTagKeys(settings, name).approved] !== undefined,
    );
    if (approved)
      throw new UserError('not_possible', `${imageId} is tagged as approved for ${approved.name}.`, {
        field: 'run',
        hint: `Revoke it first: /ami revoke ${imageId} --environment ${approved.name}`,
      });
  }
}

/** `/ami undo` */
export const undo = defineCommand({
  name: 'undo',
  summary: 'Take back what a run made or gave',
  examples: ['undo r-7k2m9qabcd'],
  details: [
    'AMIs a run made are deregistered with their snapshots, instances it launched are terminated, access it gave is taken away. What it changed in place, such as an instance that was stopped, is not part of it; you see the list before anything happens.',
    'AMIs that are approved or that an instance runs from are refused.',
  ],
  menu: { group: 'Runs', label: 'Undo a run' },
  input: z.strictObject({ run: runArgument('Run') }),
  iam: [...stillToUndoNeeds, ...reads('ec2:DescribeSnapshots')],
  job: undoJob,
  async plan(input, context) {
    const run = await runNamed(input.run, context);
    const children = run.children ? await context.records.children(run.id) : [];
    const all = [run, ...children].flatMap(({ undo: known }) => known ?? []);
    const left = (
      await Promise.all(all.map((one) => stillToUndo(one, { ...context, exemptions: context.records.exemptions })))
    ).filter((one) => one !== undefined);
    if (left.length === 0)
      throw new UserError('not_possible', `Nothing of ${run.id} is left to be undone.`, {
        field: 'run',
        hint: `See what it did with /ami history ${run.id}`,
      });
    const reversals = left.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
    await refuseUsed(reversals, context);
    return { place: run.place, runId: run.id, job: run.job, reversals };
  },
});
