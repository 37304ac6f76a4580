import { describe, expect, it } from 'vitest';
import { makePolicies } from '../../src/policy/make-policies.ts';
import type { PolicyFile, Statement } from '../../src/policy/policy-file.ts';
import { guardCases } from './guard-cases.ts';
import { keyCases } from './key-cases.ts';
import { launchCases } from './launch-cases.ts';
import { readerCases } from './reader-cases.ts';
import { sampleInput } from './sample.ts';
import { sessionCases } from './session-cases.ts';
import { sharingCases } from './sharing-cases.ts';
import { isAllowed } from './simulate.ts';
import { writerCases } from './writer-cases.ts';

const files = makePolicies(sampleInput);
const cases = [
  ...sessionCases,
  ...readerCases,
  ...writerCases,
  ...keyCases,
  ...sharingCases,
  ...guardCases,
  ...launchCases,
];

describe('who may do what', () => {
  it.each(cases)('%s: %s', async (_name, expected, question) => {
    expect((await isAllowed(files, question)) ? 'yes' : 'no').toBe(expected);
  });
});

interface Weakening {
  readonly what: string;
  readonly statement: Statement | undefined;
}

/** Every way to weaken a statement by one thing: a Deny goes, an Allow loses a condition or the bounds of its resource. */
function weakeningsOf(statement: Statement): readonly Weakening[] {
  if (statement.Effect === 'Deny') return [{ what: 'is gone', statement: undefined }];
  const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key) => {
      const { [key]: _, ...rest } = keys;
      const { [operator]: __, ...others } = statement.Condition ?? {};
      const left = Object.keys(rest).length > 0 ? { ...others, [operator]: rest } : others;
      const { Condition: ___, ...bare } = statement;
      const weak: Statement = Object.keys(left).length > 0 ? { ...bare, Condition: left } : bare;
      return { what: `without ${operator} ${key}`, statement: weak };
    }),
  );
  const isBounded = statement.Resource !== undefined && JSON.stringify(statement.Resource) !== '["*"]';
  const wider =
    isBounded && statement.Resource !== '*'
      ? [{ what: 'on every resource', statement: { ...statement, Resource: '*' } }]
      : [];
  const principals = statement.Principal
    ? [{ what: 'for everybody', statement: { ...statement, Principal: '*' as const } }]
    : [];
  return [...conditions, ...wider, ...principals];
}

/** The documents with one of them weakened in one place. Those of build stand for those of prod, which are made alike. */
const weakened = files
  .filter(({ name }) => !name.startsWith('prod-'))
  .flatMap((file) =>
    file.document.Statement.flatMap((statement, index) =>
      weakeningsOf(statement).map(({ what, statement: weak }): [string, readonly PolicyFile[], readonly string[]] => {
        const statements = file.document.Statement.flatMap((old, at) => (at === index ? (weak ?? []) : [old]));
        const document = { ...file.document, Statement: statements };
        return [
          `${file.name}, ${statement.Sid} ${what}`,
          files.map((other) => (other === file ? { ...file, document } : other)),
          [statement.Action].flat(),
        ];
      }),
    ),
  );

/** Weakenings that change nothing, and why: what they would let through is stopped, or let through, elsewhere. */
const harmless: Readonly<Record<string, string>> = {
  'hub/signing-key, AssaySigns for everybody': 'NobodyElseSigns still denies it; that one is needed',
  'launch/approved-for-production, OwnApprovedImages on every resource': 'only images have owner and this tag',
  'launch/approved-for-production, SharedApprovedImages on every resource': 'only images have owner and this tag',
};

describe('every condition, bound and denial is needed: weakened, a case is answered otherwise', () => {
  const forbidden = cases.filter(([, expected]) => expected === 'no');
  it.each(weakened)('%s', async (name, weakFiles, actions) => {
    const allowed: string[] = [];
    // A statement decides about its own actions only.
    const concerned = forbidden.filter(([, , { action }]) => actions.some((own) => own === action || own === 'kms:*'));
    for (const [asked, , question] of concerned) {
      if (await isAllowed(weakFiles, question)) {
        allowed.push(asked);
        break;
      }
    }
    expect(allowed.length > 0, `answered otherwise: ${allowed}`).toBe(!(name in harmless));
  });
});
