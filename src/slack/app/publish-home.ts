import type { HomeView } from '@slack/types';
import { admission } from '../../approvals/admission.ts';
import type { Actor } from '../../core/people.ts';
import type { Run } from '../../core/run.ts';
import { countVotes } from '../cards/count-votes.ts';
import { homeView, refusedHome } from '../home-view.ts';
import type { SlackContext } from './slack-context.ts';

const looked = 100;

/** Requests this person may decide. For showing only: the click decides again, with fresh eyes. */
async function waitingFor(context: SlackContext, userId: string): Promise<readonly Run[]> {
  const waiting = await context.records.runs({ states: ['waiting'], limit: looked });
  const groups = [...new Set(waiting.flatMap((run) => run.approval?.groups ?? []))];
  const members = new Map(
    await Promise.all(
      groups.map(async (group): Promise<[string, readonly string[]]> => {
        const ids = await context.asking.groupMembers(group).catch((error: unknown) => {
          context.log.warn({ err: error, group }, 'group could not be read for a home tab');
          return [];
        });
        return [group, ids];
      }),
    ),
  );
  return waiting.filter((run) => {
    const { approval } = run;
    if (!approval || run.requester.userId === userId) return false;
    const mayVote =
      approval.users.includes(userId) || approval.groups.some((group) => members.get(group)?.includes(userId));
    return mayVote && !countVotes(approval).approved.some((vote) => vote.userId === userId);
  });
}

async function homeOf(context: SlackContext, userId: string): Promise<HomeView> {
  const { records, catalogue, settings, log, slash, now, atAGlance } = context;
  const [waitingForMe, mine, compliance] = await Promise.all([
    waitingFor(context, userId),
    records.runs({ requester: userId, limit: 10 }),
    // What is only looked at must not keep away what people have to do.
    atAGlance().catch((error: unknown) => {
      log.warn({ err: error }, 'compliance could not be read for a home tab');
      return [];
    }),
  ]);
  return homeView({ waitingForMe, mine, compliance, slash }, catalogue, settings, now());
}

/**
 * Shows one person their home tab as things are now; to whoever is no full member, only that. Never throws: the next opening
 * shows it again.
 */
export async function publishHome(context: SlackContext, actor: Actor): Promise<void> {
  const { asking: directory, settings, client, log } = context;
  const { userId } = actor;
  try {
    const refusal = await admission({ directory, settings }, actor, 'home', 'everybody');
    const view = refusal ? refusedHome(refusal.sentence) : await homeOf(context, userId);
    await client.views.publish({ user_id: userId, view });
  } catch (error) {
    log.warn({ err: error, userId }, 'home tab could not be shown');
  }
}
