import { canSeeImage } from './ec2-rules/visibility.ts';
import type { Authorize } from './identity/authorize.ts';
import type { Session } from './identity/session.ts';
import { type KeyVerdict, mayUseKey } from './kms-rules/key-use.ts';
import { findImageAnywhere, placeOf } from './world/places.ts';
import type { World } from './world/world.ts';

/** What somebody really could do, asked from behind: the proof of a permission is not that it is listed. */
export interface Insight {
  /** Would EC2 let this account see the image. */
  canSeeImage(accountId: string, imageId: string): boolean;
  /**
   * Would EBS get this key for a launch or a copy.
   *
   * @param who a role's ARN, or an account id: its root, whom its own IAM denies nothing
   */
  mayUseKey(who: string, keyArn: string): Promise<KeyVerdict>;
}

/** Questions to this world, decided by the same functions as the calls. */
export function makeInsight(world: World, authorize: Authorize, now: () => number): Insight {
  const accountOf = (id: string) => {
    const account = world.accounts.get(id);
    if (account === undefined) {
      throw new Error(`the fake AWS has no account ${id}`);
    }
    return account;
  };
  return {
    canSeeImage(accountId, imageId) {
      const image = findImageAnywhere(world, imageId);
      const account = accountOf(accountId);
      return (
        image !== undefined && canSeeImage({ world, account, place: placeOf(world, account, image.region) }, image)
      );
    },
    async mayUseKey(who, keyArn) {
      const session = sessionOf(who);
      const region = keyArn.split(':')[3] ?? '';
      const may = (permission: Parameters<Authorize>[2]) => authorize(session, region, permission);
      return await mayUseKey({ world, account: accountOf(session.accountId), region, now, may }, keyArn);
    },
  };
}

function sessionOf(who: string): Session {
  const role = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(who);
  const accountId = role?.[1] ?? who;
  const principalArn = role === null ? `arn:aws:iam::${accountId}:root` : who;
  return {
    accountId,
    principalArn,
    arn: role === null ? principalArn : `arn:aws:sts::${accountId}:assumed-role/${role[2] ?? ''}/insight`,
    userId: 'AIDAINSIGHT',
    isRole: role !== null,
    sourceIdentity: undefined,
    tags: new Map(),
    transitiveTagKeys: [],
    sessionPolicy: undefined,
  };
}
