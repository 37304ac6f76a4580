import type { AwsSnapshotState } from '../../contract.ts';
import { useFresh } from '../state/use-fresh.ts';

export function SnapshotRow({ place, snapshot }: { readonly place: string; readonly snapshot: AwsSnapshotState }) {
  // Its bar moves all the time; only a new state is news.
  const fresh = useFresh(`${place}/${snapshot.id}`, snapshot.state);
  const percent = Number.parseInt(snapshot.progress, 10) || 0;
  const done = snapshot.state === 'completed';
  return (
    <p class={`snapshot ${fresh}`} data-testid="snapshot" data-id={snapshot.id}>
      <span class="mono">{snapshot.id}</span>
      <span class="faint">{snapshot.encrypted ? 'encrypted' : 'not encrypted'}</span>
      {done ? (
        <span class="snapshot-state">{snapshot.state}</span>
      ) : (
        <span class="snapshot-state">
          <progress class="progress" value={percent} max={100} aria-label={`Progress of ${snapshot.id}`} /> {percent}%
        </span>
      )}
    </p>
  );
}
