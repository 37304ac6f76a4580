import { describe, expect, it } from 'vitest';
import { describedDocuments } from '../../src/compose/generated-documents.ts';
import { loadConfigFile } from '../../src/config/load-config.ts';
import { settingsOf } from '../../src/config/settings-of.ts';
import type { CommandContext } from '../../src/core/command.ts';
import type { Message } from '../../src/core/message.ts';
import { UserError } from '../../src/core/outcome.ts';
import { choicesFor } from '../../src/lookup/choices.ts';
import { fitMessage } from '../../src/slack/rendering/fit-message.ts';
import { messageProblems } from '../../src/slack/rendering/validate.ts';
import { catalogue, readTyped, wordsOf } from './support.ts';

const file = loadConfigFile({ ASSAY_CONFIG: 'deploy/assay.example.yaml' });
const settings = settingsOf(file);
const policies = describedDocuments(file, catalogue);
// It reads nothing else: neither AWS nor records.
const context = { settings, policies } as CommandContext;

async function ask(line: string): Promise<Message> {
  const { command, input } = readTyped(line);
  if (!('answer' in command)) throw new Error('it plans');
  return await command.answer(input, context);
}

describe('/ami policy', () => {
  it('says where there are documents, and opens each', async () => {
    const words = wordsOf(await ask('policy'));
    expect(words).toMatch(/The environment production: \d+ documents\n\[Show production\] policy production/);
    expect(words).toMatch(/The account build \(111122223333\): \d+ documents\n\[Show build\]/);
    expect(words).toContain('[Show organization]');
    expect(words).toContain('[Show hub]');
    expect(words).toContain('assay policy --out policies');
  });

  it('of an environment: what guards it, with its length against what AWS takes', async () => {
    const message = await ask('policy production');
    const words = wordsOf(message);
    expect(words.split('\n')[0]).toBe('Policies for the environment production');
    expect(words).toMatch(/organization\/launch-gate-production · \d+ of 5,120 characters\nForbids launching/);
    for (const name of ['only-assay-approves-1', 'no-way-round-production', 'allowed-images', 'config-rule-production'])
      expect(words).toContain(`organization/${name} ·`);
    expect(words).toContain('launch/approved-for-production · ');
    expect(words).not.toContain('reader-trust');
  });

  it('of an account, by alias, id or as the hub: everything that belongs into it', async () => {
    const words = wordsOf(await ask('policy prod'));
    for (const name of ['reader', 'writer', 'writer-trust', 'events-rule', 'allowed-images', 'config-rule'])
      expect(words).toContain(`prod-444455556666/${name} · `);
    expect(words).toContain('organization/launch-gate-production · ');
    expect(words).not.toContain('build-111122223333/');
    expect(wordsOf(await ask('policy 444455556666'))).toBe(words);
    expect(wordsOf(await ask('policy HUB'))).toContain('hub/queue · ');
    expect(wordsOf(await ask('policy org'))).toContain('organization/only-assay-approves-1 · ');
  });

  it('of one document: each statement in words, why, what it cannot stop, and the document itself', async () => {
    const words = wordsOf(await ask('policy organization/launch-gate-production'));
    const gate = policies().find(({ name }) => name === 'organization/launch-gate-production');
    expect(words).toContain('OnlyApprovedImages: Forbids ec2:CreateFleet, ');
    expect(words).toContain('the tag ec2:SharedTag/ami-approved-production is anything else than approved');
    expect(words).toContain('Why: Anybody may write the shared tag');
    expect(words).toContain("! Service control policies do not bind the organisation's management account.");
    expect(words).toContain(gate?.json);
    expect(words).toContain('Belongs to: prod (444455556666), as a service control policy');
    expect(words).toContain('assay policy organization/launch-gate-production --explain');
    expect(wordsOf(await ask('policy organization/launch-gate-production.json'))).toBe(words);
  });

  it('a long one is not shown by half: the line that prints it is', async () => {
    const words = wordsOf(await ask('policy build-111122223333/writer'));
    expect(words).toMatch(/\d,\d{3} of 6,144 characters; nearly as long as AWS takes/);
    expect(words).not.toContain('"Statement"');
    expect(words).toContain('As JSON: assay policy build-111122223333/writer');
  });

  it('refuses what there is not, with the nearest name', async () => {
    const refused = await ask('policy producton').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect(refused).toMatchObject({
      message: 'There is no environment, account or document "producton".',
      hint: 'Did you mean /ami policy production?',
    });
  });

  it('fits into what Slack takes, all of it, and the JSON is never cut', async () => {
    for (const of of ['', 'production', 'build', 'prod', 'org', 'hub', ...policies().map(({ name }) => name)]) {
      const message = await ask(`policy ${of}`);
      const shown = fitMessage(message);
      expect(messageProblems(shown), of).toEqual([]);
      const json = policies().find(({ name }) => name === of)?.json ?? '';
      if (wordsOf(message).includes(`\n${json}\n`) && json !== '')
        expect(JSON.stringify(shown.blocks), of).toContain(JSON.stringify(json).slice(1, -1));
    }
  });

  it('is offered by search: environments, accounts, documents', async () => {
    const offered = async (query: string) =>
      (await choicesFor('policy', query, { ...context, commands: [] })).map(({ value }) => value);
    expect((await offered('')).slice(0, 3)).toEqual(['production', 'build', 'prod']);
    expect(await offered('launch-gate')).toEqual(['organization/launch-gate-production']);
  });
});
