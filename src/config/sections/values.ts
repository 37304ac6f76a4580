import { z } from 'zod';
import { userIdPattern } from '../../core/people.ts';

export const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** "30s", "5m", "24h", "7d" → milliseconds. */
export const Duration = z
  .string()
  .regex(/^\d+(s|m|h|d)$/, 'write a whole number and a unit: 30s, 5m, 24h or 7d')
  .transform((text) => Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units]);

export const AccountId = z
  .string()
  .regex(/^\d{12}$/, 'an account id has twelve digits; keep it in quotes so that YAML does not eat a leading zero');
export const RoleArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    'write the whole ARN of the role: arn:aws:iam::111122223333:role/AssayReader',
  );
export const Region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'write a Region name such as eu-west-1');
export const UserId = z
  .string()
  .regex(userIdPattern, 'write the Slack member id (U…), found in the person\'s profile under "Copy member ID"');
export const GroupId = z.string().regex(/^S[A-Z0-9]{2,}$/, 'write the id of the user group (S…), not its handle');
export const ChannelId = z
  .string()
  .regex(/^[CG][A-Z0-9]{2,}$/, 'write the channel id (C…), found at the end of "Copy link"');
export const Name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'use lower-case letters, digits and dashes, starting with a letter');
export const KeyArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
    'write the ARN of the key itself (…:key/…), not of an alias',
  );

export const QueueUrl = z
  .string()
  .regex(
    /^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/\d{12}\/[\w-]{1,80}$/,
    'write the URL of a standard queue: https://sqs.<region>.amazonaws.com/<account>/<name>',
  );

export const KeyName = z
  .string()
  .regex(
    /^(alias\/[\w/-]+|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+)$/,
    'write an alias (alias/ami) or the ARN of a key of this account and Region',
  );

export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day: 22:00');
export const TimeZone = z.string().refine(
  (zone) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
    } catch {
      return false;
    }
  },
  { message: 'write a time zone by its IANA name: Europe/Berlin' },
);

export const People = z.strictObject({ users: z.array(UserId).default([]), groups: z.array(GroupId).default([]) });
