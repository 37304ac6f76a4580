import type { AwsRegionState } from '../../contract.ts';
import { useFresh } from '../state/use-fresh.ts';

type KmsKey = AwsRegionState['keys'][number];

export function KeyRow({ place, kmsKey }: { readonly place: string; readonly kmsKey: KmsKey }) {
  const fresh = useFresh(`${place}/${kmsKey.id}`, kmsKey);
  return (
    <p class={`key ${fresh}`} title={kmsKey.id} data-testid="key">
      <span class="mono">{kmsKey.alias || kmsKey.id}</span>
      <span class="faint">
        {kmsKey.spec}
        {kmsKey.state.toLowerCase() === 'enabled' ? '' : `, ${kmsKey.state}`}
      </span>
    </p>
  );
}
