import type { JobPresentation } from '../../core/job.ts';
import { bold, code, type Fact, person, time } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { placeName } from '../../lookup/places.ts';
import { troubleWords } from '../../lookup/trouble-words.ts';
import type { StopPlan, StopResult } from './plan.ts';

const nameOf = ({ name, instanceId }: StopPlan): string => name ?? instanceId;

function addressWords({ addresses }: StopPlan): string {
  const words = addresses.map(({ address, isPublic, isElastic }) =>
    isPublic ? `${address} (${isElastic ? 'Elastic IP, stays' : 'public, lost'})` : address,
  );
  return words.join(', ') || 'none';
}

const factsOf = (plan: StopPlan, settings: Settings): readonly Fact[] => [
  { label: 'Instance', value: [code(plan.instanceId), `${plan.name ? ` ${plan.name}` : ''}, ${plan.type}`] },
  { label: 'Where', value: `${placeName(plan.place, settings)} (${plan.environment})` },
  {
    label: 'Runs from',
    value: [code(plan.image.id), `${plan.image.name ? ` ${plan.image.name}` : ''}: ${troubleWords[plan.kind]}`],
  },
  { label: 'Since', value: time(plan.launchedAt) },
  ...(plan.owner
    ? [
        {
          label: 'Belongs to',
          value:
            plan.owner.kind === 'person' ? person(plan.owner.id) : ({ kind: 'group', groupId: plan.owner.id } as const),
        },
      ]
    : []),
  { label: 'Addresses', value: addressWords(plan) },
];

export const stopPresentation: JobPresentation<StopPlan, StopResult> = {
  title: (plan) => ['Stop of ', bold(nameOf(plan))],
  planned: (plan, settings) => ({
    title: `Stop ${nameOf(plan)}`,
    tone: 'bad',
    facts: factsOf(plan, settings),
    warnings: [
      [bold('It stops serving.'), ' Whatever uses it fails from then on; what is only in its memory is lost.'],
      ...(plan.addresses.some(({ isPublic, isElastic }) => isPublic && !isElastic)
        ? ['Its public address is given back to AWS; after a start it has another one.']
        : []),
    ],
  }),
  done: (plan, _result, _run, settings) => ({
    title: `${nameOf(plan)} is stopped`,
    tone: 'good',
    facts: factsOf(plan, settings).filter(({ label }) => label !== 'Addresses'),
    lines: [
      [
        'Its disks stay. It starts again with ',
        code(`aws ec2 start-instances --instance-ids ${plan.instanceId} --region ${plan.place.region}`),
        '.',
      ],
    ],
    notes: ['It stays a violation until it is replaced, terminated, approved or exempted: it could be started again.'],
    offers: [
      {
        label: 'Replace by approved…',
        command: 'replacement',
        input: { what: plan.instanceId, account: plan.place.account, region: plan.place.region },
      },
    ],
  }),
};
