import { channels, type Stage, textOf } from './stage.ts';

/** Anybody looks around: what fits, what is approved, and the family of one AMI, first in words and then as a picture. */
export async function findAndShow(stage: Stage, imageId: string): Promise<void> {
  const { slack } = stage.sandbox;
  const found = textOf(await stage.type('max', channels.requests, '/ami find web --newer 1y'));
  stage.expect(/AMIs fit, newest first/.test(found) && found.includes(imageId), 'the new AMI is among what he finds');
  const approved = textOf(await stage.type('max', channels.requests, '/ami find web --approved production'));
  stage.expect(
    /^One AMI fits/.test(approved) && approved.includes(imageId) && approved.includes('✅ approved for production'),
    'only the approved one is found as approved',
  );
  const before = new Set(slack.messages().map(({ ts }) => ts));
  const words = textOf(await stage.type('max', channels.requests, `/ami show ${imageId}`));
  stage.expect(/instance launched from it/.test(words) && /\(this one\)/.test(words), 'its family stands in the words');
  stage.expect(/✅ by .*signature checked/s.test(words), 'who approved it, with the signature checked');
  const picture = await slack.until(
    () => slack.messages().find((one) => !before.has(one.ts) && one.blocks?.some(({ type }) => type === 'image')),
    { timeoutMs: 10_000, what: 'the picture' },
  );
  stage.expect(picture.ephemeralTo !== undefined, 'its picture follows, for him alone');
}
