import type { SlackMessage } from '../contract.ts';
import { channels, runIdIn, type Stage, textOf, type Who } from './stage.ts';

export interface Asked {
  readonly runId: string;
  readonly card: SlackMessage;
}

/** Rosa asks for production; a card with everything goes to the approvers. */
export async function askForProduction(stage: Stage, imageId: string): Promise<Asked> {
  const answer = await stage.type(
    'rosa',
    channels.requests,
    `/ami promote ${imageId} --reason “release 4.2, tested on staging”`,
  );
  const runId = runIdIn(textOf(answer));
  const card = await stage.card(runId, (text) => /0 of 2/.test(text), 'asked');
  const text = textOf(card);
  stage.expect(card.channel === channels.approvals, 'the card is in #ami-approvals');
  for (const [what, pattern] of [
    ['what is asked', /Waiting for approval: web-\S+ for production/],
    ['for which environment', /production/],
    ['the reason', /release 4\.2, tested on staging/],
    ['its source', /instance .*i-0a1b2c3d4e5f60001/],
    ['its age', /Created/],
    ['its snapshots and encryption', /1 snapshot, 20 GiB, not encrypted/],
    ['with whom it is shared', /Shared with:\W*nobody/],
    ['its scan result', /never scanned/],
  ] as const)
    stage.expect(pattern.test(text), `it says ${what}`);
  return { runId, card };
}

const refused: readonly (readonly [Who, string, RegExp])[] = [
  ['rosa', 'asked herself', /your own|you asked|yourself/i],
  ['ada', 'has voted already', /already|once/i],
  ['gus', 'is a guest', /guest/i],
  ['deploybot', 'is a bot', /bot|app/i],
  ['dora', 'is deactivated', /deactivated/i],
  ['olga', 'is of another organisation', /members of this workspace/i],
  ['max', 'is no approver', /approver/i],
];

/** One approval, seven refusals with a sentence each, the second approval; then the tags. */
export async function approveByTwo(stage: Stage, { runId }: Asked, imageId: string): Promise<void> {
  const approve = 'assay.approve';
  const asked = await stage.card(runId, (text) => /0 of 2/.test(text), 'asked');
  await stage.click('ada', asked, approve);
  const half = await stage.card(runId, (text) => /1 of 2/.test(text), '1 of 2');
  stage.expect(true, 'the card says 1 of 2');
  const sentences = new Set<string>();
  for (const [who, why, pattern] of refused) {
    const answer = textOf(await stage.click(who, half, approve));
    stage.expect(pattern.test(answer), `${who} is refused: ${why}`);
    sentences.add(answer);
  }
  stage.expect(sentences.size === refused.length, 'each refusal has its own sentence');
  stage.expect(
    !Object.keys(stage.image(imageId).tags).some((key) => key.includes('approved')),
    'AWS has no approval tag yet',
  );
  const stillHalf = await stage.card(runId, (text) => /1 of 2/.test(text), 'still 1 of 2');
  await stage.click('ben', stillHalf, approve);
  const done = textOf(await stage.card(runId, (text) => text.includes('✅'), 'approved and tagged', 30_000));
  stage.expect(
    /approved and tagged/i.test(done) && done.includes('U0ADA00001') && done.includes('U0BEN00001'),
    'the card says approved and tagged, by whom',
  );
  const { tags } = stage.image(imageId);
  stage.expect(
    tags['ami-approved-production'] === 'approved' && tags['ec2:SharedTag/ami-approved-production'] === 'approved',
    'AWS has both approval tags',
  );
  stage.expect(
    /^v1 r=/.test(tags['assay:attestation-production'] ?? '') && (tags['assay:signature-production'] ?? '').length > 80,
    'the attestation and its signature are on the AMI',
  );
}

/** Anybody can check afterwards, from AWS alone. */
export async function verifyIt(stage: Stage, imageId: string): Promise<void> {
  const answer = await stage.type('max', channels.requests, `/ami verify ${imageId}`);
  stage.expect(/genuine/.test(textOf(answer)), 'the signature is valid');
}
