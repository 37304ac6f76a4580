import { useState } from 'preact/hooks';
import { asString } from '../blocks/json.ts';
import { usePage } from '../state/store.ts';
import type { Choice } from './choice.ts';
import type { ElementProps } from './element.tsx';
import { idValues, matching } from './option-values.ts';
import { Select } from './select.tsx';

export function UsersSelect(props: ElementProps) {
  const users = usePage().slack?.users ?? [];
  const choices = users
    .filter((user) => !user.isDeleted)
    .map((user): Choice => ({ value: user.id, label: user.realName, description: user.role }));
  return <IdSelect {...props} all={choices} what="user" />;
}

export function ConversationsSelect(props: ElementProps) {
  const channels = usePage().slack?.channels ?? [];
  const choices = channels
    .filter((channel) => !channel.isDirect)
    .map(
      (channel): Choice => ({ value: channel.id, label: `#${channel.name}`, description: channel.topic || undefined }),
    );
  const what = asString(props.element['type']).includes('channels') ? 'channel' : 'conversation';
  return <IdSelect {...props} all={choices} what={what} />;
}

interface IdSelectProps extends ElementProps {
  readonly all: readonly Choice[];
  readonly what: 'user' | 'conversation' | 'channel';
}

function IdSelect({ all, what, ...props }: IdSelectProps) {
  const [query, setQuery] = useState('');
  return (
    <Select
      {...props}
      {...idValues(props.element, what, all)}
      choices={matching(all, query)}
      emptyText="No results"
      onQuery={setQuery}
    />
  );
}
