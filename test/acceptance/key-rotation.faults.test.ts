import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { policySetFor } from '../../sandbox/policy-set-for.ts';
import { sandboxSigningKey } from '../../sandbox/sandbox-config.ts';
import { channels, textOf } from '../../sandbox/story/stage.ts';
import { golden, goldenWorld } from './support/golden-world.ts';
import { askFor } from './support/office.ts';
import { runAssay } from './support/run-assay.ts';
import { withSandbox } from './support/with-sandbox.ts';

const newKey = sandboxSigningKey.replace('a001', 'a003');
const world = withSandbox({ world: goldenWorld(2), strictRates: false });

/** Changes the configuration as the page on attestations says: documents applied, then a new process. */
async function restartWith(change: (text: string) => string): Promise<void> {
  const sandbox = world.sandbox();
  await sandbox.processes.at(-1)?.stop();
  const before = await readFile(sandbox.configPath, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(sandbox.configPath, after);
  sandbox.aws.setPolicies(await policySetFor(sandbox.configPath, 'built'));
  await sandbox.start('all');
}

async function approve(imageId: string): Promise<void> {
  const request = await askFor(world, imageId);
  await request.click('ada', 'approve');
  await request.click('ben', 'approve');
  await request.card(/✅ Approved and tagged/);
}

const verify = async (imageId: string): Promise<string> =>
  textOf(await world.stage().type('max', channels.requests, `/ami verify ${imageId}`));
const signatureOf = (imageId: string) => world.stage().image(imageId).tags['assay:signature-production'] ?? '';

it('a new key signs, what the former one signed stays proven, and what a withdrawn one signed is forged', async () => {
  await approve(golden(1));
  expect(await verify(golden(1))).toMatch(/genuine/);

  await restartWith((text) =>
    text.replace(
      `signingKey: ${sandboxSigningKey}`,
      `signingKey: ${newKey}\n  formerSigningKeys: [${sandboxSigningKey}]`,
    ),
  );
  expect(await verify(golden(1))).toMatch(/genuine[\s\S]*the signature, with a former key, is valid/);
  await approve(golden(2));
  expect(signatureOf(golden(2))).toContain(newKey);
  expect(await verify(golden(2))).toMatch(/genuine[\s\S]*the signature is valid/);
  const { env, folder } = world.sandbox();
  const doctor = await runAssay(['doctor'], env, folder);
  expect(doctor.stdout).toMatch(/✓ former signing key 5f1c0de0-0000-4000-8000-00000000a001/);

  await restartWith((text) => text.replace(/ {2}formerSigningKeys: .*\n/, ''));
  expect(await verify(golden(1))).toMatch(/The approval is forged/);
  expect(await verify(golden(2))).toMatch(/genuine/);
  console.log(
    'key rotation: 2 approvals, 2 changes of the configuration; the former key proves while it is listed, and nothing once it is not',
  );
}, 300_000);
