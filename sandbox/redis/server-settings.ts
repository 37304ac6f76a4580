export interface ServerSettings {
  readonly port: number;
  /** Where the data lives, as the server sees it. */
  readonly folder: string;
  readonly appendOnly: boolean;
  readonly password?: string | undefined;
  /** Inside a container the published port arrives from outside its loopback. */
  readonly bind: '127.0.0.1' | '0.0.0.0';
}

/** Quoted as redis.conf reads it: a folder may hold spaces. */
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/**
 * The server's configuration file. It is given on standard input, so that a password never stands in the process list.
 * `noeviction` and the append-only file are what Assay asks of a production server too.
 */
export function serverSettings(settings: ServerSettings): string {
  const { port, folder, appendOnly, password, bind } = settings;
  const lines = [
    `port ${port}`,
    `bind ${bind}`,
    // A container has no loopback of ours; its port is published on 127.0.0.1 only.
    `protected-mode ${bind === '127.0.0.1' ? 'yes' : 'no'}`,
    'daemonize no',
    `dir ${quoted(folder)}`,
    'save ""',
    `appendonly ${appendOnly ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'maxmemory-policy noeviction',
    ...(password ? [`requirepass ${quoted(password)}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
