import type { Actor, Directory } from '../core/people.ts';
import type { Settings } from '../core/settings.ts';
import { isListed, personFacts } from './ask-directory.ts';
import { askingRefusal, type Refusal } from './eligibility.ts';

/**
 * Whether somebody may ask, by Slack's answer of this moment.
 *
 * @param command its own entry among the requesters wins over `default`
 * @param list `default` also holds for what has no entry of its own; `own` looks at a command's own entry only;
 *   `everybody` asks for a full member and no more
 */
export async function admission(
  around: { readonly directory: Directory; readonly settings: Settings },
  actor: Actor,
  command: string,
  list: 'default' | 'own' | 'everybody',
): Promise<Refusal | undefined> {
  const { directory, settings } = around;
  const own = list === 'everybody' ? undefined : settings.requesters[command];
  const listed = own ?? (list === 'default' ? settings.requesters['default'] : undefined);
  const isOpen = !listed || listed.users.length + listed.groups.length === 0;
  const [facts, mayAsk] = await Promise.all([
    personFacts(directory, actor),
    isOpen || isListed(directory, actor.userId, listed),
  ]);
  return askingRefusal(facts, mayAsk, command);
}
