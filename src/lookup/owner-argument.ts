import { UserError } from '../core/outcome.ts';
import { type Actor, userIdPattern } from '../core/people.ts';
import type { Owner } from '../core/violation.ts';

/**
 * A person or a user group as Slack writes them into a line (`<@U0…|name>`, `<!subteam^S0…>`), or an id; left out, the one
 * who asks.
 * @throws UserError bad_input with how to name one
 */
export function ownerOf(text: string | undefined, actor: Actor): Owner {
  if (text === undefined || text === '' || text.toLowerCase() === 'me') return { kind: 'person', id: actor.userId };
  const person = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(text)?.[1] ?? userIdPattern.exec(text)?.[0];
  if (person) return { kind: 'person', id: person };
  const group = /^<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>$/.exec(text)?.[1] ?? /^S[A-Z0-9]{2,}$/.exec(text)?.[0];
  if (group) return { kind: 'group', id: group };
  throw new UserError('bad_input', `"${text}" is nobody I can call.`, {
    field: 'to',
    hint: 'Type @ and choose the person or the user group, or give the id (U… or S…); it is in their profile.',
  });
}
