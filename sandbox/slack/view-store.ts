import type { BlockJson, ViewValues } from '../contract.ts';
import { type Json, textOf } from './json.ts';
import { SlackRefusal } from './slack-refusal.ts';

export interface View {
  readonly id: string;
  readonly user: string;
  readonly type: 'modal' | 'home';
  readonly rootId: string;
  readonly previousId: string | undefined;
  hash: string;
  /** The view as the app gave it, block ids filled in. */
  source: Json & { blocks: readonly BlockJson[] };
  /** What the person entered so far. */
  values: ViewValues;
  errors: Readonly<Record<string, string>>;
}

const MAX_STACK = 3;

type FillIds = (blocks: readonly Json[]) => readonly BlockJson[];

/** The open modals of every person, a stack each, and their home tabs. */
export class ViewStore {
  readonly #stacks = new Map<string, View[]>();
  readonly #homes = new Map<string, View>();
  readonly #fillIds: FillIds;
  readonly #now: () => number;
  #count = 0;

  constructor(fillIds: FillIds, now: () => number) {
    this.#fillIds = fillIds;
    this.#now = now;
  }

  stack(user: string): readonly View[] {
    return this.#stacks.get(user) ?? [];
  }

  home(user: string): View | undefined {
    return this.#homes.get(user);
  }

  /** Opens a modal as the only one: a new root closes whatever the person had open. */
  open(user: string, source: Json): View {
    this.#refuseTakenExternalId(source);
    const view = this.#make(user, source, undefined);
    this.#stacks.set(user, [view]);
    return view;
  }

  push(user: string, source: Json): View {
    const stack = this.#stacks.get(user) ?? [];
    const top = stack.at(-1);
    if (top === undefined) throw new SlackRefusal('not_found');
    if (stack.length >= MAX_STACK) throw new SlackRefusal('push_limit_reached');
    this.#refuseTakenExternalId(source);
    const view = this.#make(user, source, top);
    this.#stacks.set(user, [...stack, view]);
    return view;
  }

  update(view: View, source: Json, hash: string | undefined): View {
    if (hash !== undefined && hash !== view.hash) throw new SlackRefusal('hash_conflict');
    this.#refuseTakenExternalId(source, view);
    view.source = this.#fill(source);
    view.hash = this.#nextHash();
    view.errors = {};
    return view;
  }

  publish(user: string, source: Json, hash: string | undefined): View {
    const known = this.#homes.get(user);
    if (known !== undefined) return this.update(known, source, hash);
    const view = this.#make(user, source, undefined);
    this.#homes.set(user, view);
    return view;
  }

  /** Closes this view. Returns the views that went with it, topmost first. */
  close(view: View, whole = false): readonly View[] {
    const stack = this.#stacks.get(view.user) ?? [];
    const gone = whole ? stack : stack.slice(stack.indexOf(view));
    this.#stacks.set(
      view.user,
      stack.filter((each) => !gone.includes(each)),
    );
    return gone.toReversed();
  }

  byId(id: string): View | undefined {
    return this.#every().find((view) => view.id === id);
  }

  byExternalId(externalId: string): View | undefined {
    return this.#every().find((view) => view.source['external_id'] === externalId);
  }

  #every(): readonly View[] {
    return [...[...this.#stacks.values()].flat(), ...this.#homes.values()];
  }

  #refuseTakenExternalId(source: Json, own?: View): void {
    const externalId = textOf(source['external_id']);
    const taken = externalId === '' ? undefined : this.byExternalId(externalId);
    if (taken !== undefined && taken !== own) throw new SlackRefusal('duplicate_external_id');
  }

  #make(user: string, source: Json, previous: View | undefined): View {
    this.#count += 1;
    const id = `V0${String(this.#count).padStart(7, '0')}`;
    return {
      id,
      user,
      type: source['type'] === 'home' ? 'home' : 'modal',
      rootId: previous?.rootId ?? id,
      previousId: previous?.id,
      hash: this.#nextHash(),
      source: this.#fill(source),
      values: {},
      errors: {},
    };
  }

  #fill(source: Json): View['source'] {
    const blocks = Array.isArray(source['blocks']) ? (source['blocks'] as Json[]) : [];
    return { ...source, blocks: this.#fillIds(blocks) };
  }

  #nextHash(): string {
    this.#count += 1;
    return `${Math.floor(this.#now() / 1000)}.${this.#count.toString(36).padStart(8, 'h')}`;
  }
}
