import type { AwsAccountState, AwsRegionState } from '../../contract.ts';
import { ImageRow } from './image-row.tsx';
import { InstanceRow } from './instance-row.tsx';
import { KeyRow } from './key-row.tsx';
import { SnapshotRow } from './snapshot-row.tsx';

export function AccountView({ account }: { readonly account: AwsAccountState }) {
  return (
    <section class="account" data-account={account.id}>
      <h3 class="account-head">
        <span class="account-alias">{account.alias}</span>
        <span class="mono faint">{account.id}</span>
      </h3>
      {account.regions.map((region) => (
        <RegionView key={region.name} account={account} region={region} />
      ))}
    </section>
  );
}

interface RegionViewProps {
  readonly account: AwsAccountState;
  readonly region: AwsRegionState;
}

function RegionView({ account, region }: RegionViewProps) {
  const { instances, images, snapshots, keys } = region;
  const place = `${account.id}/${region.name}`;
  const owned = new Set(images.flatMap((image) => image.snapshotIds));
  const loose = snapshots.filter((snapshot) => !owned.has(snapshot.id));
  const empty = instances.length + images.length + snapshots.length === 0;
  return (
    <details class="region" open={!empty} data-region={region.name}>
      <summary class="region-head">
        <span>{region.name}</span>
        <span class="faint">{summary(region)}</span>
      </summary>
      <Kind title="AMIs" count={images.length}>
        {newestFirst(images).map((image) => (
          <ImageRow key={image.id} place={place} image={image} accountId={account.id} snapshots={snapshots} />
        ))}
      </Kind>
      <Kind title="Instances" count={instances.length}>
        {instances.map((instance) => (
          <InstanceRow key={instance.id} place={place} instance={instance} />
        ))}
      </Kind>
      <Kind title="Other snapshots" count={loose.length}>
        {loose.map((snapshot) => (
          <SnapshotRow key={snapshot.id} place={place} snapshot={snapshot} />
        ))}
      </Kind>
      <Kind title="Keys" count={keys.length}>
        {keys.map((key) => (
          <KeyRow key={key.id} place={place} kmsKey={key} />
        ))}
      </Kind>
    </details>
  );
}

interface KindProps {
  readonly title: string;
  readonly count: number;
  readonly children: preact.ComponentChildren;
}

function Kind({ title, count, children }: KindProps) {
  if (count === 0) return null;
  return (
    <div class="kind">
      <h4 class="kind-title">{title}</h4>
      {children}
    </div>
  );
}

function newestFirst(images: AwsRegionState['images']): AwsRegionState['images'] {
  return images.toSorted((a, b) => b.creationDate.localeCompare(a.creationDate));
}

function summary({ instances, images, keys }: AwsRegionState): string {
  const counts = [
    [instances.length, 'instance'],
    [images.length, 'AMI'],
    [keys.length, 'key'],
  ] as const;
  const parts = counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`);
  return parts.join(', ') || 'nothing';
}
