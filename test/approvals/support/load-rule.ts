/** The modules the two-person rule is made of; the same cases run against the real ones and against weakened copies. */
export interface Rule
  extends Pick<typeof import('../../../src/approvals/decide.ts'), 'decide' | 'approversOf'>,
    Pick<typeof import('../../../src/approvals/withdraw.ts'), 'withdraw'>,
    Pick<typeof import('../../../src/approvals/policy.ts'), 'requirement'>,
    Pick<typeof import('../../../src/approvals/quorum.ts'), 'demandQuorum'>,
    Pick<typeof import('../../../src/approvals/desk.ts'), 'makeDesk'>,
    Pick<typeof import('../../../src/approvals/recheck.ts'), 'makeRecheck'>,
    Pick<typeof import('../../../src/approvals/attestation.ts'), 'attestationTags' | 'statementDigest' | 'statementOf'>,
    Pick<typeof import('../../../src/approvals/check-attestation.ts'), 'checkAttestation' | 'isSignedByUs'>,
    Pick<typeof import('../../../src/approvals/carry-over.ts'), 'decideCarryOver'>,
    Pick<typeof import('../../../src/approvals/check-record.ts'), 'checkRecord'>,
    Pick<typeof import('../../../src/approvals/vote-seal.ts'), 'sealFault'> {}

const files = [
  'decide',
  'withdraw',
  'policy',
  'quorum',
  'desk',
  'recheck',
  'attestation',
  'check-attestation',
  'carry-over',
  'check-record',
  'vote-seal',
] as const;

/** @param approvals folder that holds the modules, with a slash at its end */
export async function loadRule(approvals: URL): Promise<Rule> {
  const modules = await Promise.all(files.map((file) => import(new URL(`${file}.ts`, approvals).href)));
  return Object.assign({}, ...modules) as Rule;
}
