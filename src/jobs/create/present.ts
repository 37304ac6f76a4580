import type { JobPresentation } from '../../core/job.ts';
import { joined } from '../../core/joined.ts';
import { bold, code, type Fact, type Inline, type Line } from '../../core/message.ts';
import { placeName } from '../../lookup/places.ts';
import type { CreatePlan } from './plan.ts';
import type { CreateResult } from './result.ts';

const instance = (plan: CreatePlan): readonly Inline[] =>
  plan.instanceName ? [bold(plan.instanceName), ' (', code(plan.instanceId), ')'] : [code(plan.instanceId)];

const gibibytes = (volumes: readonly { readonly sizeGiB: number }[]): number =>
  volumes.reduce((sum, volume) => sum + volume.sizeGiB, 0);

/** Said before it happens, in the words AWS's own documentation would use, only plainer. */
function consistencyOf(plan: CreatePlan): { readonly fact: string; readonly warning: Line | undefined } {
  switch (plan.consistency) {
    case 'reboot':
      return {
        fact: 'reboot (file systems consistent)',
        warning: [
          ...instance(plan),
          ' will be ',
          bold('rebooted'),
          ': AWS shuts it down, takes the snapshots and starts it again.',
        ],
      };
    case 'no-reboot':
      return {
        fact: 'no reboot (integrity not guaranteed)',
        warning: [
          'Without a reboot AWS ',
          bold('cannot guarantee the integrity'),
          ' of the file systems: what is only in memory is lost.',
        ],
      };
    case 'stopped':
      return { fact: 'instance is stopped (file systems consistent)', warning: undefined };
  }
}

function encryptionOf(plan: CreatePlan): string {
  const encrypted = plan.volumes.filter((volume) => volume.encrypted).length;
  if (encrypted === 0) return 'not encrypted';
  return encrypted === plan.volumes.length ? 'encrypted' : `${encrypted} of ${plan.volumes.length} encrypted`;
}

function volumesOf(plan: CreatePlan): string {
  const count = plan.volumes.length;
  return `${count} ${count === 1 ? 'volume' : 'volumes'}, ${gibibytes(plan.volumes)} GiB, ${encryptionOf(plan)}`;
}

function tagsFact(tags: CreatePlan['tags']): readonly Fact[] {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return pairs.length > 0 ? [{ label: 'Tags', value: pairs.join(', ') }] : [];
}

export const createPresentation: JobPresentation<CreatePlan, CreateResult> = {
  title: (plan) => ['AMI ', bold(plan.name), ' from ', bold(plan.instanceName ?? plan.instanceId)],
  planned(plan, settings) {
    const { fact, warning } = consistencyOf(plan);
    return {
      title: `Create AMI ${plan.name}`,
      facts: [
        { label: 'Instance', value: instance(plan) },
        { label: 'Where', value: placeName(plan.place, settings) },
        { label: 'Volumes', value: volumesOf(plan) },
        { label: 'Consistency', value: fact },
        ...tagsFact(plan.tags),
      ],
      ...(warning ? { warnings: [warning] } : {}),
    };
  },
  details: (plan, settings) => ({
    title: `AMI ${plan.name}`,
    facts: [
      { label: 'Instance', value: instance(plan) },
      { label: 'Runs from', value: code(plan.sourceImageId) },
      { label: 'Platform', value: plan.platform },
      { label: 'Where', value: placeName(plan.place, settings) },
      { label: 'Description', value: plan.description },
      ...tagsFact(plan.tags),
    ],
    lines: plan.volumes.map((volume) => [
      code(volume.device),
      ` ${volume.sizeGiB} GiB, ${volume.encrypted ? `encrypted under ${volume.keyArn ?? 'an unknown key'}` : 'not encrypted'}, from `,
      code(volume.volumeId),
    ]),
  }),
  done(plan, result, _run, settings) {
    const account = settings.accounts.find((candidate) => candidate.id === plan.place.account);
    const target = settings.defaultEnvironment;
    return {
      title: `AMI ${plan.name} is ready`,
      tone: 'good',
      lines: [[code(result.imageId), ' in ', placeName(plan.place, settings), ' is available.']],
      facts: [
        { label: 'Instance', value: instance(plan) },
        { label: 'Consistency', value: consistencyOf(plan).fact },
        {
          label: 'Snapshots',
          value: joined(result.snapshots.map(({ id, sizeGiB }) => [code(id), ` (${sizeGiB} GiB)`])),
        },
      ],
      ...(result.instanceState === 'running' || plan.consistency !== 'reboot'
        ? {}
        : {
            warnings: [
              ['After the reboot the instance is ', bold(result.instanceState), ', not running. Please look at it.'],
            ],
          }),
      ...(account && target
        ? {
            offers: [
              {
                label: `Promote to ${target}…`,
                command: 'promote',
                input: { image: result.imageId, environment: target },
              },
            ],
          }
        : {}),
    };
  },
};
