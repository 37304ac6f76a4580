import { spawn } from 'node:child_process';

export interface Watchdog {
  /** The server is gone by itself: its process id may soon belong to somebody else, so it must not be touched again. */
  serverGone(): void;
  end(): void;
}

/**
 * Waits for the end of its input. The pipe closes when this process ends in whatever way, also by kill -9, and nothing
 * has to be polled. The shell then ends the server, which may be stopped or hung, and removes the temporary folder.
 */
const script = `
pid=$1 folder=$2
while read -r word; do [ "$word" = gone ] && pid=; done
if [ -n "$pid" ]; then
  kill -TERM "$pid" && kill -CONT "$pid"
  tries=0
  while kill -0 "$pid" && [ "$tries" -lt 30 ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -KILL "$pid"
fi
[ -n "$folder" ] && rm -rf -- "$folder"
exit 0
`;

/**
 * Ends the server and removes `folder` when this process dies without having done so itself.
 * Limits: a watchdog that is killed too protects nobody; Linux and macOS only.
 */
export function startWatchdog(pid: number, folder: string | undefined): Watchdog {
  const child = spawn('/bin/sh', ['-c', script, 'assay-redis-watchdog', String(pid), folder ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C goes to the whole group: the watchdog must outlive it, or nobody is left to clean up.
    detached: true,
    // Its working folder may be removed under it.
    cwd: '/',
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  return {
    serverGone: () => {
      child.stdin.write('gone\n');
    },
    end: () => {
      child.stdin.end();
    },
  };
}
