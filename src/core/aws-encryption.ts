/** A KMS key as DescribeKey shows it, whatever its state. */
export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  /** `aws`: AWS's own, such as `aws/ebs`; its permissions cannot be changed, so what it encrypts cannot be shared. */
  readonly manager: 'customer' | 'aws';
  /** As KMS writes it: `Enabled`, `Disabled`, `PendingDeletion`, `PendingImport`, `Unavailable`, … */
  readonly state: string;
  /** Symmetric and for encryption: what EBS can use. */
  readonly isForData: boolean;
  readonly isMultiRegion: boolean;
}

export interface Alias {
  /** `alias/ami`. */
  readonly name: string;
  readonly keyId: string;
}

/** Operations a grant may hold, as KMS spells them. */
export type GrantOperation =
  | 'CreateGrant'
  | 'Decrypt'
  | 'DescribeKey'
  | 'Encrypt'
  | 'GenerateDataKey'
  | 'GenerateDataKeyWithoutPlaintext'
  | 'ReEncryptFrom'
  | 'ReEncryptTo';

/** What EBS needs of a key to launch from, and to copy, a snapshot under it. */
export const ebsOperations: readonly GrantOperation[] = [
  'CreateGrant',
  'Decrypt',
  'DescribeKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
];

export interface Grant {
  readonly id: string;
  readonly name: string | undefined;
  /** ARN; for a grant to an account `arn:aws:iam::<account>:root`. */
  readonly grantee: string;
  readonly operations: readonly string[];
}

export interface NewGrant {
  /** The key's ARN; KMS takes no alias here. */
  readonly keyArn: string;
  /** ARN of an account's root, a role or a user. Organisations and units cannot hold a grant. */
  readonly grantee: string;
  readonly operations: readonly GrantOperation[];
  /** 1 to 256 of letters, digits and `:/_-`. Makes the call safe to repeat: the same name and terms give the same grant. */
  readonly name: string;
}

/** Keys of one account and Region as its reader role sees them; by ARN also other accounts' keys of the same Region. */
export interface EncryptionReader {
  /**
   * @param keyId id, ARN, alias or alias ARN
   * @returns undefined when there is no such key in this Region
   * @throws UserError aws_denied when the role, or the other account's key, does not let us look
   */
  key(keyId: string): Promise<Key | undefined>;
  /** The account's own aliases, AWS's `alias/aws/…` among them. */
  aliases(): Promise<readonly Alias[]>;
  /** A key that EBS uses has a grant per attached volume: expect many without a grantee. */
  grants(keyArn: string, grantee?: string): Promise<readonly Grant[]>;
  /** The key's policy, JSON. Only in the key's own account. */
  keyPolicy(keyArn: string): Promise<string>;
  /** Id, ARN or alias of the key EBS takes when none is named: usually `alias/aws/ebs`, which cannot be shared. */
  ebsDefaultKey(): Promise<string>;
  ebsEncryptsByDefault(): Promise<boolean>;
}

/** Giving and taking back the use of keys, as the worker role. */
export interface EncryptionWriter extends EncryptionReader {
  /** Safe to repeat. It takes seconds, rarely minutes, before all of KMS knows the grant. */
  createGrant(grant: NewGrant): Promise<{ readonly grantId: string }>;
  /** Safe to repeat: a grant that is gone is fine. */
  revokeGrant(keyArn: string, grantId: string): Promise<void>;
  /** Replaces the whole policy. Only in the key's own account. */
  putKeyPolicy(keyArn: string, policy: string): Promise<void>;
}
