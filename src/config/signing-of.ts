import type { Settings } from '../core/settings.ts';

/** The keys of approvals as `aws/` takes them; undefined where nothing is signed. */
export const signingOf = ({ signingKey, formerSigningKeys }: Pick<Settings, 'signingKey' | 'formerSigningKeys'>) =>
  signingKey ? { keyArn: signingKey, formerKeyArns: formerSigningKeys } : undefined;
