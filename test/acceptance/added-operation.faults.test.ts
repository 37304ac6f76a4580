import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { cast, channels, makeStage, runIdIn, type Stage, textOf } from '../../sandbox/story/stage.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const image = 'ami-0a1b2c3d4e5f6a002';
let folder = '';
let sandbox: Sandbox;
let stage: Stage;

/** Runs a script of the copy, as somebody who works on it would. */
const run = async (script: string, ...words: string[]): Promise<string> =>
  (
    await promisify(execFile)(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), join(folder, script), ...words],
      {
        cwd: folder,
        env: { ...process.env, ASSAY_CONFIG: sandbox.configPath },
      },
    )
  ).stdout;

/** The sources as they are, and the two files that docs/adding-an-operation.md shows. Nothing else. */
beforeAll(async () => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  folder = mkdtempSync(join(root, '.cache', 'added-operation-'));
  for (const part of ['src', 'tools', 'deploy', 'package.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  const page = readFileSync(join(root, 'docs/adding-an-operation.md'), 'utf8');
  const added = [...page.matchAll(/```ts\n\/\/ (src\/\S+)\n([\s\S]*?)```/g)];
  for (const [, path, text] of added) if (path && text) writeFileSync(join(folder, path), text);
  expect(added.map(([, path]) => path)).toEqual(['src/jobs/note.ts', 'src/commands/note.ts']);
  sandbox = await startSandbox({ program: { sources: folder }, paceMs: 500 });
  stage = makeStage(sandbox, () => {});
});
afterAll(async () => {
  await sandbox?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the typed line works to its end, within the IAM documents made from its declaration', async () => {
  const answer = await stage.type('rosa', channels.requests, `/ami note ${image} kept for the audit`);
  await stage.card(runIdIn(textOf(answer)), (text) => text.includes('✅'), 'noted');
  expect(stage.image(image).tags['assay:note']).toBe('kept for the audit');
});

test('help, menu and form know it', async () => {
  const { hands } = sandbox.slack;
  const user = cast.rosa;
  expect(textOf(await stage.type('rosa', channels.requests, '/ami help note'))).toContain('/ami note <image> <text>');
  const view = async (line: string, title: RegExp) => {
    await hands.type({ user, channel: channels.requests, text: line });
    const opened = await sandbox.slack.awaitView(user, (candidate) => title.test(candidate.title));
    await hands.close({ user, viewId: opened.id });
    return opened;
  };
  expect(JSON.stringify((await view('/ami', /need/)).blocks)).toContain('Write a note onto an AMI');
  const form = await view('/ami note', /note/);
  expect(form.blocks.filter((block) => block.type === 'input')).toHaveLength(2);
  expect(JSON.stringify(form.blocks)).toContain('external_select');
});

test('manifest, IAM documents and reference know it', async () => {
  expect(await run('src/cli.ts', 'manifest')).toContain('note');
  const out = join(folder, 'policies');
  await run('src/cli.ts', 'policy', '--out', out);
  expect(readFileSync(join(out, 'build-111122223333/writer.json'), 'utf8')).toContain('ec2:CreateTags');
  await run('tools/write-docs.ts');
  const reference = (name: string): string => readFileSync(join(folder, 'docs/reference', `${name}.md`), 'utf8');
  expect(reference('commands')).toContain('## note');
  expect(reference('permissions')).toContain('### note');
});
