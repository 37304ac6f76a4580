import { bold, code, type Message, time } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import type { FoundBinned } from '../../lookup/find-binned.ts';
import { placeName } from '../../lookup/places.ts';

/** An AMI that only a Recycle Bin holds: all AWS tells of it there, and the way back. */
export function presentBinned({ place, binned }: FoundBinned, settings: Settings): Message {
  const { id, name, enteredAt, leavesAt } = binned;
  return {
    title: `AMI ${name ?? id} is in the Recycle Bin`,
    tone: 'warning',
    lines: [
      ['It was deregistered. AWS keeps it until ', time(leavesAt), '; after that it is ', bold('gone for good'), '.'],
    ],
    facts: [
      { label: 'AMI', value: [code(id), name ? ` ${name}` : ''] },
      { label: 'Where', value: placeName(place, settings) },
      { label: 'In the Recycle Bin since', value: time(enteredAt) },
      { label: 'Until', value: time(leavesAt) },
    ],
    notes: [
      'AWS tells no more of an AMI in the Recycle Bin. Restoring it needs its snapshots, which lie there as well.',
    ],
    offers: [{ label: 'Restore…', command: 'restore', input: { image: id } }],
  };
}
