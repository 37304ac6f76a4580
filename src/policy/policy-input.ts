import type { AccountAccess } from '../core/aws.ts';
import type { Settings } from '../core/settings.ts';
import type { RoleNeeds } from './needs-of.ts';

/** What the documents are made from: what the code declares, and what the configuration names. */
export interface PolicyInput {
  readonly needs: RoleNeeds;
  readonly accounts: readonly AccountAccess[];
  readonly settings: Pick<
    Settings,
    'accounts' | 'environments' | 'tags' | 'signingKey' | 'formerSigningKeys' | 'keyPolicies' | 'organization'
  > & { readonly compliance?: Pick<Settings['compliance'], 'stopInstances' | 'config'> };
  /** The role Assay itself runs as. */
  readonly hubRoleArn: string;
  /** Region of the hub account in which the queue of events stands. */
  readonly hubRegion: string;
  /** The queue the configuration names; absent: the one of the usual name is described, and Assay may not read it. */
  readonly eventQueueUrl?: string | undefined;
  /** `o-…`: nobody from outside the organisation then gets a session, whatever else is wrong. */
  readonly organizationId?: string | undefined;
  /**
   * ARN patterns of break-glass roles. They may launch anything and change Assay's roles; they may not write approval
   * tags, since an approval is only what people gave through Assay.
   */
  readonly administrators?: readonly string[] | undefined;
}
