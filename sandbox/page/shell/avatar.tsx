import type { SlackUser } from '../../contract.ts';
import { usePage } from '../state/store.ts';

interface AvatarProps {
  readonly user: SlackUser | undefined;
  readonly size?: number;
}

/** A coloured square with initials; the bot has its hallmark. Decoration: the name stands beside it. */
export function Avatar({ user, size = 36 }: AvatarProps) {
  const { slack } = usePage();
  if (user && user.id === slack?.botUserId) return <BotAvatar size={size} />;
  const initials = (user?.realName ?? '?')
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0])
    .join('');
  const box = { width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.4)}px` };
  return (
    <span class="avatar" style={{ ...box, background: user?.avatarColor ?? '#868686' }} aria-hidden="true">
      {initials}
    </span>
  );
}

export function BotAvatar({ size = 36 }: { readonly size?: number }) {
  return (
    <span class="avatar avatar-bot" style={{ width: `${size}px`, height: `${size}px` }} aria-hidden="true">
      <svg viewBox="0 0 32 32" width={size * 0.72} height={size * 0.72} role="presentation">
        <path d="M16 4.5 26 10.3v11.4L16 27.5 6 21.7V10.3z" />
        <path d="M11 16.2l3.6 3.6 6.9-7" />
      </svg>
    </span>
  );
}
