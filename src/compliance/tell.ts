import type { ChoreContext } from '../core/chore.ts';
import { newId } from '../core/new-id.ts';
import { bulletinsOf, isQuiet } from './bulletins.ts';
import { threadOf } from './thread.ts';

/** Read at a time; what is more is told the next time, by a message of its own. */
const most = 10_000;

/** Makes messages of the violations nobody was told of. In quiet hours only those that cannot wait. */
export async function tell({
  violations,
  settings,
  now,
}: Pick<ChoreContext, 'violations' | 'settings' | 'now'>): Promise<void> {
  const untold = await violations.untold(most);
  const quiet = isQuiet(now, settings.compliance.quietHours);
  const told = untold.filter(({ finding }) => !quiet || finding.severity === 'high');
  const byId = new Map(told.map((one) => [one.id, one]));
  for (const { bulletin, groups } of bulletinsOf(told, settings, now.getTime(), () => newId('b'))) {
    const listed = groups.flat().flatMap((id) => byId.get(id) ?? []);
    await violations.tell(bulletin, groups, threadOf(bulletin, listed, settings));
  }
}
