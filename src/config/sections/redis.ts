import { z } from 'zod';

const rule = 'write host and port: redis-1.internal:26379, 10.0.0.1:26379 or [fd00::1]:26379';

/** "10.0.0.1:26379" → host and port. */
const Node = z
  .string({ error: rule })
  .regex(/^(\[[\da-fA-F:]+\]|[\w.-]+):\d{1,5}$/, rule)
  .transform((text) => {
    const at = text.lastIndexOf(':');
    return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
  })
  .refine(({ port }) => port >= 1 && port <= 65_535, { message: 'a port is a number from 1 to 65535' });

const Nodes = z.array(Node).min(1, 'name at least one');

/** How Redis is reached where one address in REDIS_URL is not enough. User and password stand in REDIS_URL. */
export const Redis = z
  .strictObject({
    sentinel: z
      .strictObject({
        /** What the Sentinels call the master. */
        name: z.string().regex(/^[\w.-]{1,100}$/, 'write what the Sentinels call the master: mymaster'),
        nodes: Nodes,
      })
      .optional(),
    /** Some masters or replicas of a Redis Cluster; the others are found through them. */
    cluster: Nodes.optional(),
    /** TLS with these settings; `rediss://` in REDIS_URL is TLS with Node's own. */
    tls: z
      .strictObject({
        /** Path of a PEM file: who signed the servers' certificates. */
        ca: z.string().min(1, 'write the path of a PEM file').optional(),
        /** Name the certificates are for, where it is not the host's. */
        servername: z.string().min(1, 'write the name in the certificate').optional(),
      })
      .optional(),
  })
  .refine(({ sentinel, cluster }) => !(sentinel && cluster), {
    message: 'a cluster has no Sentinels: write sentinel or cluster',
    path: ['cluster'],
  });
