import type { FakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { nameOf } from './incoming.ts';
import type { Hits } from './outgoing.ts';
import type { Trouble } from './story.ts';

/** An answer that was on its way when its socket went. */
const onItsWay = /SMSendWhileNotReadyError/;

/** Something happens to the sockets right before every delivery but those that people repeat because of it. */
const beforeEach = (name: string, hits: Hits, strike: (slack: FakeSlack) => void): Trouble => ({
  name,
  causes: onItsWay,
  at(moment, { lane: { sandbox } }) {
    if (moment !== 'begin') return;
    const struck = new Set<string>();
    sandbox.slack.carryBy((delivery, send) => {
      const what = nameOf(delivery);
      if (!struck.has(what)) {
        struck.add(what);
        hits.count += 1;
        strike(sandbox.slack);
      }
      return send(delivery);
    });
  },
});

export const refreshed = (hits: Hits): Trouble =>
  beforeEach('Slack asks to refresh both sockets before every delivery', hits, (slack) =>
    slack.disconnectSockets('refresh_requested'),
  );

export const oneGone = (hits: Hits): Trouble =>
  beforeEach('one socket gone before every delivery', hits, (slack) => {
    if (slack.connectionCount() > 1) slack.dropSockets(1);
  });

export const bothGone = (hits: Hits): Trouble =>
  beforeEach('both sockets gone before every delivery', hits, (slack) => slack.dropSockets());

/** They are gone twice, and Slack takes no new ones for some seconds; what people do meanwhile reaches nobody. */
export const goneForSeconds = (hits: Hits): Trouble => ({
  name: 'both sockets gone, and none taken for five seconds',
  causes: onItsWay,
  at(moment, { lane: { sandbox } }) {
    if (moment !== 'begin' && moment !== 'waiting') return;
    const until = Date.now() + 5000;
    sandbox.slack.faults.by((call) => {
      if (call !== 'apps.connections.open' || Date.now() > until) return undefined;
      hits.count += 1;
      return { kind: 'status', call, status: 503, times: 1 };
    });
    sandbox.slack.dropSockets();
  },
});
