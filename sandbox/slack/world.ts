import { ChangeBell } from './change-bell.ts';
import { Directory } from './directory.ts';
import { FileStore } from './file-store.ts';
import type { Lives } from './lives.ts';
import { MessageStore } from './message-store.ts';
import { ResponseUrlBook } from './response-url-book.ts';
import { TriggerBook } from './trigger-book.ts';
import { ViewStore } from './view-store.ts';
import type { WorkspaceSeed } from './workspace-seed.ts';

/** The workspace: everything Slack would remember. */
export interface World {
  readonly seed: WorkspaceSeed;
  readonly lives: Lives;
  readonly now: () => number;
  readonly bell: ChangeBell;
  readonly directory: Directory;
  readonly messages: MessageStore;
  readonly views: ViewStore;
  readonly triggers: TriggerBook;
  readonly responseUrls: ResponseUrlBook;
  readonly files: FileStore;
  /** What the app did that Slack would show as an error to the person, or drop: invalid acks and the like. */
  readonly problems: string[];
}

export function makeWorld(seed: WorkspaceSeed, lives: Lives, now: () => number): World {
  const messages = new MessageStore(now);
  return {
    seed,
    lives,
    now,
    bell: new ChangeBell(),
    directory: new Directory(seed),
    messages,
    views: new ViewStore((blocks) => messages.withBlockIds(blocks) ?? [], now),
    triggers: new TriggerBook(now, lives.triggerMs),
    responseUrls: new ResponseUrlBook(now, lives.responseUrlMs, lives.responseUrlUses),
    files: new FileStore(now, lives.fileProcessingMs),
    problems: [],
  };
}
