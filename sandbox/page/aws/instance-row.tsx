import type { AwsInstanceState } from '../../contract.ts';
import { useFresh } from '../state/use-fresh.ts';
import { StateMark } from './state-mark.tsx';
import { TagList } from './tag-list.tsx';

export function InstanceRow({ place, instance }: { readonly place: string; readonly instance: AwsInstanceState }) {
  const fresh = useFresh(`${place}/${instance.id}`, instance);
  const { Name: _name, ...tags } = instance.tags;
  return (
    <div class={`row ${fresh}`} data-testid="instance" data-id={instance.id}>
      <p class="row-line">
        <span class="row-name">{instance.name || instance.id}</span>
        <StateMark state={instance.state} />
      </p>
      <p class="row-detail mono">
        {instance.id}{' '}
        <span class="faint">
          {instance.type}, {instance.zone}, from {instance.imageId}
        </span>
      </p>
      {instance.reboots > 0 && (
        <p class="row-detail">
          rebooted {instance.reboots} {instance.reboots === 1 ? 'time' : 'times'}
        </p>
      )}
      <TagList tags={tags} />
    </div>
  );
}
