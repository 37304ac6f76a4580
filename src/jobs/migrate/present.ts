import type { JobPresentation } from '../../core/job.ts';
import { bold, code, type Fact, type Inline, type Line, time } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { placeName } from '../../lookup/places.ts';
import { type GivenImage, givenOf, type MigratePlan } from './plan.ts';
import type { MigrateResult } from './result.ts';

const source = (plan: MigratePlan): readonly Inline[] =>
  plan.instanceName ? [bold(plan.instanceName), ' (', code(plan.instanceId), ')'] : [code(plan.instanceId)];

const bullets = (head: string, sentences: readonly string[]): readonly Line[] =>
  sentences.length > 0 ? [[bold(head)], ...sentences.map((sentence) => `• ${sentence}`)] : [];

function facts(plan: MigratePlan, settings: Settings): readonly Fact[] {
  const { volumes, type } = plan.settings;
  const size = volumes.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
  return [
    { label: 'Instance', value: source(plan) },
    { label: 'Where', value: placeName(plan.place, settings) },
    { label: 'Zone', value: `${plan.fromZone} → ${plan.zone}` },
    { label: 'Subnet', value: [code(plan.subnet.id), plan.subnet.name ? ` ${plan.subnet.name}` : ''] },
    { label: 'Type', value: type },
    { label: 'Volumes', value: `${volumes.length}, ${size} GiB` },
    ...givenFacts(plan),
  ];
}

function givenFacts(plan: MigratePlan): readonly Fact[] {
  const given = givenOf(plan);
  if (!given) return [];
  return [
    { label: 'From the AMI', value: [bold(given.name), ' (', code(given.imageId), ')'] },
    ...(given.approval ? [{ label: 'AMI approved', value: given.approval }] : []),
  ];
}

/** What is not on a disk that was filled from an older AMI. */
const sinceThen = (plan: MigratePlan, given: GivenImage): Line => [
  'The new one starts from what was on the disks when ',
  code(given.imageId),
  ' was made, ',
  time(given.createdAt),
  given.age === 'today' ? '. What ' : ` (${given.age}). What `,
  ...source(plan),
  ' has written since then is ',
  bold('not on it'),
  '.',
];

function dataWarnings(plan: MigratePlan): readonly Line[] {
  const given = givenOf(plan);
  if (given) return [sinceThen(plan, given), ...(given.unapproved ? [given.unapproved] : [])];
  return plan.stopSource
    ? []
    : ['Both will run at the same time. What the old one writes after its snapshots were taken is not on the new one.'];
}

function warnings(plan: MigratePlan): readonly Line[] {
  return [
    ...('consistency' in plan.image && plan.image.consistency === 'reboot'
      ? [
          [
            ...source(plan),
            ' will be ',
            bold('rebooted'),
            ': AWS shuts it down, takes the snapshots and starts it again.',
          ],
        ]
      : []),
    ...dataWarnings(plan),
    ...(plan.stopSource
      ? [
          [
            ...source(plan),
            ' will be ',
            bold('stopped'),
            ', once the new one runs and all its status checks have passed.',
          ],
        ]
      : givenOf(plan)
        ? ['Both will run at the same time.']
        : []),
  ];
}

/** It was to be stopped, and somebody ended it. */
const isLost = (plan: MigratePlan, result: MigrateResult): boolean =>
  plan.stopSource && result.sourceState !== 'stopped';

function stateLine(plan: MigratePlan, result: MigrateResult): Line {
  if (isLost(plan, result))
    return [
      ...source(plan),
      ` is ${result.sourceState}: somebody ended it meanwhile, so there is no going back to it.`,
    ];
  if (plan.stopSource) return [...source(plan), ` is ${result.sourceState}. Start it again to go back.`];
  return [...source(plan), ` is ${result.sourceState}, as before; nothing was changed on it.`];
}

export const migratePresentation: JobPresentation<MigratePlan, MigrateResult> = {
  title: (plan) => [bold(plan.instanceName ?? plan.instanceId), ' to ', bold(plan.zone)],
  planned: (plan, settings) => ({
    title: `Move ${plan.instanceName ?? plan.instanceId} to ${plan.zone}`,
    facts: facts(plan, settings),
    lines: [...bullets('What changes', plan.changes), ...bullets('To be done by hand afterwards', plan.byHand)],
    warnings: warnings(plan),
    notes: [
      givenOf(plan)
        ? 'The new instance is launched from that AMI with the settings the old one has now, then both are compared.'
        : 'An AMI is made, the new instance is launched from it with the same settings, then both are compared.',
    ],
  }),
  details: (plan, settings) => ({
    title: `Move ${plan.instanceName ?? plan.instanceId} to ${plan.zone}`,
    facts: [
      ...facts(plan, settings),
      { label: 'AMI', value: plan.image.name },
      {
        label: 'Security groups',
        value: plan.settings.securityGroups.map(({ id, name }) => `${id} ${name}`).join(', '),
      },
      { label: 'Role', value: plan.settings.profileArn ?? 'none' },
      { label: 'Key pair', value: plan.settings.keyName ?? 'none' },
      { label: 'User data', value: plan.userData ? `${plan.userData.bytes} bytes` : 'none' },
    ],
    lines: plan.settings.volumes.map(({ device, type, sizeGiB, iops, throughput }) => [
      code(device),
      ` ${sizeGiB} GiB ${type}${iops ? `, ${iops} IOPS` : ''}${throughput ? `, ${throughput} MiB/s` : ''}`,
    ]),
  }),
  done(plan, result, _run, settings) {
    const isOdd = result.unexpected.length > 0;
    return {
      title: `${plan.instanceName ?? plan.instanceId} runs in ${plan.zone}${isOdd ? ', but not all is the same' : ''}`,
      tone: isOdd || isLost(plan, result) ? 'warning' : 'good',
      lines: [
        [
          code(result.instanceId),
          ` in ${placeName(plan.place, settings)}, ${plan.zone} runs; all status checks passed.`,
        ],
        stateLine(plan, result),
        ...bullets('To be done by hand', plan.byHand),
      ],
      facts: [
        ...result.unexpected.map(({ label, before, after }) => ({
          label: `⚠️ ${label}`,
          value: `${before} → ${after}`,
        })),
        ...result.moved.map(({ label, before, after }) => ({ label, value: `${before} → ${after}` })),
        { label: 'The same', value: result.same.join(', ') },
      ],
      ...(isOdd
        ? {
            warnings: [
              `Other than before, though it should not be: ${result.unexpected.map(({ label }) => label).join(', ')}.`,
            ],
          }
        : {}),
      notes: [
        `Undo would end the new instance${givenOf(plan) ? '; the AMI was there before and stays' : ' and remove the AMI'}.${plan.stopSource ? ' It does not start the old one.' : ''}`,
      ],
    };
  },
};
