import type { JobPresentation } from '../../core/job.ts';
import { joined } from '../../core/joined.ts';
import { bold, code, type Fact, type Line } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { accountName, placeName } from '../../lookup/places.ts';
import { takersLine } from '../../lookup/taker-words.ts';
import { accountsOf } from './look.ts';
import type { SharePlan } from './plan.ts';
import type { ShareResult } from './result.ts';

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

function keyFacts(plan: SharePlan): readonly Fact[] {
  if (plan.keys.length === 0) return [{ label: 'Keys', value: 'none: it is not encrypted' }];
  const accounts = accountsOf(plan.takers);
  const how = [
    ...(accounts.length > 0 ? [`a grant for ${count(accounts.length, 'account')}`] : []),
    ...(plan.keys.some(({ statements }) => statements.length > 0) ? ['a statement in the key policy'] : []),
  ];
  const words = how.length > 0 ? ` (${how.join(' and ')} each)` : ' (its policy lets them in already)';
  return [{ label: 'Keys', value: [...joined(plan.keys.map(({ name }) => code(name))), words] }];
}

/** Which keys were opened: whoever reads the card later must find what to close. */
function openedKeys(plan: SharePlan, { grants, statements }: ShareResult): readonly Fact[] {
  const arns = new Set([...grants, ...statements].map(({ keyArn }) => keyArn));
  const opened = plan.keys.filter(({ arn }) => arns.has(arn));
  return opened.length > 0 ? [{ label: 'Keys', value: [...joined(opened.map(({ name }) => code(name)))] }] : [];
}

/** What whoever decides about sharing should not overlook, wherever that is asked for. */
export function sharingWarnings({
  takers,
  toCopy,
  productCodes,
  doubts,
}: Pick<SharePlan, 'takers' | 'toCopy' | 'productCodes' | 'doubts'>): readonly Line[] {
  const strangers = takers.filter(({ isKnown }) => !isKnown);
  const accounts = accountsOf(takers);
  return [
    ...(strangers.length > 0
      ? [
          [
            ...takersLine(strangers),
            ': what is in the AMI leaves your accounts, and what they copy of it cannot be taken back.',
          ],
        ]
      : []),
    ...(toCopy && accounts.length < takers.length
      ? ['AWS shares snapshots with accounts only: a unit or an organisation can launch the AMI, but not copy it.']
      : []),
    ...(productCodes.length > 0
      ? ['It carries a product code of AWS Marketplace: whoever launches it must be subscribed to that product.']
      : []),
    ...doubts,
  ];
}

/** Whose side Assay could not look at. */
export const unseenNotes = (unseen: readonly string[]): readonly string[] =>
  unseen.length > 0
    ? [`Assay cannot look into ${unseen.join(', ')}: whether their own policies allow it is theirs to check.`]
    : [];

const warningsFor = (plan: SharePlan): readonly Line[] => [
  ...sharingWarnings(plan),
  ...(plan.keys.some(({ isMultiRegion }) => isMultiRegion)
    ? [`A key is multi-Region: what is given counts in ${plan.place.region} only.`]
    : []),
];

const owner = (plan: SharePlan, settings: Settings): string => accountName(plan.place.account, settings);

export const sharePresentation: JobPresentation<SharePlan, ShareResult> = {
  title: (plan, settings) => [
    'AMI ',
    bold(plan.name),
    ` (${placeName(plan.place, settings)}) with `,
    ...joined(plan.takers.map(({ name }) => bold(name))),
  ],
  planned(plan, settings) {
    const warnings = warningsFor(plan);
    const had = plan.takers.filter(({ value }) => plan.had.includes(value)).map(({ name }) => name);
    const notes = [
      `It stays the property of ${owner(plan, settings)}: others can launch it, not change it.`,
      ...(had.length > 0 ? [`${had.join(', ')} can launch it already; what is there is left as it is.`] : []),
      ...unseenNotes(plan.unseen),
    ];
    return {
      title: `Share ${plan.name}`,
      facts: [
        { label: 'AMI', value: [code(plan.imageId), ` ${plan.name}`] },
        { label: 'Where', value: placeName(plan.place, settings) },
        { label: 'With', value: takersLine(plan.takers) },
        { label: 'To', value: plan.toCopy ? 'launch it, and copy it with its snapshots' : 'launch it' },
        ...keyFacts(plan),
      ],
      ...(warnings.length > 0 ? { warnings } : {}),
      notes,
    };
  },
  details: (plan, settings) => ({
    title: `What exactly ${plan.name} gives`,
    facts: [
      { label: 'With', value: joined(plan.takers.map(({ value }) => code(value))) },
      { label: 'Owner', value: owner(plan, settings) },
      ...plan.keys.map(({ name, arn }) => ({ label: name, value: code(arn) })),
    ],
    lines: [
      ...plan.volumes.map(
        (volume): Line => [
          code(volume.device),
          ` ${volume.sizeGiB} GiB, `,
          code(volume.snapshotId),
          volume.keyArn ? `, under ${volume.keyArn}` : ', not encrypted',
        ],
      ),
      ...plan.keys.flatMap(({ statements }) => statements.map((statement) => code(JSON.stringify(statement)))),
    ],
  }),
  done(plan, result, _run, settings) {
    const grants = result.grants.length;
    const statements = result.statements.flatMap(({ sids }) => sids).length;
    const nothing = result.launch.length + result.copies.length + grants + statements === 0;
    const given = [
      ...(result.launch.length > 0 ? [`launch permission for ${result.launch.length}`] : []),
      ...(result.copies.length > 0 ? [count(result.copies.length, 'snapshot')] : []),
      ...(grants > 0 ? [count(grants, 'key grant')] : []),
      ...(statements > 0 ? [count(statements, 'key-policy statement')] : []),
    ];
    return {
      title: `${plan.name} is shared with ${plan.takers.map(({ name }) => name).join(', ')}`.slice(0, 150),
      tone: 'good',
      lines: [
        [
          code(plan.imageId),
          ' in ',
          plan.place.region,
          ' can be launched',
          plan.toCopy ? ' and copied' : '',
          ' by ',
          ...takersLine(plan.takers),
          '.',
        ],
        `It still belongs to ${owner(plan, settings)}.`,
      ],
      facts: [
        { label: 'Given', value: nothing ? 'nothing new: all of it was there' : given.join(', ') },
        ...openedKeys(plan, result),
      ],
      notes: [`Written on the AMI, so that /ami unshare takes back exactly this.`],
      ...(nothing
        ? {}
        : {
            offers: [
              {
                label: 'Unshare…',
                command: 'unshare',
                input: { image: plan.imageId, with: plan.takers.map(({ value }) => value).join('\n') },
              },
            ],
          }),
    };
  },
};
