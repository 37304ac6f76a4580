import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { HandsAnswer, OptionJson } from '../../contract.ts';

export interface ElementAction {
  readonly actionId: string;
  readonly blockId: string;
  /** The picked option's value, date or id. */
  readonly selected?: string;
}

/** What blocks stand in: a message, a modal or the Home tab. It knows how to tell Slack about a click. */
export interface BlockHost {
  /** Under this key the values of its inputs are kept. */
  readonly key: string;
  readonly surface: 'message' | 'modal' | 'home';
  /** Block id to sentence, shown beside the field. */
  readonly errors: Readonly<Record<string, string>>;
  act(action: ElementAction): Promise<HandsAnswer>;
  search(element: { readonly actionId: string; readonly blockId: string; readonly query: string }): Promise<{
    readonly ok: boolean;
    readonly error?: string;
    readonly options: readonly OptionJson[];
  }>;
}

const nowhere: BlockHost = {
  key: '',
  surface: 'message',
  errors: {},
  act: async () => ({ ok: false }),
  search: async () => ({ ok: false, options: [] }),
};

export const HostContext = createContext<BlockHost>(nowhere);

export function useHost(): BlockHost {
  return useContext(HostContext);
}
