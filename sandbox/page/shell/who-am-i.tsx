import { useRef, useState } from 'preact/hooks';
import type { SlackUser } from '../../contract.ts';
import { Popup } from '../elements/popup.tsx';
import { useListKeys } from '../elements/use-list-keys.ts';
import { switchTo } from '../state/navigate.ts';
import { usePage } from '../state/store.ts';
import { Avatar } from './avatar.tsx';

/** Who the newcomer is right now, and a list of everybody they could be. */
export function WhoAmI() {
  const { slack, me } = usePage();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const users = slack?.users ?? [];
  const self = users.find((user) => user.id === me);
  const close = () => setOpen(false);
  const pick = (user: SlackUser | undefined) => {
    close();
    if (user) void switchTo(user.id);
    anchor.current?.focus();
  };
  const keys = useListKeys({
    open,
    count: users.length,
    show: () => setOpen(true),
    onPick: (index) => pick(users[index]),
  });
  return (
    <div class="who">
      <span class="who-label" id="who-label">
        You are
      </span>
      <button
        ref={anchor}
        type="button"
        class="who-button"
        role="combobox"
        data-testid="who-am-i"
        data-user={me}
        aria-labelledby="who-label who-name"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-controls="who-list"
        aria-activedescendant={open ? `who-${users[keys.active]?.id}` : undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={keys.onKeyDown}
      >
        <Avatar user={self} size={22} />
        <span class="who-name" id="who-name">
          <b>{self?.realName ?? '…'}</b> <span class="who-role">{self?.role}</span>
        </span>
        <span class="caret" aria-hidden="true">
          ▾
        </span>
      </button>
      {open && (
        <Popup anchor={anchor} onClose={close}>
          <div id="who-list" class="who-list" role="listbox" aria-labelledby="who-label" tabIndex={-1}>
            {users.map((user, index) => (
              <div
                key={user.id}
                id={`who-${user.id}`}
                class="who-option"
                role="option"
                tabIndex={-1}
                data-user={user.id}
                data-active={index === keys.active}
                aria-selected={user.id === me}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => pick(user)}
                onKeyDown={(event) => event.key === 'Enter' && pick(user)}
              >
                <Avatar user={user} size={28} />
                <span class="who-option-name">{user.realName}</span>
                <span class="who-option-role">{user.role}</span>
                <span class="who-option-tick" aria-hidden="true">
                  {user.id === me ? '✓' : ''}
                </span>
              </div>
            ))}
          </div>
        </Popup>
      )}
    </div>
  );
}
