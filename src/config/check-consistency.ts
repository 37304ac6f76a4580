import type { z } from 'zod';
import { nameText } from './problem.ts';
import type { Sections } from './sections.ts';

/** What is found by its name or id stands once: of two, the second would be passed over, whatever it says. */
function checkDoubles({ accounts, environments }: Sections, check: z.RefinementCtx): void {
  const once = (values: readonly string[], message: string, pathOf: (index: number) => (string | number)[]): void => {
    for (const [index, value] of values.entries())
      if (values.indexOf(value) !== index) check.addIssue({ code: 'custom', message, path: pathOf(index) });
  };
  for (const kind of ['alias', 'id'] as const)
    once(
      accounts.map((account) => account[kind]),
      `this ${kind} stands twice`,
      (index) => ['accounts', index, kind],
    );
  for (const [index, { regions }] of accounts.entries())
    once(regions, 'this Region stands twice: take one out', (at) => ['accounts', index, 'regions', at]);
  once(
    environments.map(({ name }) => name),
    'this name stands twice: one of them would be passed over',
    (index) => ['environments', index, 'name'],
  );
}

/** A key signs, or it signed before another one did. */
function checkFormerKeys({ signingKey, formerSigningKeys }: Sections['aws'], check: z.RefinementCtx): void {
  const wrong = (message: string, ...path: readonly (string | number)[]): void =>
    check.addIssue({ code: 'custom', message, path: ['aws', ...path] });
  if (formerSigningKeys.length > 0 && !signingKey)
    wrong('former keys stand beside the key that signs now: name that one here', 'signingKey');
  for (const [index, key] of formerSigningKeys.entries()) {
    if (key === signingKey)
      wrong(
        'this key still signs: take it out here, or name the new one in aws.signingKey',
        'formerSigningKeys',
        index,
      );
    if (formerSigningKeys.indexOf(key) !== index)
      wrong('this key stands twice: take one out', 'formerSigningKeys', index);
  }
}

/** What sections of the file say of each other must fit: names that exist, ids that stand once, a queue where the hub is. */
export function checkConsistency(file: Sections, check: z.RefinementCtx): void {
  const names = new Set(file.environments.map((environment) => environment.name));
  const known = [...names].map(nameText).join(', ');
  const unknown = (path: (string | number)[]): void =>
    check.addIssue({ code: 'custom', message: `no such environment; there are: ${known}`, path });
  file.accounts.forEach((account, index) => {
    if (!names.has(account.environment)) unknown(['accounts', index, 'environment']);
    for (const role of ['readRole', 'writeRole'] as const)
      if (account[role].split(':')[4] !== account.id)
        check.addIssue({
          code: 'custom',
          message: 'this role is of another account than its id',
          path: ['accounts', index, role],
        });
    for (const [region, key] of Object.entries(account.keys)) {
      const [, , , keyRegion, keyAccount] = key.split(':');
      if (!account.regions.includes(region))
        check.addIssue({
          code: 'custom',
          message: 'this Region is not among the regions of the account',
          path: ['accounts', index, 'keys', region],
        });
      if (key.startsWith('arn:') && (keyRegion !== region || keyAccount !== account.id))
        check.addIssue({
          code: 'custom',
          message: 'this key is of another account or Region',
          path: ['accounts', index, 'keys', region],
        });
    }
    if (account.readRole === account.writeRole)
      check.addIssue({
        code: 'custom',
        message: 'reader and writer must be two roles: what only reads must not be able to write',
        path: ['accounts', index, 'writeRole'],
      });
  });
  file.demands.forEach((demand, index) => {
    if (!names.has(demand.environment)) unknown(['demands', index, 'environment']);
  });
  if (file.defaultEnvironment && !names.has(file.defaultEnvironment)) unknown(['defaultEnvironment']);
  checkDoubles(file, check);
  checkFormerKeys(file.aws, check);
  const queue = /^https:\/\/sqs\.([^.]+)\.[^/]+\/(\d{12})\//.exec(file.events?.queueUrl ?? '');
  if (queue && (queue[1] !== file.aws.region || queue[2] !== file.aws.hubRole.split(':')[4]))
    check.addIssue({
      code: 'custom',
      message: 'the queue must be in the account of aws.hubRole and in aws.region',
      path: ['events', 'queueUrl'],
    });
  const { aggregator, configRule } = file.compliance;
  if (aggregator) {
    const owner = file.accounts.find(({ id }) => id === aggregator.account);
    if (!owner?.regions.includes(aggregator.region))
      check.addIssue({
        code: 'custom',
        message: 'Assay reads it as the reader role of its account: name that account and Region under accounts',
        path: ['compliance', 'aggregator', 'account'],
      });
    if (!configRule)
      check.addIssue({
        code: 'custom',
        message: 'name the rule in compliance.configRule',
        path: ['compliance', 'aggregator'],
      });
  }
  if (typeof configRule === 'object')
    for (const name of Object.keys(configRule)) if (!names.has(name)) unknown(['compliance', 'configRule', name]);
  if (file.organization && !file.aws.organization)
    check.addIssue({
      code: 'custom',
      message: 'name the organisation itself in aws.organization: o-…',
      path: ['aws', 'organization'],
    });
  file.organization?.units.forEach((unit, index) => {
    if (file.accounts.some((account) => account.alias === unit.alias))
      check.addIssue({
        code: 'custom',
        message: 'an account has this alias already',
        path: ['organization', 'units', index, 'alias'],
      });
  });
  if (file.polling.fastest > file.polling.slowest)
    check.addIssue({
      code: 'custom',
      message: 'must not be longer than polling.slowest',
      path: ['polling', 'fastest'],
    });
}
