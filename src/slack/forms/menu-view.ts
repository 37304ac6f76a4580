import type { KnownBlock, ModalView } from '@slack/types';
import type { Command } from '../../core/command.ts';
import { cut, limits } from '../rendering/limits.ts';
import { headerBlock } from '../rendering/render-message.ts';
import { escapeText } from '../rendering/spoken.ts';
import { modal } from './modal.ts';
import { packState } from './packed-state.ts';

export const menuAction = 'assay.menu';

const groups = ['AMIs', 'Approvals', 'Runs', 'Help'] as const;

function entry(command: Command, label: string): KnownBlock {
  return {
    type: 'section',
    // Both are written by us, in the command's own file.
    text: {
      type: 'mrkdwn',
      text: cut(`*${escapeText(label)}*\n${escapeText(command.summary)}`, limits.sectionText),
      verbatim: true,
    },
    accessory: {
      type: 'button',
      action_id: menuAction,
      value: command.name,
      text: { type: 'plain_text', text: 'Open', emoji: false },
      accessibility_label: cut(`Open: ${label}`, limits.accessibilityLabel),
    },
  };
}

/** Everything there is to ask for, by group: what the slash command alone opens. */
export function menuView(commands: Iterable<Command>, title: string, channel: string): ModalView {
  const all = [...commands];
  const blocks = groups.flatMap((group) => {
    const entries = all.flatMap((command) =>
      command.menu?.group === group ? [entry(command, command.menu.label)] : [],
    );
    return entries.length === 0 ? [] : [headerBlock(group), ...entries];
  });
  return modal({
    callbackId: 'assay.menu-view',
    title,
    metadata: packState({ command: '', channel, input: {} }),
    blocks: blocks.length > 0 ? blocks : [headerBlock('There is nothing to choose from.')],
  });
}
