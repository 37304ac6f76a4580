import type { Tag } from '@aws-sdk/client-ec2';
import type { Lag } from './world.ts';

/** Tags with this prefix on an image are shown to every account the image is shared with. Only its owner writes them. */
export const SHARED_TAG_PREFIX = 'ec2:SharedTag/';

interface Page {
  tags: Map<string, string>;
  /** What readers still see while a write has not spread. */
  before: { readonly tags: Map<string, string>; readonly lag: Lag } | undefined;
}

/** Every tag of the world, per resource and per account that wrote it: ordinary tags are private to their writer. */
export interface TagBook {
  /** Tags one account wrote on a resource, as they really are. */
  written(resourceId: string, writer: string): ReadonlyMap<string, string>;
  /** Tags one account sees on a resource: its own, and the owner's shared ones. Counts as a look where tags lag. */
  seen(resourceId: string, owner: string, viewer: string): ReadonlyMap<string, string>;
  put(resourceId: string, writer: string, tags: ReadonlyMap<string, string>): void;
  remove(resourceId: string, writer: string, keys: readonly string[]): void;
  /** Every page that is not empty. */
  all(): readonly {
    readonly resourceId: string;
    readonly writer: string;
    readonly tags: ReadonlyMap<string, string>;
  }[];
  /** New writes stay unseen for this long and for so many looks. */
  lag(next: { readonly ms?: number; readonly looks?: number } | undefined): void;
}

/** An empty tag book. */
export function makeTagBook(now: () => number): TagBook {
  const pages = new Map<string, Page>();
  let lagging: { readonly ms?: number; readonly looks?: number } | undefined;

  const open = (resourceId: string, writer: string): Page => {
    const key = `${resourceId} ${writer}`;
    const page = pages.get(key) ?? { tags: new Map(), before: undefined };
    pages.set(key, page);
    return page;
  };
  const change = (page: Page, next: Map<string, string>): void => {
    if (lagging !== undefined) {
      const lag = { until: now() + (lagging.ms ?? 0), looksLeft: lagging.looks ?? 0 };
      page.before = { tags: page.before?.tags ?? page.tags, lag };
    }
    page.tags = next;
  };
  const look = (page: Page): Map<string, string> => {
    if (page.before !== undefined && isHidden(page.before.lag, now())) {
      return page.before.tags;
    }
    page.before = undefined;
    return page.tags;
  };

  return {
    written: (resourceId, writer) => open(resourceId, writer).tags,
    seen(resourceId, owner, viewer) {
      const own = look(open(resourceId, viewer));
      if (viewer === owner) {
        return own;
      }
      const shared = [...look(open(resourceId, owner))].filter(([key]) => key.startsWith(SHARED_TAG_PREFIX));
      return new Map([...own, ...shared]);
    },
    put(resourceId, writer, tags) {
      const page = open(resourceId, writer);
      change(page, new Map([...page.tags, ...tags]));
    },
    remove(resourceId, writer, keys) {
      const page = open(resourceId, writer);
      const next = new Map(page.tags);
      for (const key of keys) {
        next.delete(key);
      }
      change(page, next);
    },
    all: () =>
      [...pages].flatMap(([key, { tags }]) => {
        const [resourceId = '', writer = ''] = key.split(' ');
        return tags.size > 0 ? [{ resourceId, writer, tags }] : [];
      }),
    lag(next) {
      lagging = next;
    },
  };
}

/** Does this lag still hide? Uses up one look. */
export function isHidden(lag: Lag, now: number): boolean {
  if (lag.looksLeft > 0) {
    lag.looksLeft -= 1;
    return true;
  }
  return now < lag.until;
}

/** Tags in the list form of the API. */
export function toTagList(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
