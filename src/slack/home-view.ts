import type { HomeView, KnownBlock } from '@slack/types';
import type { Catalogue } from '../core/catalogue.ts';
import { isPlanning } from '../core/command.ts';
import { digestOf } from '../core/json.ts';
import { type Entry, type Inline, type Offer, person, time } from '../core/message.ts';
import type { Run } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import { runCard } from './cards/run-card.ts';
import { contextBlock } from './rendering/context-block.ts';
import { cut, limits } from './rendering/limits.ts';
import { offersBlock } from './rendering/offers-block.ts';
import { headerBlock } from './rendering/render-message.ts';
import { richBlock } from './rendering/rich-text.ts';

/** What one person's home tab shows. */
export interface HomeContent {
  /** Requests this person may decide and has not. */
  readonly waitingForMe: readonly Run[];
  /** Newest first. */
  readonly mine: readonly Run[];
  /** How the guarded environments stand; empty where none is. */
  readonly compliance: readonly Entry[];
  readonly slash: string;
}

/** Enough to see what is going on; `/ami runs` has the rest. */
const most = 8;

/** Buttons that would only refuse this person are left out where only they look. */
const without =
  (...actions: readonly string[]) =>
  (block: KnownBlock): KnownBlock =>
    block.type === 'actions'
      ? { ...block, elements: block.elements.filter(({ action_id: id }) => !actions.includes(id ?? '')) }
      : block;

/** Nobody decides over their own request. */
const withoutVotes = without('assay.approve', 'assay.reject');
/** Who has not voted, and did not ask, has nothing to take back. */
const withoutTakingBack = without('assay.withdraw');

/** @param asker whose request it is; not said of one's own */
function entry(
  run: Run,
  asker: readonly Inline[],
  catalogue: Catalogue,
  settings: Settings,
  now: number,
): readonly KnownBlock[] {
  const { message, buttons } = runCard(run, catalogue.jobs, settings, now);
  // Ids must differ within the view and change with the run.
  const stamp = digestOf([run.id, run.state, run.changedAt]).slice(0, 12);
  const title = cut(message.title, limits.sectionText);
  return [
    { type: 'section', text: { type: 'plain_text', text: title, emoji: false } },
    contextBlock([...asker, time(run.requestedAt), ` · ${run.id}${run.reason ? ` · ${cut(run.reason, 200)}` : ''}`]),
    ...buttons.map((block) => ({ ...block, block_id: `assay:run:${stamp}` })),
  ];
}

/** Environments shown: each takes two blocks of the hundred a home tab may have. */
const mostGlances = 6;

function glance({ lines, offers = [] }: Entry, index: number): readonly KnownBlock[] {
  const buttons = offersBlock(offers, `assay:glance:${index}`);
  return [richBlock(lines), ...(buttons ? [buttons] : [])];
}

const nothing = (text: string): KnownBlock => contextBlock(text);

/** The home tab of somebody it is not for. */
export const refusedHome = (sentence: string): HomeView => ({ type: 'home', blocks: [richBlock([sentence])] });

/** The home tab: what waits for me, what I asked for, how the environments stand, what I could ask for. */
export function homeView(content: HomeContent, catalogue: Catalogue, settings: Settings, now: number): HomeView {
  const { waitingForMe, mine, compliance, slash } = content;
  const commands = [...catalogue.commands.values()].filter((command) => command.menu && isPlanning(command));
  const actions = offersBlock(
    commands.map(
      (command): Offer => ({ label: command.menu?.label ?? command.name, command: command.name, input: {} }),
    ),
  );
  const seen = new Set(waitingForMe.slice(0, most).map(({ id }) => id));
  const own = mine.filter(({ id }) => !seen.has(id)).slice(0, most);
  const ownList = own.flatMap((run) => entry(run, [], catalogue, settings, now)).map(withoutVotes);
  const waiting = waitingForMe
    .slice(0, most)
    .flatMap((run) => entry(run, [person(run.requester.userId), ' '], catalogue, settings, now))
    .map(withoutTakingBack);
  return {
    type: 'home',
    blocks: [
      headerBlock('Waiting for you'),
      ...(waitingForMe.length > 0 ? waiting : [nothing('Nothing waits for you.')]),
      ...(waitingForMe.length > most ? [nothing(`… and ${waitingForMe.length - most} more.`)] : []),
      { type: 'divider' },
      headerBlock('Your requests'),
      ...(own.length > 0 ? ownList : [nothing('Nothing yet.')]),
      { type: 'divider' },
      ...(compliance.length > 0
        ? [headerBlock('Compliance'), ...compliance.slice(0, mostGlances).flatMap(glance), { type: 'divider' } as const]
        : []),
      headerBlock('Start something'),
      ...(actions ? [actions] : []),
      nothing(`Or type ${slash} in any channel.`),
    ],
  };
}
