import { describe, expect, it } from 'vitest';
import { makePolicies } from '../../src/policy/make-policies.ts';
import type { PolicyFile } from '../../src/policy/policy-file.ts';
import type { Case } from './case.ts';
import { cases } from './cases.ts';
import { glassCases, glassPattern } from './glass-cases.ts';
import { build, sampleInput, writer } from './sample.ts';
import { isAllowed } from './simulate.ts';
import { weakeningsOf } from './weakenings.ts';

const files = makePolicies(sampleInput);

type Weakened = readonly [name: string, files: readonly PolicyFile[], actions: readonly string[]];

/** The documents with one of them weakened in one place. Those of build stand for those of prod, which are made alike. */
const weakenedOf = (documents: readonly PolicyFile[], which: RegExp): readonly Weakened[] =>
  documents
    .filter(({ name }) => which.test(name))
    .flatMap((file) =>
      file.document.Statement.flatMap((statement, index) =>
        weakeningsOf(statement).map(({ what, statement: weak }): Weakened => {
          const statements = file.document.Statement.flatMap((old, at) => (at === index ? (weak ?? []) : [old]));
          const document = { ...file.document, Statement: statements };
          return [
            `${file.name}, ${statement.Sid} ${what}`,
            documents.map((other) => (other === file ? { ...file, document } : other)),
            [statement.Action].flat(),
          ];
        }),
      ),
    );

/** Weakenings that change nothing, and why: what they would let through is stopped, or let through, elsewhere. */
const harmless: Readonly<Record<string, string>> = {
  'build-111122223333/reader, KMSDescribeKey2 is gone': 'keys of the organisation may be looked at anyway',
  'hub/events-bus, OnlyOurAccountsSend on every resource': 'it stands on the bus',
  'hub/events-queue, OnlyTheRuleOfTheHub on every resource': 'it stands on the queue',
  [`hub/signing-key, NobodyElseSigns with ${writer(build)}* in ArnNotEquals aws:PrincipalArn`]:
    'AssaySigns lets in only the worker itself',
  'organization/launch-gate-production, OnlyOurImages with StringNotEqualsIgnoreCase for StringNotEquals ec2:Owner':
    'account ids have no letters',
  'hub/signing-key, AssaySigns for everybody': 'NobodyElseSigns still denies it; that one is needed',
  'launch/approved-for-production, OwnApprovedImages on every resource': 'only images have owner and this tag',
  'launch/approved-for-production, SharedApprovedImages on every resource': 'only images have owner and this tag',
};

const answerOf = async (documents: readonly PolicyFile[], question: Case[2]): Promise<string> =>
  (await isAllowed(documents, question)) ? 'yes' : 'no';

function everyPartIsNeeded(asked: readonly Case[], weakened: readonly Weakened[]): void {
  let caught = 0;
  it.each(weakened)('%s', async (name, weakFiles, actions) => {
    let other: string | undefined;
    // A statement decides about its own actions only.
    const concerned = asked.filter(([, , { action }]) => actions.some((own) => own === action || own === 'kms:*'));
    for (const [words, expected, question] of concerned) {
      if ((await answerOf(weakFiles, question)) === expected) continue;
      other = words;
      caught += 1;
      break;
    }
    expect(other !== undefined, `answered otherwise: ${other}`).toBe(!(name in harmless));
  });

  it('in numbers', () => {
    const silent = weakened.filter(([name]) => name in harmless).length;
    console.log(`${asked.length} cases, ${weakened.length} weakenings: ${caught} caught, ${silent} named as harmless`);
    expect(caught).toBe(weakened.length - silent);
  });
}

describe('everything a document says is needed: weakened in one place, a case is answered otherwise', () => {
  everyPartIsNeeded(cases, weakenedOf(files, /^(?!prod-)/));
});

describe('with break-glass roles', () => {
  const open = makePolicies({ ...sampleInput, administrators: [glassPattern] });
  const asked = [...cases, ...glassCases];
  everyPartIsNeeded(asked, weakenedOf(open, /^organization/));
});
