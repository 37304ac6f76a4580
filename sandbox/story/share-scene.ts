import { ACCOUNTS } from '../aws/default-world.ts';
import { channels, runIdIn, type Stage, textOf } from './stage.ts';

const db = 'ami-0a1b2c3d4e5f6a005';
const key = `arn:aws:kms:eu-west-1:${ACCOUNTS.build}:key/5f1c0de0-0000-4000-8000-00000000b001`;

/** Would this account see the AMI and get its key: asked of AWS itself, not of what is listed. */
async function canLaunch({ sandbox }: Stage, account: string): Promise<boolean> {
  const { insight } = sandbox.aws;
  return insight.canSeeImage(account, db) && (await insight.mayUseKey(account, key)).isUsable;
}

async function done(stage: Stage, line: string): Promise<string> {
  const runId = runIdIn(textOf(await stage.type('rosa', channels.requests, line)));
  return textOf(await stage.card(runId, (text) => text.includes('✅'), 'done'));
}

/** What could never work is refused before anything is changed, with the way out. */
async function refuseDefaultKey(stage: Stage): Promise<void> {
  const line = '/ami share batch-default-key-2026-09-10 with prod';
  const answer = textOf(await stage.type('rosa', channels.requests, line));
  stage.expect(/alias\/aws\/ebs/.test(answer) && /can never be shared/.test(answer), 'the default key is named');
  stage.expect(/Copy it under alias\/ami first…/.test(answer), 'the way out is a button');
}

/** An account nobody configured gets nothing before two people agreed. */
async function shareWithStranger(stage: Stage): Promise<void> {
  const line = `/ami share db-2026-10-05 with ${ACCOUNTS.stranger} --reason “auditor”`;
  const runId = runIdIn(textOf(await stage.type('rosa', channels.requests, line)));
  const card = await stage.card(runId, (text) => /0 of 2/.test(text), 'asked');
  stage.expect(/not in the configuration/.test(textOf(card)), 'the card says whom nobody knows');
  stage.expect(!(await canLaunch(stage, ACCOUNTS.stranger)), 'the stranger has nothing yet');
  await stage.click('ada', card, 'assay.approve');
  await stage.click('ben', await stage.card(runId, (text) => /1 of 2/.test(text), '1 of 2'), 'assay.approve');
  await stage.card(runId, (text) => text.includes('✅'), 'shared');
  stage.expect(await canLaunch(stage, ACCOUNTS.stranger), 'approved by two, the stranger can launch it');
}

/** An encrypted AMI for another account, for a stranger, and everything back. */
export async function shareAndTakeBack(stage: Stage): Promise<void> {
  await refuseDefaultKey(stage);
  stage.expect(!(await canLaunch(stage, ACCOUNTS.prod)), 'prod can neither see the AMI nor use its key');
  const shared = await done(stage, '/ami share db-2026-10-05 with prod --to-copy');
  stage.expect(/still belongs to build/.test(shared), 'the card says whose it stays');
  stage.expect(await canLaunch(stage, ACCOUNTS.prod), 'prod sees it and gets its key');
  await shareWithStranger(stage);
  await done(stage, '/ami unshare db-2026-10-05');
  stage.expect(!(await canLaunch(stage, ACCOUNTS.prod)), 'taken back from prod');
  stage.expect(!(await canLaunch(stage, ACCOUNTS.stranger)), 'and from the stranger');
  const left = Object.keys(stage.image(db).tags).filter((tag) => tag.startsWith('assay:shared/'));
  stage.expect(left.length === 0 && stage.image(db).launchPermissions.length === 0, 'nothing is left on the AMI');
}
