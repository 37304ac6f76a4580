import { goTo } from '../state/navigate.ts';
import { usePage } from '../state/store.ts';

interface MentionProps {
  readonly id: string;
  readonly label?: string | undefined;
}

/** `@Ada`; yellow when it names the person acted as. */
export function UserMention({ id, label }: MentionProps) {
  const { slack, me } = usePage();
  const user = slack?.users.find((candidate) => candidate.id === id);
  return (
    <span class={id === me ? 'mention mention-me' : 'mention'} title={user?.role ?? id}>
      @{user?.realName ?? label ?? id}
    </span>
  );
}

/** `#ami-requests`, a way there; a channel the person is not in is only its name. */
export function ChannelMention({ id, label }: MentionProps) {
  const { slack } = usePage();
  const channel = slack?.channels.find((candidate) => candidate.id === id);
  if (!channel) return <span class="mention">{label ? `#${label}` : 'private channel'}</span>;
  return (
    <button type="button" class="mention" onClick={() => goTo({ kind: 'channel', id })}>
      #{channel.name}
    </button>
  );
}

/** `@ami-approvers`; yellow when the person acted as is in it. The wire carries a group's id only. */
export function GroupMention({ id, label }: MentionProps) {
  const { slack, me } = usePage();
  const group = slack?.groups.find((candidate) => candidate.id === id);
  const isMine = group?.members.includes(me ?? '') ?? false;
  return (
    <span class={isMine ? 'mention mention-me' : 'mention'}>@{group?.handle ?? label?.replace(/^@/, '') ?? id}</span>
  );
}
