import { z } from 'zod';
import type { Verdict } from '../approvals/check-attestation.ts';
import { faultLines } from '../approvals/check-record.ts';
import { defineCommand, type Records } from '../core/command.ts';
import { joined } from '../core/joined.ts';
import { shortDigest } from '../core/json.ts';
import { code, type Fact, type Message, person, time } from '../core/message.ts';
import { UserError } from '../core/outcome.ts';
import { evidenceNeeds, evidenceOf, verdictOn } from '../lookup/evidence.ts';
import { findImage, findImageNeeds } from '../lookup/find-image.ts';
import { environmentArgument, imageArgument, whereArguments } from '../lookup/image-arguments.ts';
import { type OwnRecord, ownRecord } from '../lookup/own-record.ts';
import { environmentNamed, placeName } from '../lookup/places.ts';
import { revokedSince } from '../lookup/revoked-since.ts';

const tones: Readonly<Record<Verdict['kind'], NonNullable<Message['tone']>>> = {
  valid: 'good',
  unsigned: 'warning',
  none: 'plain',
  revoked: 'warning',
  tag_only: 'bad',
  forged: 'bad',
  other_image: 'bad',
  content_changed: 'bad',
};

const titles: Readonly<Record<Verdict['kind'], string>> = {
  valid: 'The approval is genuine',
  unsigned: 'Approved, but not signed',
  none: 'Not approved',
  revoked: 'The approval was revoked',
  tag_only: 'The tag proves nothing',
  forged: 'The approval is forged',
  other_image: 'The approval belongs to another AMI',
  content_changed: 'The AMI is not what was approved',
};

function factsOf(verdict: Verdict): readonly Fact[] {
  if (!('statement' in verdict)) return [];
  const { statement } = verdict;
  return [
    { label: 'Asked by', value: person(statement.requester) },
    {
      label: 'Approved by',
      value: joined(statement.approvers.map(person)),
    },
    { label: 'When', value: time(statement.at) },
    { label: 'Request', value: code(statement.request) },
    { label: 'Document', value: code(shortDigest(statement.document)) },
    ...(statement.carriedBy === undefined ? [] : [{ label: 'Carried over by', value: code(statement.carriedBy) }]),
  ];
}

/** What to do about it, where that is one thing. */
const nextSteps: Partial<Record<Verdict['kind'], string>> = {
  none: 'Ask for an approval with /ami promote.',
  tag_only: 'Have the tag removed in AWS, and ask for a real approval with /ami promote.',
};

interface Beside {
  /** It was revoked later, and the tags do not show it. */
  readonly revoked?: string | undefined;
  readonly record?: OwnRecord;
  readonly isBlind?: true;
}

/** What our own records say; while they cannot be read the proof stands in AWS, and only a later revocation stays unseen. */
async function besideIt(imageId: string, verdict: Verdict, environment: string, records: Records): Promise<Beside> {
  if (!('statement' in verdict)) return {};
  const { statement } = verdict;
  try {
    const revoked = await revokedSince(imageId, statement, environment, records);
    return { revoked, record: await ownRecord(statement, records) };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'store_unreachable') throw error;
    return { isBlind: true };
  }
}

/** The record can be edited by whoever writes to Redis; what was signed cannot. */
function recordSaid({ record, isBlind }: Beside, verdict: Verdict): Pick<Message, 'warnings' | 'notes'> {
  if (isBlind)
    return { warnings: ['Assay cannot read its own records now, so a revocation since then would not show.'] };
  if (!record || !('statement' in verdict)) return {};
  const request = code(verdict.statement.request);
  const isSigned = verdict.kind !== 'unsigned';
  if (record.kind === 'gone')
    return {
      notes: [
        [
          'Assay has no record of ',
          request,
          isSigned ? ' any more; the proof in the AMI’s tags stands without it.' : '.',
        ],
      ],
    };
  if (record.kind === 'fits') {
    const of = joined(record.unproven.map(person));
    const but = of.length > 0 ? ['; the seals on the votes of ', ...of, ' are of a key that is not in use'] : [];
    return { notes: [['Assay’s own record of ', request, ' says the same, vote by vote', ...but, '.']] };
  }
  return {
    warnings: [
      ['Assay’s own record of ', request, ' does not fit: ', ...joined(faultLines(record.faults)), '.'],
      isSigned
        ? 'What was signed into the AMI’s tags counts. Somebody has written to Redis past Assay.'
        : 'Neither is signed, so nothing tells which of them was changed.',
    ],
  };
}

/** `/ami verify` */
export const verify = defineCommand({
  name: 'verify',
  summary: 'Prove who approved an AMI, from its own tags',
  examples: ['verify web-2026-11-23', 'verify ami-0a1b2c3d4e5f60718 --environment production'],
  details: [
    'Reads the tags from AWS, checks the signature with KMS and holds the AMI as it is now against what was signed. It works even when Assay has lost all its own records.',
    'Where Assay still has its record of the request, that is held against what was signed, vote by vote, each with its seal. What was signed counts; a record that differs was edited in Redis.',
  ],
  menu: { group: 'Approvals', label: 'Verify an approval' },
  input: z.strictObject({
    image: imageArgument,
    environment: environmentArgument('Left out: the default one.'),
    ...whereArguments,
  }),
  iam: [...findImageNeeds, ...evidenceNeeds],
  async answer(input, context) {
    const environment = environmentNamed(input.environment, context.settings).name;
    const image = await findImage(input.image, context, input);
    const isOwn = image.ownerId === image.place.account;
    const evidence = isOwn ? await evidenceOf(image, context.aws) : { image, snapshots: [] };
    const verdict = await verdictOn(evidence, environment, context);
    const beside = await besideIt(image.id, verdict, environment, context.records);
    const { warnings = [], notes = [] } = recordSaid(beside, verdict);
    const isDoubtful = verdict.kind === 'valid' && beside.record?.kind === 'differs';
    const said = isDoubtful
      ? ({ title: 'The approval is genuine, Assay’s record of it is not', tone: 'warning' } as const)
      : { title: titles[verdict.kind], tone: tones[verdict.kind] };
    return {
      ...(beside.revoked ? ({ title: 'The approval was revoked', tone: 'bad' } as const) : said),
      lines: [...(beside.revoked ? [beside.revoked] : []), verdict.sentence],
      ...(warnings.length > 0 ? { warnings } : {}),
      facts: [
        { label: 'AMI', value: [code(image.id), ` ${image.name}`] },
        { label: 'Where', value: placeName(image.place, context.settings) },
        { label: 'For', value: environment },
        ...factsOf(verdict),
      ],
      notes: [...[nextSteps[verdict.kind] ?? []].flat(), ...notes],
    };
  },
});
