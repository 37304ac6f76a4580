import type { HomeView, KnownBlock } from '@slack/types';
import type { Catalogue } from '../core/catalogue.ts';
import { isPlanning } from '../core/command.ts';
import { digestOf } from '../core/json.ts';
import { type Offer, person, time } from '../core/message.ts';
import type { Run } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import { runCard } from './cards/run-card.ts';
import { contextBlock } from './rendering/context-block.ts';
import { cut, limits } from './rendering/limits.ts';
import { offersBlock } from './rendering/offers-block.ts';
import { headerBlock } from './rendering/render-message.ts';

/** What one person's home tab shows. */
export interface HomeContent {
  /** Requests this person may decide and has not. */
  readonly waitingForMe: readonly Run[];
  /** Newest first. */
  readonly mine: readonly Run[];
  readonly slash: string;
}

/** Enough to see what is going on; `/ami runs` has the rest. */
const most = 8;

/** Nobody decides over their own request: the buttons that would only refuse them are left out where only they look. */
const withoutVotes = (block: KnownBlock): KnownBlock =>
  block.type === 'actions'
    ? { ...block, elements: block.elements.filter(({ action_id: id }) => !/^assay\.(approve|reject)$/.test(id ?? '')) }
    : block;

function entry(run: Run, catalogue: Catalogue, settings: Settings, now: number): readonly KnownBlock[] {
  const { message, buttons } = runCard(run, catalogue.jobs.get(run.job), settings, now);
  // Ids must differ within the view and change with the run.
  const stamp = digestOf([run.id, run.state, run.changedAt]).slice(0, 12);
  const title = cut(message.title, limits.sectionText);
  return [
    { type: 'section', text: { type: 'plain_text', text: title, emoji: false } },
    contextBlock([person(run.requester.userId), ' ', time(run.requestedAt), ` · ${run.id}`]),
    ...buttons.map((block) => ({ ...block, block_id: `assay:run:${stamp}` })),
  ];
}

const nothing = (text: string): KnownBlock => contextBlock(text);

/** The home tab: what waits for me, what I asked for, what I could ask for. */
export function homeView(content: HomeContent, catalogue: Catalogue, settings: Settings, now: number): HomeView {
  const { waitingForMe, mine, slash } = content;
  const commands = [...catalogue.commands.values()].filter((command) => command.menu && isPlanning(command));
  const actions = offersBlock(
    commands.map(
      (command): Offer => ({ label: command.menu?.label ?? command.name, command: command.name, input: {} }),
    ),
  );
  const seen = new Set(waitingForMe.slice(0, most).map(({ id }) => id));
  const own = mine.filter(({ id }) => !seen.has(id)).slice(0, most);
  const list = (runs: readonly Run[]) => runs.flatMap((run) => entry(run, catalogue, settings, now));
  const ownList = list(own).map(withoutVotes);
  return {
    type: 'home',
    blocks: [
      headerBlock('Waiting for you'),
      ...(waitingForMe.length > 0 ? list(waitingForMe.slice(0, most)) : [nothing('Nothing waits for you.')]),
      ...(waitingForMe.length > most ? [nothing(`… and ${waitingForMe.length - most} more.`)] : []),
      { type: 'divider' },
      headerBlock('Your requests'),
      ...(own.length > 0 ? ownList : [nothing(`Nothing yet. Type ${slash} in any channel, or start here:`)]),
      { type: 'divider' },
      headerBlock('Start something'),
      ...(actions ? [actions] : []),
      nothing(`Or type ${slash} help in any channel.`),
    ],
  };
}
