import { createServer } from 'node:net';

/**
 * Makes sure that a port of 127.0.0.1 is free before anything is started for it.
 * @throws Error with one sentence when it is taken
 */
export function demandPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} is taken, perhaps by another sandbox. Stop that one, or choose another: npm run sandbox -- --port ${port + 1}`,
            )
          : error,
      ),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}
