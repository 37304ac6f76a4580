import { ACCOUNTS } from '../aws/default-world.ts';
import { channels, type Stage, textOf } from './stage.ts';

const handmade = 'ami-0d1b2c3d4e5f6d001';

/** The channel hears of it by itself, once; what has been put right is said in the same message. */
export async function guardProduction(stage: Stage): Promise<void> {
  const { slack, aws } = stage.sandbox;
  const instance = aws.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', {
    imageId: handmade,
    tags: { Name: 'night-fix', team: 'shop' },
  });
  const alerts = () =>
    slack.messages().filter((one) => one.channel === channels.alerts && !one.deleted && one.threadTs === undefined);
  const about = () => alerts().filter((one) => textOf(one).includes(instance));
  await slack.until(() => about()[0], { timeoutMs: 60_000, what: 'the message about it' });
  stage.expect(about().length === 1, 'prod-alerts hears of it, once');
  stage.expect(
    about().every((one) => /production: .*nobody approved|AMIs that are not approved/.test(textOf(one))),
    'it says what is wrong',
  );
  const listed = textOf(await stage.type('max', channels.requests, '/ami compliance production'));
  stage.expect(listed.includes(instance), 'and everybody can look it up');
  aws.hands.terminateInstance(instance);
  await slack.until(() => about().find((one) => /1 gone|Resolved/.test(textOf(one))), {
    timeoutMs: 60_000,
    what: 'the same message saying that it is gone',
  });
  stage.expect(about().length === 1, 'the same message says that it is gone');
}
