import { BusyError, type ReasonCode, UserError } from '../core/outcome.ts';

/** What was being done, for the sentence people read. */
export interface Where {
  readonly service: 'ec2' | 'elasticloadbalancing' | 'kms' | 'sts' | 'imagebuilder';
  readonly action: string;
  readonly account: { readonly alias: string; readonly id: string };
  readonly region: string;
  readonly roleArn: string;
  readonly patience: 'command' | 'job';
}

interface Failure {
  readonly code: string;
  /** AWS's own words. Not contractual: they refine the few codes that mean many things, and are quoted, never parsed. */
  readonly message: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly cause: unknown;
}

type Telling = (failure: Failure, where: Where) => Error | undefined;

const place = (where: Where): string => `${where.account.alias} (${where.account.id}), ${where.region}`;
const call = (where: Where): string => `${where.service}:${where.action}`;
const roleName = (where: Where): string => where.roleArn.split('/').at(-1) ?? where.roleArn;
const sentence = (text: string): string => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
const quoted = (failure: Failure, where: Where): string =>
  `AWS refused ${call(where)} in ${place(where)}: ${sentence(failure.message || failure.code)}`;
const operator = 'whoever runs Assay';

/** Not now: a job is tried again by itself, a person has to. */
const busy =
  (waitMs: number, why: string): Telling =>
  (failure, where) => {
    const message = `AWS ${why} for ${call(where)} in ${place(where)}.`;
    return where.patience === 'job'
      ? new BusyError(message, { waitMs, cause: failure.cause })
      : new UserError('aws_busy', message, { hint: 'Please try again in a moment.', cause: failure.cause });
  };

const tell =
  (code: ReasonCode, words: (failure: Failure, where: Where) => string, hint: string, field?: string): Telling =>
  (failure, where) =>
    new UserError(code, words(failure, where), { hint, field, cause: failure.cause });

/** The first telling whose pattern fits AWS's words; the last one fits all. */
const byMessage =
  (...choices: readonly (readonly [RegExp, Telling])[]): Telling =>
  (failure, where) =>
    choices.find(([pattern]) => pattern.test(failure.message))?.[1](failure, where);

const bug: Telling = () => undefined;
const anything = /(?:)/;

const denied: Telling = (failure, where) => {
  // A call may be refused for a part of it (tagging at creation): AWS names the part in both services alike.
  const refused = /not authorized to perform: ([a-z0-9-]+:\w+)/.exec(failure.message)?.[1] ?? call(where);
  return new UserError('aws_denied', `The role ${roleName(where)} may not ${refused} in ${place(where)}.`, {
    hint: `Ask ${operator} to apply \`assay policy\` there; if it is applied, a service control policy forbids it.`,
    cause: failure.cause,
  });
};

const throttled = busy(5000, 'is limiting requests');
const faulty = busy(2000, 'has a fault of its own and may or may not have done what was asked');
const silent = busy(2000, 'did not answer in time');
const unreachable = busy(5000, 'cannot be reached');

const credentials = tell(
  'aws_failed',
  (failure, where) => `AWS does not accept the credentials Assay uses for ${place(where)} (${failure.code}).`,
  `Ask ${operator} to check Assay's own AWS credentials and the clock of its machine with \`assay doctor\`.`,
);
const regionOff = tell(
  'not_possible',
  (_failure, where) => `AWS does not let Assay into ${place(where)}: the Region is most likely not enabled there.`,
  `Enable it in that account, or ask ${operator} to take it out of Assay's configuration.`,
);
const malformed = tell('bad_input', quoted, 'Check the id or value and ask again.');
const gone = tell('not_found', quoted, 'Check the id; it may be in another account or Region, or deleted.');
const quota = tell(
  'not_possible',
  quoted,
  'A quota of the account is used up: raise it, or remove what is not needed.',
);
const wrongState = tell('wrong_state', quoted, 'Wait until its state fits, or choose another.');
const notPossible = tell('not_possible', quoted, 'Mend what AWS names and ask again.');
/** A key that signs is Assay's own affair; one that encrypts belongs to whoever asks. */
const keyTrouble: Telling = (failure, where) =>
  /^(Sign|Verify|GetPublicKey)$/.test(where.action)
    ? new UserError('aws_failed', quoted(failure, where), {
        hint: `Ask ${operator} to check the signing key with \`assay doctor\`: it must exist, be enabled and be ECC_NIST_P256.`,
        cause: failure.cause,
      })
    : new UserError('not_possible', quoted(failure, where), {
        hint: 'Look at the key in that account: it must exist in this Region and be enabled.',
        cause: failure.cause,
      });

/**
 * Every code of AWS that Assay can meet and what it means to people. What is not listed is a bug of ours.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-error-codes.html
 */
const table: Readonly<Record<string, Telling>> = {
  UnauthorizedOperation: denied,
  AccessDenied: denied,
  AccessDeniedException: denied,
  ForbiddenException: denied,
  AuthFailure: byMessage(
    // AWS's way of saying so for a Region that is off: the session itself is minutes old and good elsewhere.
    [/validate the provided access credentials/i, regionOff],
    [/AWS Backup/i, tell('not_possible', quoted, 'This AMI belongs to AWS Backup: change it there.')],
    [anything, tell('aws_denied', quoted, 'Ask in the account that owns it.')],
  ),

  InvalidClientTokenId: credentials,
  UnrecognizedClientException: credentials,
  InvalidAccessKeyId: credentials,
  SignatureDoesNotMatch: credentials,
  IncompleteSignature: credentials,
  ExpiredToken: credentials,
  ExpiredTokenException: credentials,
  RequestExpired: credentials,
  CredentialsProviderError: credentials,
  OptInRequired: regionOff,
  PendingVerification: regionOff,
  RegionDisabledException: regionOff,

  RequestLimitExceeded: throttled,
  Throttling: throttled,
  ThrottlingException: throttled,
  ThrottledException: throttled,
  EC2ThrottledException: throttled,
  RequestThrottled: throttled,
  RequestThrottledException: throttled,
  TooManyRequestsException: throttled,
  SlowDown: throttled,
  CallRateLimitExceededException: throttled,
  BandwidthLimitExceeded: throttled,
  LimitExceededException: throttled,
  InternalError: faulty,
  InternalFailure: faulty,
  ServerInternal: faulty,
  ServiceUnavailable: faulty,
  ServiceUnavailableException: faulty,
  Unavailable: faulty,
  KMSInternalException: faulty,
  ServiceException: faulty,
  DependencyTimeoutException: faulty,
  KeyUnavailableException: faulty,
  TimeoutError: silent,
  RequestTimeout: silent,
  RequestTimeoutException: silent,
  ETIMEDOUT: silent,
  // Cut off after sending: whether it was done is unknown, so it counts as a fault, not as a refusal.
  ECONNRESET: faulty,
  EPIPE: faulty,
  ECONNREFUSED: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,

  'InvalidAMIName.Duplicate': tell(
    'name_taken',
    (failure, where) =>
      `This name is already used by ${/ami-[0-9a-f]+/.exec(failure.message)?.[0] ?? 'another AMI'} in ${place(where)}.`,
    'Choose another name; AMI names are unique per account and Region.',
    'name',
  ),
  'InvalidAMIName.Malformed': tell(
    'bad_input',
    (_failure, where) => `AWS does not take this AMI name in ${place(where)}.`,
    'Use 3 to 127 letters, digits and ( ) . - / _.',
    'name',
  ),
  'InvalidAMIID.Malformed': malformed,
  'InvalidInstanceID.Malformed': malformed,
  'InvalidSnapshotID.Malformed': malformed,
  InvalidAMIAttributeItemValue: tell(
    'bad_input',
    quoted,
    'Check the account id, or the ARN of the organisation or unit: AWS knows none like it.',
  ),
  'InvalidUserID.Malformed': tell('bad_input', quoted, 'Check the account id: AWS knows none like it.'),
  'InvalidTagKey.Malformed': malformed,
  InvalidID: malformed,
  InvalidParameterValue: malformed,
  InvalidParameterValueException: malformed,
  'InvalidAMIID.NotFound': tell(
    'not_found',
    (failure, where) => `${quoted(failure, where)} AWS shows no such AMI to ${place(where)}.`,
    'It may be deregistered, in another Region, not shared with this account, or not among its allowed AMIs.',
  ),
  'InvalidAMIID.Unavailable': wrongState,
  'InvalidInstanceID.NotFound': gone,
  TargetGroupNotFoundException: gone,
  'InvalidSnapshot.NotFound': gone,
  'InvalidVolume.NotFound': gone,
  'InvalidImageUsageReportId.NotFound': gone,
  // EC2 Image Builder
  ResourceNotFoundException: gone,
  ResourceInUseException: busy(15_000, 'is still at work on the same thing'),
  InvalidRequestException: wrongState,
  ResourceDependencyException: notPossible,
  ServiceQuotaExceededException: tell(
    'not_possible',
    quoted,
    'A quota of the account is used up: raise it, or remove what is not needed.',
  ),
  'InvalidSubnetID.NotFound': gone,
  'InvalidSubnetId.Malformed': malformed,
  'InvalidGroup.NotFound': gone,
  'InvalidGroupId.Malformed': malformed,
  'InvalidKeyPair.NotFound': tell(
    'not_found',
    quoted,
    'Key pairs belong to one account and Region: choose one of there.',
    'keyPair',
  ),
  InvalidParameterCombination: byMessage(
    // What a type, an AMI or a network cannot do together, the person can choose otherwise.
    [/instance type|AMI|hibernat|enclave|tenancy|CpuOptions|not supported/i, notPossible],
    [anything, bug],
  ),
  InvalidBlockDeviceMapping: notPossible,
  // A launch with the same token and other parameters: only a bug of ours can do that.
  IdempotentParameterMismatch: bug,
  InsufficientInstanceCapacity: tell(
    'aws_failed',
    (failure, where) => `AWS has no room for this in ${place(where)} now: ${sentence(failure.message)}`,
    'Try again later, or choose another type or zone.',
  ),
  InsufficientFreeAddressesInSubnet: tell('not_possible', quoted, 'Choose a subnet with room.', 'subnet'),
  InstanceLimitExceeded: quota,
  VcpuLimitExceeded: quota,
  VolumeLimitExceeded: quota,
  MaxSpotInstanceCountExceeded: quota,
  IncorrectInstanceState: wrongState,
  IncorrectState: wrongState,
  UnsupportedOperation: notPossible,
  Unsupported: notPossible,
  UnsupportedOperationException: keyTrouble,

  ConcurrentTagAccess: busy(2000, 'is still writing other tags'),
  ConcurrentCreateImageNoRebootLimitExceeded: busy(60_000, 'is making another AMI of this instance'),
  SnapshotCreationPerVolumeRateExceeded: busy(15_000, 'took a snapshot of this volume seconds ago and wants a pause'),
  ConcurrentSnapshotLimitExceeded: busy(60_000, 'is taking as many snapshots as it allows at once'),
  PendingSnapshotLimitExceeded: busy(60_000, 'is taking as many snapshots as it allows at once'),
  SnapshotLimitExceeded: notPossible,
  TagLimitExceeded: tell('not_possible', quoted, 'A resource holds 50 tags; remove some.'),
  TagPolicyViolation: tell('not_possible', quoted, "The organisation's tag policy forbids this tag; change it."),
  ResourceLimitExceeded: byMessage(
    [/concurren|in progress|simultaneous|pending/i, busy(60_000, 'is doing as many of these as it allows at once')],
    [
      anything,
      tell('not_possible', quoted, 'A quota of the account is used up: raise it, or remove what is not needed.'),
    ],
  ),
  InvalidRequest: byMessage(
    [/storage of this ami/i, tell('not_possible', quoted, 'Its owner must share the snapshots as well.')],
    [/unencrypted copy/i, tell('not_possible', quoted, 'Choose a key for the copy.')],
    [anything, notPossible],
  ),
  OperationNotPermitted: byMessage(
    [/default key/i, tell('not_possible', quoted, 'Copy it under a customer managed key first.')],
    [/block public access/i, tell('not_possible', quoted, 'Public sharing is blocked in this account.')],
    [
      /protected from deregistration|deregistration protection/i,
      tell(
        'not_possible',
        quoted,
        'Who may call ec2:DisableImageDeregistrationProtection in that account can switch it off; one with cooldown holds for 24 hours more.',
      ),
    ],
    [anything, tell('not_possible', quoted, 'It may be protected; look at it in the AWS console.')],
  ),
  InvalidParameter: byMessage(
    [/managed CMK|managed key/i, tell('not_possible', quoted, 'Copy it under a customer managed key first.')],
    [anything, bug],
  ),

  DisabledException: keyTrouble,
  KMSInvalidStateException: keyTrouble,
  NotFoundException: keyTrouble,
  InvalidArnException: keyTrouble,
  InvalidKeyUsageException: keyTrouble,
  MalformedPolicyDocumentException: tell(
    'not_possible',
    quoted,
    "AWS does not take the key's policy with this statement: add it by hand, or look at what the policy names.",
  ),
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value !== 'Error' ? value : undefined;

function failureOf(error: unknown): Failure {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const metadata = (thrown['$metadata'] ?? {}) as { httpStatusCode?: number; requestId?: string };
  return {
    // Errors of the network have their name in `code`, those of AWS in `name`.
    code: text(thrown['code']) ?? text(thrown['name']) ?? 'UnknownError',
    message: typeof thrown['message'] === 'string' ? thrown['message'] : '',
    status: metadata.httpStatusCode,
    requestId: metadata.requestId,
    cause: error,
  };
}

/** AWS's code for an error, such as `InvalidAMIID.NotFound`; network errors by their Node code. */
export const codeOf = (error: unknown): string => failureOf(error).code;

/** Not sent at all: our own share of AWS's request limit is used up, or the time for an answer is. */
export function notSent(why: 'budget' | 'time', waitMs: number, where: Where): Error {
  const reason =
    why === 'budget' ? "Assay's share of AWS's request limit is used up" : 'The time for an answer was used up';
  const message = `${reason} before AWS could be asked for ${call(where)} in ${place(where)}.`;
  return where.patience === 'job'
    ? new BusyError(message, { waitMs })
    : new UserError('aws_busy', message, { hint: 'Please try again in a moment.' });
}

/** No session: said in terms of onboarding, since that is what is missing. */
const notOnboarded: Telling = (failure, where) =>
  new UserError('aws_denied', `Assay may not take the role ${roleName(where)} in ${place(where)}.`, {
    hint: `The account is not onboarded: ask ${operator} to apply the trust policy from \`assay policy\` and to check the external id.`,
    cause: failure.cause,
  });

/**
 * Turns what the SDK throws into what the rest of Assay understands.
 * @returns UserError for people, BusyError for a job that may try again, or an Error that is a bug of ours
 */
export function translateError(error: unknown, where: Where): Error {
  if (error instanceof UserError || error instanceof BusyError) return error;
  const failure = failureOf(error);
  const status = failure.status ?? 0;
  const byStatus = status === 429 ? throttled : status >= 500 ? faulty : bug;
  const entry = Object.hasOwn(table, failure.code) ? table[failure.code] : undefined;
  const telling = where.service === 'sts' && entry === denied ? notOnboarded : (entry ?? byStatus);
  return (
    telling(failure, where) ??
    new Error(
      `${call(where)} in ${place(where)} failed: ${failure.code}: ${failure.message} (request ${failure.requestId ?? 'unknown'})`,
      { cause: error },
    )
  );
}
