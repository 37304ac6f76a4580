/** What a user of Redis may not do, in words; undefined when that is not what an error is about. */
export function notPermitted(text: string): string | undefined {
  const command = /NOPERM[^\n]*?'([\w|]+)' command/.exec(text)?.[1];
  return command && `does not let this user run ${command.toUpperCase()}. docs/redis.md has the ACL that Assay needs.`;
}
