import { admin, type Case, read, write } from './case.ts';
import { build, hub, prod, writer } from './sample.ts';

const session = { 'sts:SourceIdentity': 'U0ANNA' };
const named = { ...session, 'sts:ExternalId': 'assay-build' };
const other = { who: 'arn:aws:iam::999988887777:role/Other', caller: 'all' } as const;
const elsewhere = { caller: 'all', outsider: true } as const;

/** The same for reader and writer, whose trust policies are two documents. */
const forRole = (word: string, role: string): readonly Case[] => {
  const take = { who: hub, action: 'sts:AssumeRole', resource: role, owner: build, context: named } as const;
  const say = { ...take, action: 'sts:SetSourceIdentity', context: session } as const;
  const wrongId = { ...session, 'sts:ExternalId': 'assay-prod' };
  return [
    [`Assay takes the ${word} role`, 'yes', take],
    [`Assay says for whom it is ${word}`, 'yes', say],
    [`Assay is ${word} for nobody`, 'no', { ...take, context: { 'sts:ExternalId': 'assay-build' } }],
    [`Assay is ${word} and says not for whom`, 'no', { ...say, context: {} }],
    [`Assay takes the ${word} role without the external id`, 'no', { ...take, context: session }],
    [`Assay takes the ${word} role with another account's external id`, 'no', { ...take, context: wrongId }],
    [`another role of the hub account takes the ${word} role`, 'no', { ...take, ...other }],
    [`another role of the hub account says for whom it is ${word}`, 'no', { ...say, ...other }],
    [`an administrator of the account takes the ${word} role`, 'no', { ...take, ...admin }],
    [`Assay outside the organisation takes the ${word} role`, 'no', { ...take, ...elsewhere }],
    [`Assay outside the organisation says for whom it is ${word}`, 'no', { ...say, ...elsewhere }],
  ];
};

const take = { who: hub, action: 'sts:AssumeRole', resource: read, owner: build, context: named } as const;
const inProd = { resource: writer(prod), owner: prod, context: { ...session, 'sts:ExternalId': 'assay-prod' } };
const unknown = { resource: `arn:aws:iam::${build}:role/Admin`, resourceSide: 'all' } as const;
const left = { resourceSide: 'all', context: { ...named, 'aws:ResourceOrgID': 'o-other00000' } } as const;

/** Who may take which role. */
export const sessionCases: readonly Case[] = [
  ...forRole('reader', read),
  ...forRole('writer', write),
  ['Assay takes the writer role of prod', 'yes', { ...take, ...inProd }],
  ['Assay takes a role that trusts everybody but is not configured', 'no', { ...take, ...unknown }],
  ['Assay takes a configured role that left the organisation', 'no', { ...take, ...left }],
  ['Assay takes a configured role of no organisation', 'no', { ...take, resourceSide: 'all', isStray: true }],
  ['the hub role looks at images itself', 'no', { who: hub, action: 'ec2:DescribeImages', resource: '*' }],
  ['the hub role tags a session', 'no', { ...take, action: 'sts:TagSession', resourceSide: 'all', context: {} }],
];
