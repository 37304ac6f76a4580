import type { ChoreContext } from '../core/chore.ts';
import { bold, code, type Line } from '../core/message.ts';
import type { Approval, Run } from '../core/run.ts';
import type { Asked, Bulletin, BulletinGroup } from '../core/violation.ts';

/** Messages with something open, and requests that wait, that are looked at. */
const mostBulletins = 500;
const mostRuns = 500;

/** Jobs whose end would put a violation right, and what they ask people for. */
const kinds: Readonly<Record<string, Asked['for']>> = { promote: 'approval', exempt: 'exemption' };

/** A request is about an AMI, for an environment; or about the thing itself. */
const isAbout = ({ about, approval }: Run, { image, subjects }: BulletinGroup, { environment }: Bulletin): boolean =>
  approval?.environment === environment && (about.includes(image.id) || subjects.some(({ id }) => about.includes(id)));

/** For people to read; whether it is enough is decided where votes are taken. */
const agreedOf = ({ votes }: Approval): number =>
  new Set(votes.flatMap((vote) => (vote.kind === 'approve' && !vote.void ? [vote.userId] : []))).size;

/** The requests that people have not decided on yet, by group of the message. Pure. */
const askedOf = (waiting: readonly Run[], bulletin: Bulletin): readonly (readonly Asked[])[] =>
  bulletin.groups.map((group) =>
    waiting
      .filter((run) => isAbout(run, group, bulletin))
      .flatMap((run) => {
        const of = kinds[run.job];
        return of && run.approval
          ? [{ run: run.id, for: of, agreed: agreedOf(run.approval), minimum: run.approval.minimum }]
          : [];
      }),
  );

/** How far a group is from being put right. */
export const askedLines = (asked: readonly Asked[]): readonly Line[] =>
  asked.map(({ run, for: what, agreed, minimum }) => [
    bold(what === 'approval' ? 'Approval asked for' : 'Exemption asked for'),
    `: ${agreed} of ${minimum} people agree, `,
    code(run),
  ]);

/** Shows under what was told what people have asked for since, and how many agree. */
export async function followRequests({
  violations,
  records,
}: Pick<ChoreContext, 'violations' | 'records'>): Promise<void> {
  const states = await violations.openBulletins(mostBulletins);
  if (states.length === 0) return;
  const waiting = (await records.runs({ states: ['waiting'], limit: mostRuns })).filter(({ job }) => job in kinds);
  for (const { bulletin, asked } of states) {
    const now = askedOf(waiting, bulletin);
    if (now.some((of) => of.length > 0) || asked.length > 0) await violations.ask(bulletin.id, now);
  }
}
