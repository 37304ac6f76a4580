import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkRequesters } from '../../src/config/check-requesters.ts';
import { readEnvironment } from '../../src/config/read-environment.ts';
import { readFile } from '../../src/config/read-file.ts';
import { settingsOf } from '../../src/config/settings-of.ts';

const example = readFileSync(new URL('../../deploy/assay.example.yaml', import.meta.url), 'utf8');

const signs = 'arn:aws:kms:eu-west-1:999988887777:key/11111111-2222-4333-8444-555555555555';
const before = 'arn:aws:kms:eu-west-1:999988887777:key/00000000-2222-4333-8444-555555555555';
/** The example with these keys as the former ones. */
const formerly =
  (keys: string) =>
  (text: string): string =>
    text.replace('formerSigningKeys: []', `formerSigningKeys: [${keys}]`);

function problemsOf(text: string): readonly string[] {
  const read = readFile(text, 'assay.yaml');
  if (!('problems' in read)) throw new Error('no problem found');
  return read.problems.map((problem) => `${problem.where}: ${problem.what}`);
}

describe('the example configuration', () => {
  it('is right as it stands', () => {
    const read = readFile(example, 'assay.yaml');
    expect(read).toHaveProperty('file');
    if (!('file' in read)) return;
    const settings = settingsOf(read.file);
    expect(settings.defaultEnvironment).toBe('production');
    expect(settings.environments.find(({ name }) => name === 'production')?.approvals?.minimum).toBe(2);
    expect(settings.graceSeconds).toBe(10);
    expect(settings.keyPolicies).toBe('show');
    expect(settings.signingKey).toBe(signs);
    expect(settings.formerSigningKeys).toEqual([]);
    expect(settings.organization).toEqual({
      id: 'o-exampleorgid',
      arn: 'arn:aws:organizations::123456789012:organization/o-exampleorgid',
      units: [{ alias: 'workloads', arn: 'arn:aws:organizations::123456789012:ou/o-exampleorgid/ou-abcd-11111111' }],
    });
  });
});

describe('a wrong file is told with every problem, its line and the way out', () => {
  const cases: readonly [string, (text: string) => string, RegExp][] = [
    [
      'a minimum below two in production',
      (text) => text.replace('minimum: 2', 'minimum: 1'),
      /minimum: production needs at least two people/,
    ],
    [
      'a queue of events in another account',
      (text) => text.replace('999988887777/assay-events', '111122223333/assay-events'),
      /queueUrl: the queue must be in the account of aws.hubRole and in aws.region/,
    ],
    [
      'a queue that is none',
      (text) => text.replace('999988887777/assay-events', '999988887777/assay-events.fifo'),
      /queueUrl: write the URL of a standard queue/,
    ],
    [
      'Sentinels and a cluster together',
      (text) => `${text}\nredis: { sentinel: { name: a, nodes: ["a:1"] }, cluster: ["b:2"] }\n`,
      /redis\.cluster: a cluster has no Sentinels: write sentinel or cluster/,
    ],
    [
      'a Redis node without its port',
      (text) => `${text}\nredis: { cluster: ["redis-1:6379", redis-2] }\n`,
      /redis\.cluster\[1\]: write host and port/,
    ],
    [
      'a Redis node with a port that is none',
      (text) => `${text}\nredis: { sentinel: { name: a, nodes: ["[fd00::1]:70000"] } }\n`,
      /redis\.sentinel\.nodes\[0\]: a port is a number from 1 to 65535/,
    ],
    ['no approvers in production', (text) => text.replace('groups: [S0APPROVERS]', 'groups: []'), /name approvers/],
    [
      'units without their organisation',
      (text) => text.replace('  organization: o-exampleorgid # optional; narrows the trust policies\n', ''),
      /aws\.organization: name the organisation itself/,
    ],
    [
      'a unit called like an account',
      (text) => text.replace('alias: workloads', 'alias: prod'),
      /an account has this alias/,
    ],
    ['a misspelt setting', (text) => text.replace('limitShare', 'limitshare'), /unknown setting "limitshare"/],
    [
      'an account id that lost its quotes and zero',
      (text) => text.replace('"111122223333"', '11112222333'),
      /accounts\[0\]\.id/,
    ],
    [
      'a role of another account',
      (text) => text.replace('444455556666:role/AssayReader', '111122223333:role/AssayReader'),
      /role is of another account/,
    ],
    [
      'one role for reading and writing',
      (text) => text.replaceAll('role/AssayReader', 'role/AssayWorker'),
      /must be two roles/,
    ],
    [
      'an environment that does not exist',
      (text) => text.replace('environment: production', 'environment: prod'),
      /no such environment; there are: build, production/,
    ],
    ['a handle instead of a group id', (text) => text.replace('[S0APPROVERS]', '["@ami-approvers"]'), /not its handle/],
    ['a key alias', (text) => text.replace(/key\/1111[-\w]+/, 'alias/approvals'), /not of an alias/],
    ['a former key’s alias', formerly('arn:aws:kms:eu-west-1:999988887777:alias/old'), /Keys\[0\]: .*not of an alias/],
    ['a former key that still signs', formerly(signs), /Keys\[0\]: this key still signs: take it out here/],
    ['a former key that stands twice', formerly(`${before}, ${before}`), /Keys\[1\]: this key stands twice/],
    [
      'former keys and none that signs',
      (text) => formerly(before)(text).replace(/ {2}signingKey: .*\n/, ''),
      /aws\.signingKey: former keys stand beside the key that signs now/,
    ],
    [
      'more former keys than anybody has',
      formerly(Array.from({ length: 11 }, (_, index) => `${before}${index}`).join(', ')),
      /formerSigningKeys: name at most ten/,
    ],
    [
      'a duration without a unit',
      (text) => text.replace('grace: 10s', 'grace: "10"'),
      /grace: write a whole number and a unit/,
    ],
    ['something that is not YAML', () => 'slack: [', /this is not YAML/],
    ['an empty file', () => '', /must be/],
    [
      'a Region that stands twice in one account',
      (text) => text.replace('[eu-west-1, us-east-1]', '[eu-west-1, us-east-1, eu-west-1]'),
      /accounts\[0\]\.regions\[2\]: this Region stands twice: take one out/,
    ],
    [
      'two environments of one name',
      (text) => text.replace('- name: build', '- name: production\n  - name: build'),
      /environments\[2\]\.name: this name stands twice: one of them would be passed over/,
    ],
    [
      'a retirement that disables before it deprecates',
      (text) => text.replace('deprecateAfter: 0s', 'deprecateAfter: 31d'),
      /retirement\.deprecateAfter: must not be longer than disableAfter/,
    ],
    ['an alias that stands twice', (text) => text.replace('alias: prod', 'alias: build'), /stands twice/],
  ];
  it.each(cases)('%s', (_, change, expected) => {
    const problems = problemsOf(change(example));
    expect(problems.join('\n')).toMatch(expected);
    expect(problems[0]).toMatch(/^assay\.yaml/);
  });

  it('names the line', () => {
    const text = example.replace('minimum: 2', 'minimum: 1');
    const line = text.split('\n').findIndex((candidate) => candidate.includes('minimum: 1')) + 1;
    expect(problemsOf(text)[0]).toContain(`assay.yaml:${line} `);
  });

  it('never repeats a value: it may be a secret in the wrong place', () => {
    const text = example.replace('command: /ami', 'command: xoxb-12345-very-secret').replace('S0APPROVERS', 'hunter2');
    expect(problemsOf(text).join('\n')).not.toMatch(/very-secret|hunter2/);
    const named = problemsOf(example.replace('- name: build', '- name: xoxb-12345-very-secret')).join('\n');
    expect(named).toMatch(/no such environment; there are: …, production/);
    expect(named).not.toContain('very-secret');
  });

  it.each(['1s', '61s', '0s'])(
    'refuses a lease of %s: too short for a busy machine, or too long to wait for',
    (lease) => {
      expect(problemsOf(example.replace('lease: 10s', `lease: ${lease}`)).join('\n')).toMatch(/write 2s to 60s/);
    },
  );

  it.each([
    ['leads nowhere', 'environments: *none'],
    ['multiplies', `a: &a [${'x,'.repeat(20)}]\nb: &b [${'*a,'.repeat(20)}]\nenvironments: [${'*b,'.repeat(20)}]`],
  ])('says where an alias %s', (_, lines) => {
    const [problem = '', ...more] = problemsOf(`grace: 1s\n${lines}`);
    expect(problem).toMatch(/^assay\.yaml:[23]: .*an alias/);
    expect(more).toEqual([]);
  });

  it('repeats no secret that stands where a name belongs', () => {
    const problems = problemsOf(`${example}\nxoxb-12345: 1\n? [xoxb-12345]\n: 1\n`).join('\n');
    expect(problems).toMatch(/unknown setting/);
    expect(problems).not.toContain('12345');
  });

  it('tells several problems at once', () => {
    const text = example
      .replace('minimum: 2', 'minimum: 1')
      .replace('command: /ami', 'command: ami')
      .replace('[eu-west-1]', '[]');
    expect(problemsOf(text).length).toBeGreaterThanOrEqual(3);
  });
});

describe('lists of requesters', () => {
  const commands = ['promote', 'share', 'unshare'];
  const refused = (names: readonly string[]): string => {
    try {
      checkRequesters(
        { requesters: Object.fromEntries(names.map((name) => [name, { users: [], groups: [] }])) },
        commands,
      );
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  it('are for commands there are, and for the rest', () => {
    expect(refused(['default', 'promote', 'unshare'])).toBe('');
  });

  it('for others are refused, all of them, with what was meant', () => {
    expect(refused(['promte', 'Default', 'deploy', 'share', 'toString']).split('\n')).toEqual([
      'requesters.promte: there is no such command, so everybody could use the one that is meant: write promote',
      'requesters.Default: there is no such command, so everybody could use the one that is meant: write default',
      'requesters.deploy: there is no such command: write the name of one, or default',
      'requesters.toString: there is no such command: write the name of one, or default',
    ]);
  });

  it('repeat no secret', () => {
    expect(refused(['xoxb-12345'])).not.toContain('12345');
  });
});

describe('the environment', () => {
  const good = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: 'abcdefgh' };
  const say = (environment: Record<string, string>, mode: 'socket' | 'http'): string => {
    const read = readEnvironment(environment, mode);
    return 'problems' in read ? read.problems.map((problem) => `${problem.where}: ${problem.what}`).join('\n') : '';
  };

  it('is complete for both receivers', () => {
    expect(say(good, 'socket')).toBe('');
    expect(say(good, 'http')).toBe('');
  });
  it.each([
    ['no bot token', { SLACK_APP_TOKEN: 'xapp-1' }, 'socket', /SLACK_BOT_TOKEN: is missing/],
    ['the wrong kind of token', { ...good, SLACK_BOT_TOKEN: 'xoxp-secretvalue' }, 'socket', /starts with xoxb-/],
    ['no app token', { SLACK_BOT_TOKEN: 'xoxb-1' }, 'socket', /SLACK_APP_TOKEN: is missing/],
    ['no signing secret over HTTP', { SLACK_BOT_TOKEN: 'xoxb-1' }, 'http', /SLACK_SIGNING_SECRET: is missing/],
    ['a Redis URL that is none', { ...good, REDIS_URL: 'localhost:6379' }, 'socket', /REDIS_URL: write a URL/],
    ['an unknown log level', { ...good, ASSAY_LOG_LEVEL: 'loud' }, 'socket', /must be one of fatal/],
  ] as const)('%s', (_, environment, mode, expected) => {
    expect(say(environment, mode)).toMatch(expected);
    expect(say(environment, mode)).not.toContain('secretvalue');
  });
  it('takes an empty variable as not set', () => {
    expect(say({ ...good, SLACK_APP_TOKEN: '' }, 'socket')).toMatch(/is missing/);
  });
});

describe('AWS Config as a second source', () => {
  const withCompliance = (compliance: string) => example.replace(/^compliance: .*$/m, `compliance: ${compliance}`);
  const settingsWith = (compliance: string) => {
    const read = readFile(withCompliance(compliance), 'assay.yaml');
    if (!('file' in read)) throw new Error(JSON.stringify(read.problems));
    return settingsOf(read.file).compliance.config;
  };
  it('has the rule of each environment, by one name or by several', () => {
    expect(settingsWith('{ configRule: approved-amis-by-tag-<environment> }')?.rules).toMatchObject({
      build: 'approved-amis-by-tag-build',
      production: 'approved-amis-by-tag-production',
    });
    expect(settingsWith('{ configRule: { production: OrgConfigRule-approved-4x } }')?.rules).toEqual({
      production: 'OrgConfigRule-approved-4x',
    });
    expect(settingsWith('{}')).toBeUndefined();
  });
  it.each([
    ['{ configRule: { nowhere: x } }', /no such environment/],
    ['{ configRule: "a b" }', /name of a rule/],
    ['{ configRule: x, aggregator: { name: all, account: "999988887777", region: eu-west-1 } }', /under accounts/],
    ['{ aggregator: { name: all, account: "444455556666", region: eu-west-1 } }', /name the rule/],
  ])('%s is refused', (compliance, expected) => {
    expect(problemsOf(withCompliance(compliance)).join('\n')).toMatch(expected);
  });
});
