import { z } from 'zod';

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** "30s", "5m", "24h", "7d" → milliseconds. */
const Duration = z
  .string()
  .regex(/^\d+(s|m|h|d)$/, 'write a whole number and a unit: 30s, 5m, 24h or 7d')
  .transform((text) => Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units]);

const AccountId = z
  .string()
  .regex(/^\d{12}$/, 'an account id has twelve digits; keep it in quotes so that YAML does not eat a leading zero');
const RoleArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    'write the whole ARN of the role: arn:aws:iam::111122223333:role/AssayReader',
  );
const Region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'write a Region name such as eu-west-1');
const UserId = z
  .string()
  .regex(/^[UW][A-Z0-9]{2,}$/, 'write the Slack member id (U…), found in the person\'s profile under "Copy member ID"');
const GroupId = z.string().regex(/^S[A-Z0-9]{2,}$/, 'write the id of the user group (S…), not its handle');
const ChannelId = z.string().regex(/^[CG][A-Z0-9]{2,}$/, 'write the channel id (C…), found at the end of "Copy link"');
const Name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'use lower-case letters, digits and dashes, starting with a letter');
const KeyArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
    'write the ARN of the key itself (…:key/…), not of an alias',
  );

const QueueUrl = z
  .string()
  .regex(
    /^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/\d{12}\/[\w-]{1,80}$/,
    'write the URL of a standard queue: https://sqs.<region>.amazonaws.com/<account>/<name>',
  );

const KeyName = z
  .string()
  .regex(
    /^(alias\/[\w/-]+|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+)$/,
    'write an alias (alias/ami) or the ARN of a key of this account and Region',
  );

const People = z.strictObject({ users: z.array(UserId).default([]), groups: z.array(GroupId).default([]) });

const Approvals = z.strictObject({
  minimum: z
    .int()
    .min(1, 'at least one person must approve')
    .max(5, 'at most 5, so that all names fit into the attestation tag')
    .default(2),
  users: z.array(UserId).default([]),
  groups: z.array(GroupId).default([]),
  expiresAfter: Duration.default(24 * units.h),
  remindAfter: Duration.default(4 * units.h),
  channel: ChannelId.optional(),
  /** Whether `copy --keep-approval` may carry an approval over to a verified copy; false: every copy is approved for itself. */
  carryOver: z.boolean().default(true),
});

const Environment = z
  .strictObject({
    name: Name,
    production: z.boolean().default(false),
    /** Which AMIs `/ami launch` takes there; left out: only approved ones in production, else any. */
    launch: z.enum(['approved-only', 'any']).optional(),
    approvals: Approvals.optional(),
  })
  .refine((environment) => environment.launch !== 'approved-only' || environment.approvals, {
    message: 'nothing could ever be launched there: say who may approve, or set launch to any',
    path: ['launch'],
  })
  .refine((environment) => !environment.production || environment.approvals, {
    message: 'a production environment needs approvals: say who may approve',
    path: ['approvals'],
  })
  .refine((environment) => !environment.production || (environment.approvals?.minimum ?? 2) >= 2, {
    message: 'production needs at least two people; it cannot be set lower',
    path: ['approvals', 'minimum'],
  })
  .refine(
    (environment) =>
      !environment.approvals || environment.approvals.users.length + environment.approvals.groups.length > 0,
    {
      message: 'name approvers: users, groups, or both',
      path: ['approvals'],
    },
  );

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day: 22:00');
const TimeZone = z.string().refine(
  (zone) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
    } catch {
      return false;
    }
  },
  { message: 'write a time zone by its IANA name: Europe/Berlin' },
);

const Compliance = z.strictObject({
  sweep: z.boolean().default(true),
  /** From the end of one look at an account and Region to the next. */
  every: Duration.default(15 * units.m).refine((every) => every >= units.s, { message: 'write at least 1s' }),
  /** Where violations are told, unless their account says otherwise; left out: the channel for requests. */
  channel: ChannelId.optional(),
  quietHours: z.strictObject({ from: TimeOfDay, to: TimeOfDay, timeZone: TimeZone }).optional(),
  owners: z
    .strictObject({
      /** Tag of an instance that says whose it is. */
      tag: z.string().min(1).max(127).default('team'),
      /** Its value to a member (U…) or a user group (S…). */
      people: z.record(z.string(), z.union([UserId, GroupId])).default({}),
    })
    .default({ tag: 'team', people: {} }),
});

const Account = z.strictObject({
  alias: Name,
  id: AccountId,
  environment: Name,
  regions: z.array(Region).min(1, 'name at least one Region'),
  readRole: RoleArn,
  writeRole: RoleArn,
  externalId: z.string().min(2).max(1224).optional(),
  /** Customer managed key by Region: copies into this account are encrypted under it. */
  keys: z.record(Region, KeyName).default({}),
  /** Roles `launch` and `migrate` may hand to instances. Whoever gets onto such an instance can do what its role may. */
  instanceRoles: z
    .array(z.string().regex(/^[\w+=,.@*/-]{1,128}$/, 'write names of roles, not ARNs; * stands for any text'))
    .default([]),
  /** Where violations of this account are told. */
  alerts: ChannelId.optional(),
});

/** The shape of `assay.yaml`. Unknown keys are refused: a misspelt setting must not be silently ignored. */
export const ConfigFile = z
  .strictObject({
    slack: z.strictObject({
      command: z
        .string()
        .regex(/^\/[a-z0-9_-]{1,31}$/, 'write the slash command with its slash: /ami')
        .default('/ami'),
      mode: z.enum(['socket', 'http']).default('socket'),
      /** Where the HTTP receiver listens, when `mode` is http. */
      host: z.string().default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(3000),
      channels: z.strictObject({ requests: ChannelId, approvals: ChannelId }),
      /** Where the picture of an answer goes: beside it, into a direct message, or nowhere. */
      pictures: z.enum(['here', 'direct', 'off']).default('here'),
    }),
    aws: z.strictObject({
      region: Region,
      /** The hub role Assay itself runs as; `assay policy` writes the trust policies for it. */
      hubRole: RoleArn,
      organization: z
        .string()
        .regex(/^o-[a-z0-9]{10,32}$/, 'write the organisation id: o-…')
        .optional(),
      signingKey: KeyArn.optional(),
      /** Break-glass roles, exempt from the guard rails `assay policy` writes; never from the approval tags' own. */
      administrators: z
        .array(
          z
            .string()
            .regex(
              /^arn:aws[a-z-]*:iam::(\d{12}|\*):role\/[\w+=,.@*/-]+$/,
              'write ARNs of roles; * stands for any account',
            ),
        )
        .default([]),
      /** Share of AWS's request limits Assay may use; others in the account need the rest. */
      limitShare: z.number().min(0.05).max(1).default(0.5),
    }),
    /** Names for the parts of the AWS organisation that AMIs are shared with; its id stands in `aws.organization`. */
    organization: z
      .strictObject({
        managementAccount: AccountId,
        units: z
          .array(
            z.strictObject({
              alias: Name,
              id: z.string().regex(/^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, 'write the id of the unit: ou-…-…'),
            }),
          )
          .default([]),
      })
      .optional(),
    sharing: z
      .strictObject({
        /** `apply`: Assay writes the key-policy statement an organisation or unit needs; `show`: it asks for it. */
        keyPolicies: z.enum(['show', 'apply']).default('show'),
      })
      .default({ keyPolicies: 'show' }),
    accounts: z.array(Account).min(1, 'name at least one account'),
    environments: z.array(Environment).min(1, 'name at least one environment'),
    defaultEnvironment: Name.optional(),
    requesters: z.record(z.string(), People).default({}),
    demands: z
      .array(
        z.strictObject({
          environment: Name,
          when: z.strictObject({ destructive: z.boolean().optional(), unknownAccounts: z.boolean().optional() }),
        }),
      )
      .default([]),
    tags: z
      .strictObject({
        prefix: z
          .string()
          .regex(/^[a-z0-9][a-z0-9-]{0,20}:$/, 'end the prefix with a colon: "assay:"')
          .default('assay:'),
        approved: z
          .string()
          .regex(/^[a-z0-9][a-z0-9:/-]{0,60}$/, 'use lower-case letters, digits, dashes, colons')
          .default('ami-approved'),
      })
      .default({ prefix: 'assay:', approved: 'ami-approved' }),
    polling: z
      .strictObject({ fastest: Duration.default(5 * units.s), slowest: Duration.default(units.m) })
      .default({ fastest: 5 * units.s, slowest: units.m }),
    /** Builds of EC2 Image Builder that a schedule has started. */
    builds: z
      .strictObject({
        follow: z.boolean().default(true),
        channel: ChannelId.optional(),
        news: Duration.default(24 * units.h),
      })
      .default({ follow: true, news: 24 * units.h }),
    /** Where EventBridge puts what happens in the accounts. Left out: Assay only looks by itself. */
    events: z.strictObject({ queueUrl: QueueUrl }).optional(),
    /** What runs from AMIs that are not approved, where only approved ones may. */
    compliance: Compliance.default({ sweep: true, every: 15 * units.m, owners: { tag: 'team', people: {} } }),
    grace: Duration.default(10 * units.s),
    copies: z
      .strictObject({
        /** AWS's quota per account and Region; raised by AWS on request. */
        snapshotsAtOnce: z.int().min(1).max(1000).default(20),
        allowUnencrypted: z.boolean().default(false),
      })
      .default({ snapshotsAtOnce: 20, allowUnencrypted: false }),
    worker: z
      .strictObject({
        /** A worker that shows no sign of life for so long has lost its runs; another goes on with them. */
        lease: Duration.default(10 * units.s).refine((lease) => lease >= 2 * units.s && lease <= units.m, {
          message: 'write 2s to 60s: a busy machine may pause a process for a second, and people wait for a dead one',
        }),
      })
      .default({ lease: 10 * units.s }),
    /** When a retired AMI is deprecated, disabled and deregistered, counted from the start of its retirement. */
    retirement: z
      .strictObject({
        deprecateAfter: Duration.default(0),
        disableAfter: Duration.default(30 * units.d),
        deregisterAfter: Duration.default(60 * units.d),
      })
      .refine((retirement) => retirement.disableAfter <= retirement.deregisterAfter, {
        message: 'must not be shorter than disableAfter',
        path: ['deregisterAfter'],
      })
      .default({ deprecateAfter: 0, disableAfter: 30 * units.d, deregisterAfter: 60 * units.d }),
    http: z
      .strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65_535).default(8080) })
      .default({ host: '127.0.0.1', port: 8080 }),
  })
  .superRefine((file, check) => {
    const names = new Set(file.environments.map((environment) => environment.name));
    const unknown = (path: (string | number)[]): void =>
      check.addIssue({ code: 'custom', message: `no such environment; there are: ${[...names].join(', ')}`, path });
    file.accounts.forEach((account, index) => {
      if (!names.has(account.environment)) unknown(['accounts', index, 'environment']);
      for (const role of ['readRole', 'writeRole'] as const)
        if (account[role].split(':')[4] !== account.id)
          check.addIssue({
            code: 'custom',
            message: 'this role is of another account than its id',
            path: ['accounts', index, role],
          });
      for (const [region, key] of Object.entries(account.keys)) {
        const [, , , keyRegion, keyAccount] = key.split(':');
        if (!account.regions.includes(region))
          check.addIssue({
            code: 'custom',
            message: 'this Region is not among the regions of the account',
            path: ['accounts', index, 'keys', region],
          });
        if (key.startsWith('arn:') && (keyRegion !== region || keyAccount !== account.id))
          check.addIssue({
            code: 'custom',
            message: 'this key is of another account or Region',
            path: ['accounts', index, 'keys', region],
          });
      }
      if (account.readRole === account.writeRole)
        check.addIssue({
          code: 'custom',
          message: 'reader and writer must be two roles: what only reads must not be able to write',
          path: ['accounts', index, 'writeRole'],
        });
    });
    file.demands.forEach((demand, index) => {
      if (!names.has(demand.environment)) unknown(['demands', index, 'environment']);
    });
    if (file.defaultEnvironment && !names.has(file.defaultEnvironment)) unknown(['defaultEnvironment']);
    for (const [kind, values] of [
      ['alias', file.accounts.map((account) => account.alias)],
      ['id', file.accounts.map((account) => account.id)],
    ] as const)
      for (const [index, value] of values.entries())
        if (values.indexOf(value) !== index)
          check.addIssue({ code: 'custom', message: `this ${kind} stands twice`, path: ['accounts', index, kind] });
    const queue = /^https:\/\/sqs\.([^.]+)\.[^/]+\/(\d{12})\//.exec(file.events?.queueUrl ?? '');
    if (queue && (queue[1] !== file.aws.region || queue[2] !== file.aws.hubRole.split(':')[4]))
      check.addIssue({
        code: 'custom',
        message: 'the queue must be in the account of aws.hubRole and in aws.region',
        path: ['events', 'queueUrl'],
      });
    if (file.organization && !file.aws.organization)
      check.addIssue({
        code: 'custom',
        message: 'name the organisation itself in aws.organization: o-…',
        path: ['aws', 'organization'],
      });
    file.organization?.units.forEach((unit, index) => {
      if (file.accounts.some((account) => account.alias === unit.alias))
        check.addIssue({
          code: 'custom',
          message: 'an account has this alias already',
          path: ['organization', 'units', index, 'alias'],
        });
    });
    if (file.polling.fastest > file.polling.slowest)
      check.addIssue({
        code: 'custom',
        message: 'must not be longer than polling.slowest',
        path: ['polling', 'fastest'],
      });
  });
export type ConfigFile = z.output<typeof ConfigFile>;
