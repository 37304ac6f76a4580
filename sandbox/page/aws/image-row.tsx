import { useRef } from 'preact/hooks';
import type { AwsImageState, AwsSnapshotState } from '../../contract.ts';
import { useFresh } from '../state/use-fresh.ts';
import { useAccountName } from './account-name.ts';
import { SnapshotRow } from './snapshot-row.tsx';
import { StateMark } from './state-mark.tsx';
import { TagList } from './tag-list.tsx';
import { useInSight } from './use-in-sight.ts';

interface ImageRowProps {
  readonly place: string;
  readonly image: AwsImageState;
  readonly accountId: string;
  readonly snapshots: readonly AwsSnapshotState[];
}

export function ImageRow({ place, image, accountId, snapshots }: ImageRowProps) {
  const fresh = useFresh(`${place}/${image.id}`, image);
  const row = useRef<HTMLDivElement>(null);
  useInSight(row, fresh);
  const nameOf = useAccountName();
  const { Name: _name, ...tags } = image.tags;
  return (
    <div ref={row} class={`row ${fresh}`} data-testid="image" data-id={image.id} data-state={image.state}>
      <p class="row-line">
        <span class="row-name" title={image.name}>
          {image.name || image.id}
        </span>
        <StateMark state={image.state} />
      </p>
      <p class="row-detail mono">
        {image.id}
        {image.ownerId !== accountId && <span class="faint"> owned by {image.ownerId}</span>}
      </p>
      {image.launchPermissions.length > 0 && (
        <p class="row-detail">shared with {image.launchPermissions.map(nameOf).join(', ')}</p>
      )}
      <TagList tags={tags} />
      {snapshots
        .filter((snapshot) => image.snapshotIds.includes(snapshot.id))
        .map((snapshot) => (
          <SnapshotRow key={snapshot.id} place={place} snapshot={snapshot} />
        ))}
    </div>
  );
}
