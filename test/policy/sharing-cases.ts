import { type Case, foreign, image, own, read, snapshot, write } from './case.ts';
import { build, prod } from './sample.ts';

const outside = { 'aws:RequestedRegion': 'ap-south-1' };
const account = { 'ec2:Add/userId': prod };

/** Who may share AMIs and snapshots, and give the use of keys. */
export const sharingCases: readonly Case[] = (() => {
  const share = { who: write, action: 'ec2:ModifyImageAttribute', resource: image, context: own } as const;
  const give = {
    who: write,
    action: 'ec2:ModifySnapshotAttribute',
    resource: snapshot,
    context: { ...own, ...account },
  } as const;
  const key = `arn:aws:kms:eu-west-1:${build}:key/5f1c0de0-0000-4000-8000-00000000b001`;
  const othersKey = key.replace(build, prod);
  const unknownKey = key.replace(build, '777788889999');
  const unknown = { resource: unknownKey, owner: '777788889999' } as const;
  const otherOrg = { 'aws:ResourceOrgID': 'o-somebodyelse' };
  const farKey = key.replace('aws', 'aws-cn');
  const toAccount = {
    'kms:GranteePrincipal': `arn:aws:iam::${prod}:root`,
    'kms:GrantOperations': ['Decrypt', 'DescribeKey', 'CreateGrant'],
    'kms:GrantIsForAWSResource': 'false',
  };
  const grant = {
    who: write,
    action: 'kms:CreateGrant',
    resource: key,
    context: toAccount,
    resourceSide: 'iam',
  } as const;
  const throughEc2 = { 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' };
  const forVolumes = {
    ...grant,
    resource: othersKey,
    owner: prod,
    context: { ...throughEc2, 'kms:GrantIsForAWSResource': 'true' },
  };
  const decrypt = { ...forVolumes, action: 'kms:Decrypt', context: throughEc2 };
  const look = { who: read, action: 'kms:DescribeKey', resource: key, resourceSide: 'iam' } as const;
  const unnamed = { 'kms:GranteePrincipal': `arn:aws:iam::${prod}:root`, 'kms:GrantIsForAWSResource': 'false' };
  return [
    ['the writer shares an own image', 'yes', share],
    ['the writer shares a foreign image', 'no', { ...share, context: foreign }],
    ['the writer shares an image whose owner AWS does not tell', 'no', { ...share, context: {} }],
    ['the writer shares a snapshot whose owner AWS does not tell', 'no', { ...give, context: account }],
    [
      'the writer grants nobody the use',
      'no',
      { ...grant, context: { 'kms:GrantOperations': ['Decrypt'], 'kms:GrantIsForAWSResource': 'false' } },
    ],
    ['EC2 makes grants for a key of no organisation', 'no', { ...forVolumes, ...unknown, isStray: true }],
    ['EC2 decrypts under a key of no organisation', 'no', { ...decrypt, ...unknown, isStray: true }],
    ['the reader looks at a key of no organisation', 'no', { ...look, ...unknown, isStray: true }],
    ['the writer shares where nothing is configured', 'no', { ...share, context: { ...own, ...outside } }],
    ['the writer shares in another partition', 'no', { ...share, resource: image.replace('aws', 'aws-cn') }],
    ['the reader shares an own image', 'no', { ...share, who: read }],
    ['the writer shares an own snapshot with an account', 'yes', give],
    [
      'the writer shares an own snapshot with everybody',
      'no',
      { ...give, context: { ...own, 'ec2:Add/group': 'all' } },
    ],
    ['the writer shares a foreign snapshot', 'no', { ...give, context: { ...foreign, ...account } }],
    [
      'the writer shares a snapshot where nothing is configured',
      'no',
      { ...give, context: { ...give.context, ...outside } },
    ],
    [
      'the writer shares a snapshot in another partition',
      'no',
      { ...give, resource: snapshot.replace('aws', 'aws-cn') },
    ],
    ['the writer grants an account the use of an own key', 'yes', grant],
    ['the writer grants a role the use', 'no', { ...grant, context: { ...toAccount, 'kms:GranteePrincipal': write } }],
    [
      'the writer grants more than EBS needs',
      'no',
      { ...grant, context: { ...toAccount, 'kms:GrantOperations': ['Decrypt', 'GenerateMac'] } },
    ],
    ['the writer grants without saying what', 'no', { ...grant, context: unnamed }],
    ["the writer grants the use of another account's key", 'no', { ...grant, resource: othersKey, owner: prod }],
    ['EC2 makes grants for volumes of the writer', 'yes', forVolumes],
    [
      'EC2 makes them for a key of an unknown account',
      'no',
      { ...forVolumes, ...unknown, context: { ...forVolumes.context, ...otherOrg } },
    ],
    ['the writer makes them itself', 'no', { ...forVolumes, context: { 'kms:GrantIsForAWSResource': 'true' } }],
    ['EC2 makes grants for something else', 'no', { ...forVolumes, context: throughEc2 }],
    ["EC2 decrypts another account's volume for the writer", 'yes', decrypt],
    ['the writer decrypts by itself', 'no', { ...decrypt, context: {} }],
    [
      'EC2 decrypts under a key of an unknown account',
      'no',
      { ...decrypt, ...unknown, context: { ...throughEc2, ...otherOrg } },
    ],
    ['the writer takes a grant back', 'yes', { ...grant, action: 'kms:RevokeGrant', context: {} }],
    ["the writer takes a grant of another account's key back", 'no', { ...forVolumes, action: 'kms:RevokeGrant' }],
    ['EC2 makes grants in another partition', 'no', { ...forVolumes, resource: farKey }],
    ['EC2 decrypts in another partition', 'no', { ...decrypt, resource: farKey }],
    ['the reader looks at a key in another partition', 'no', { ...look, resource: farKey }],
    ['the reader looks at an own key', 'yes', look],
    ['the reader looks at a key of an unknown account', 'no', { ...look, ...unknown, context: otherOrg }],
    ['the reader lists the grants of an own key', 'yes', { ...look, action: 'kms:ListGrants' }],
    [
      "the reader lists the grants of another account's key",
      'no',
      { ...look, action: 'kms:ListGrants', resource: othersKey },
    ],
    ['the reader grants the use of a key', 'no', { ...grant, who: read }],
    ['the writer changes a key policy', 'no', { ...grant, action: 'kms:PutKeyPolicy', context: {} }],
  ];
})();
