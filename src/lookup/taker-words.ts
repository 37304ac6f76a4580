import { joined } from '../core/joined.ts';
import { bold, type Inline } from '../core/message.ts';
import type { Taker } from './takers.ts';

const kinds = { account: 'account', unit: 'unit', organization: 'organisation' } as const;

const takerWords = ({ kind, name, value, isKnown }: Taker): readonly Inline[] => {
  const id = value.split('/').at(-1) ?? value;
  return [
    bold(name),
    ` (${kinds[kind]}${id === name ? '' : ` ${id}`})`,
    ...(isKnown ? [] : [', ', bold('not in the configuration')]),
  ];
};

/** Whom an AMI is shared with, in words: name, kind and id of each, and who is not in the configuration. */
export const takersLine = (takers: readonly Taker[]): readonly Inline[] => joined(takers.map(takerWords));
