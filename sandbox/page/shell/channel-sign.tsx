/** "#", or a lock for a private channel. */
export function ChannelSign({ isPrivate }: { readonly isPrivate: boolean }) {
  if (!isPrivate) return <span class="channel-sign">#</span>;
  return (
    <span class="channel-sign" role="img" aria-label="private">
      <svg class="sign" viewBox="0 0 20 20" width="15" height="15" aria-hidden="true">
        <path d="M4.5 9h11v8h-11z" />
        <path d="M7 9V6.2a3 3 0 0 1 6 0V9" />
      </svg>
    </span>
  );
}
