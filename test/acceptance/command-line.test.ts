import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxRoles } from '../../sandbox/sandbox-config.ts';
import { defaultWorkspace } from '../../sandbox/slack/default-workspace.ts';
import { runAssay } from './support/run-assay.ts';
import { withSandbox } from './support/with-sandbox.ts';

const world = withSandbox({ processes: 'none' });
const run = (...words: string[]) => {
  const { env, folder } = world.sandbox();
  return runAssay(words, env, folder);
};

let out = '';
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'assay-policy-'));
});
afterAll(() => rm(out, { recursive: true, force: true }));

describe('assay on the command line', () => {
  it('--version and --help need no configuration', async () => {
    expect(await runAssay(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    const help = await runAssay(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const verb of ['start', 'doctor', 'manifest', 'policy', 'audit']) expect(help.stdout).toContain(`  ${verb}`);
  });

  it('manifest prints the app of this configuration, whole', async () => {
    const { code, stdout } = await run('manifest', '--name', 'Assay at Acorn');
    expect(code).toBe(0);
    const manifest = JSON.parse(stdout) as {
      display_information: { name: string };
      features: { slash_commands: readonly { command: string }[] };
      oauth_config: { scopes: { bot: readonly string[] } };
      settings: { socket_mode_enabled: boolean };
    };
    expect(manifest.display_information.name).toBe('Assay at Acorn');
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/ami']);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
    expect(manifest.oauth_config.scopes.bot).toContain('usergroups:read');
  });

  it('policy --out writes every document, and each is JSON', async () => {
    const { code, stdout } = await run('policy', '--out', out);
    expect(code).toBe(0);
    const files = (await readdir(out, { recursive: true })).filter((name) => name.endsWith('.json'));
    expect(stdout).toContain(`${files.length - 1} documents and index.json`);
    expect(files).toContain('index.json');
    await Promise.all(files.map(async (file) => JSON.parse(await readFile(join(out, file), 'utf8'))));
  });

  it('policy prints one document, explains it, and writes Terraform', async () => {
    const gate = 'organization/launch-gate-production';
    const printed = await run('policy', gate);
    expect(JSON.parse(printed.stdout)).toMatchObject({
      Version: '2012-10-17',
      Statement: [{ Sid: 'OnlyOurImages' }, {}],
    });
    const explained = await run('policy', gate, '--explain');
    expect(explained.stdout).toContain('- **OnlyApprovedImages**: Forbids ec2:CreateFleet');
    expect(explained.stdout).toContain('What it cannot stop:');
    const terraform = await run('policy', '--format', 'terraform', '--out', join(out, 'terraform'));
    expect(terraform.stdout).toMatch(/^\d+ files of Terraform are in /);
    expect(await readFile(join(out, 'terraform/organization/policies.tf'), 'utf8')).toContain(
      'resource "aws_organizations_policy" "launch_gate_production" {',
    );
    expect(await run('policy', 'organization/launch-gate-prod')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Did you mean ${gate}?`),
    });
  });

  it('audit of a log nobody wrote to yet is whole and empty', async () => {
    expect(await run('audit', 'verify')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^0 lines, unbroken/),
    });
    expect(await run('audit', 'export')).toMatchObject({ code: 0, stdout: '' });
    const line = ['--line', '5', '--hash', '0123456789ABCDEF'];
    expect(await run('audit', 'verify', ...line)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^The audit log is empty: .*\nLine 5 is noted by you, with another hash\.$/),
    });
    expect((await run('audit', 'verify', '--line', '5')).stderr).toContain('--hash must be at least the first 16');
    expect((await run('audit', 'verify', '--hash', 'x')).stderr).toContain('--line must be the number of a line');
  });
});

describe('assay audit report', () => {
  it('asks AWS as the reader role, says what it could not see, and writes a folder of tables', async () => {
    const folder = join(out, 'report');
    const { code, stdout, stderr } = await run('audit', 'report', '--format', 'csv', '--out', folder);
    // Nobody has swept here yet: that is no clean account.
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/Not seen: prod, eu-west-1 \(sweep\): swept: never/);
    expect(stderr).not.toMatch(/\((running|approved)\)/);
    expect(await readFile(join(folder, 'images.csv'), 'utf8')).toMatch(/"ami-[0-9a-f]{17}"/);
    expect(await readFile(join(folder, 'about.csv'), 'utf8')).toContain('"audit_log_whole",true');
  });

  it('refuses what cannot be meant, and says what can', async () => {
    const cases: readonly (readonly [string[], RegExp])[] = [
      [['--from', '2026-02-31'], /--from must be a day/],
      [['--format', 'csv'], /which folder with --out/],
      [['--environment', 'prod'], /Did you mean production\?/],
    ];
    for (const [words, says] of cases)
      expect(await run('audit', 'report', ...words)).toMatchObject({ code: 1, stderr: expect.stringMatching(says) });
  });
});

describe('assay doctor', () => {
  it('finds nothing to mend in the sandbox', async () => {
    const { code, stdout } = await run('doctor');
    expect(stdout).not.toContain('✗');
    expect(stdout).toContain('All is well.');
    expect(code).toBe(0);
  });

  it('says which role, scope and group are wrong, and how to mend each', async () => {
    const { slack, aws } = world.sandbox();
    const broken = sandboxRoles.worker('444455556666');
    aws.hands.removeTrust(broken);
    slack.setScopes(defaultWorkspace.app.scopes.filter((scope) => scope !== 'channels:history'));
    await slack.setGroup('S0APPROVERS', [], { isDisabled: true });

    const { code, stdout, stderr } = await run('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ prod: writer role: .*AssayWorker[^\n]*\n {4}\S/);
    expect(stdout).toMatch(/✗ bot token and scopes: The app lacks channels:history\.\n {4}Update the app/);
    expect(stdout).toMatch(/✗ approvers of production: [^\n]*\n {4}\S/);
    expect(stdout).toMatch(/✓ build: writer role/);
    expect(stdout).toMatch(/\d things need mending\./);
    expect(stdout + stderr).not.toMatch(/^\s+at .+:\d+:\d+/m);
  });

  it.each(['doctor', 'start'])('%s ends at a list of requesters for a command there is not', async (verb) => {
    const { env, configPath } = world.sandbox();
    const path = join(out, 'misspelt.yaml');
    await writeFile(path, `${await readFile(configPath, 'utf8')}\nrequesters: { promte: { users: [U0ANNA] } }\n`);
    const { code, stderr } = await runAssay([verb], { ...env, ASSAY_CONFIG: path });
    expect(stderr).toMatch(
      /^The configuration is wrong:\n {2}requesters\.promte: there is no such command, .* write promote$/,
    );
    expect(code).toBe(1);
  });
});
