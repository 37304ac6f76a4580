import type { WebClient } from '@slack/web-api';
import type { Catalogue } from '../../core/catalogue.ts';
import type { Desk, Records } from '../../core/command.ts';
import type { Intake } from '../../core/intake.ts';
import type { Entry } from '../../core/message.ts';
import type { Directory } from '../../core/people.ts';
import type { DrawPicture } from '../../core/picture.ts';
import type { Settings } from '../../core/settings.ts';
import type { Log } from '../log.ts';

/** How pictures are made, and whether they stand beside the answer or come as a direct message. */
export interface Studio {
  readonly draw: DrawPicture;
  readonly where: 'here' | 'direct';
}

/** What every handler of this app works with; built once at the start. */
export interface SlackContext {
  readonly intake: Intake;
  readonly desk: Desk;
  readonly records: Records;
  /** May be some seconds old: for who may ask and what is shown, never for votes. */
  readonly asking: Directory;
  readonly catalogue: Catalogue;
  readonly settings: Settings;
  /** The slash command, with its slash. */
  readonly slash: string;
  /** For calls somebody is waiting for: fails fast, never queues. */
  readonly client: WebClient;
  /** Draws pictures and says where they go; undefined: answers are words only. */
  readonly pictures: Studio | undefined;
  /** How the guarded environments stand. */
  readonly atAGlance: () => Promise<readonly Entry[]>;
  readonly log: Log;
  readonly now: () => number;
}

/** Slack gives up on an answer after 3 s, counted from its own sending. */
export const ackWithinMs = 2300;
/** A view that takes longer shows that it is loading. */
export const viewWithinMs = 2000;
