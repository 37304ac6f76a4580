import { startCluster } from './redis-cluster.ts';

/** One Redis Cluster for every file of a run: each store in it has a prefix, and so a slot, of its own. */
export async function setup(): Promise<() => Promise<void>> {
  const cluster = await startCluster();
  process.env['STORE_CLUSTER'] = cluster.nodes.map(({ port }) => port).join(',');
  return cluster.stop;
}
