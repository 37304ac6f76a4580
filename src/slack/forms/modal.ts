import type { KnownBlock, ModalView } from '@slack/types';
import { cut, limits } from '../rendering/limits.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text: cut(text, limits.viewTitle), emoji: false });

/** A modal with what every modal of ours has. */
export function modal(options: {
  readonly callbackId: string;
  readonly title: string;
  readonly blocks: readonly KnownBlock[];
  readonly submit?: string;
  readonly close?: string;
  readonly metadata?: string;
}): ModalView {
  const { callbackId, title, blocks, submit, close = 'Close', metadata } = options;
  return {
    type: 'modal',
    callback_id: callbackId,
    title: plain(title),
    close: plain(close),
    ...(submit ? { submit: plain(submit) } : {}),
    ...(metadata === undefined ? {} : { private_metadata: metadata }),
    blocks: blocks.slice(0, limits.viewBlocks),
  };
}
