import type { Tags } from './aws.ts';

/** A copy that is wanted in the account and Region that make it. */
export interface NewCopy {
  readonly source: { readonly imageId: string; readonly region: string };
  readonly name: string;
  readonly description: string;
  /**
   * Key of the destination Region, as an ARN or alias: the copy is encrypted under it. AWS checks it only afterwards: with
   * a key that cannot be used the call succeeds and the copy fails. Absent: the copy stays unencrypted.
   */
  readonly keyId: string | undefined;
  /** Written on the image and on its snapshots, at creation. The source's own tags are never taken over. */
  readonly tags: Tags;
  /** Ours, at most 64 ASCII characters: the same token and the same parameters make one copy, however often it is sent. */
  readonly clientToken: string;
  /** How long each snapshot may take, in minutes: a multiple of 15, from 15 to 2880. AWS charges extra for it. */
  readonly withinMinutes: number | undefined;
}

/** Copying AMIs into one account and Region, as the worker role. */
export interface CopyWriter {
  /**
   * Starts a copy; the caller's account owns it. Safe to repeat with the same token.
   * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopyImage.html
   * @throws UserError name_taken; not_possible where the source's storage may not be read or the copy would lose its
   *   encryption; BusyError where AWS makes as many copies as it allows at once
   */
  copyImage(copy: NewCopy): Promise<{ readonly imageId: string }>;
}
