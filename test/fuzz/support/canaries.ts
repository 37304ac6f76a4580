/** Secrets of no value, planted wherever a real one would be: none of them may ever be read in anything Assay says. */
export const canaries = {
  botToken: 'xoxb-canary-4f7a1c',
  appToken: 'xapp-canary-93be02',
  signingSecret: 'canary-signing-secret-6b1f0e',
  redisPassword: 'canary-redis-password-2c9d4a',
  awsSecretKey: 'canary+aws/secret+key/7d3e91',
  voteKey: 'canary-vote-key-32-bytes-0e5d71c',
  awsSessionToken: 'canary-aws-session-token-0a58fc',
} as const;

/** A secret as a text may hold it: as it is, as a URL writes it, in hexadecimal and in base64. */
const writtenAs = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];

/** Those that stand in a text, however they are written. */
export const canariesIn = (text: string): readonly string[] =>
  Object.values(canaries).filter((canary) => writtenAs(canary).some((form) => text.includes(form)));
