import type { CommandContext } from '../../core/command.ts';
import { joined } from '../../core/joined.ts';
import { code, type Fact, type Line, person, time } from '../../core/message.ts';
import { countsAsApproved, type Judgement } from '../../lookup/judge-images.ts';

/** One environment's approval in words: by whom, when, and what its signature proves. */
function words(judgement: Judgement | undefined, settings: CommandContext['settings']): Line {
  if (!judgement || judgement.kind === 'none') return 'none';
  if (countsAsApproved(judgement, settings) && 'statement' in judgement) {
    const { approvers, at, request, carriedBy } = judgement.statement;
    const proof = judgement.kind === 'valid' ? 'signature checked' : 'not signed: there is no key to sign with';
    const carried = carriedBy === undefined ? [] : [', carried over to this copy by ', code(carriedBy)];
    return [
      '✅ by ',
      ...joined(approvers.map(person)),
      ', ',
      time(at),
      ', request ',
      code(request),
      ...carried,
      `; ${proof}`,
    ];
  }
  if (judgement.kind === 'revoked') return `⛔ ${judgement.sentence}`;
  return `⚠️ ${judgement.sentence}`;
}

/** A fact per environment that has approvals. */
export const approvalFacts = (
  imageId: string,
  judged: ReadonlyMap<string, ReadonlyMap<string, Judgement>>,
  settings: CommandContext['settings'],
): readonly Fact[] =>
  [...judged].map(([environment, byId]) => ({
    label: `Approval for ${environment}`,
    value: words(byId.get(imageId), settings),
  }));
