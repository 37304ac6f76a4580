import { cast, channels, runIdIn, type Stage, textOf } from './stage.ts';

const patient = 40_000;

/** Rosa runs a pipeline; its card goes through the phases and ends with the AMIs, each with a Promote button. */
async function runPipeline(stage: Stage): Promise<void> {
  const list = textOf(await stage.type('rosa', channels.requests, '/ami builds'));
  stage.expect(/every Monday at 04:00 \(Europe\/Berlin\)/.test(list), 'schedules are told in words');
  stage.expect(/2 scheduled builds in a row failed/.test(list), 'failures in a row are told');
  const answer = await stage.type('rosa', channels.requests, '/ami build golden-base --reason “new kernel”');
  const runId = runIdIn(textOf(answer));
  const done = textOf(await stage.card(runId, (text) => text.includes('✅'), 'built', patient));
  const ids = [...new Set(done.match(/ami-[0-9a-f]{17}/g) ?? [])];
  stage.expect(ids.length === 3, `three AMIs: ${ids.join(', ')}`);
  stage.expect(
    ids.every((id) => stage.image(id).tags['CreatedBy'] === 'EC2 Image Builder'),
    'AWS has them all, made by Image Builder',
  );
  stage.expect(/3 of 3 steps passed/.test(done) && /Promote the one in/.test(done), 'test results and Promote');
}

/** A build that waits is let go on by two people. */
async function answerWaiting(stage: Stage, runId: string): Promise<void> {
  const waits = await stage.card(runId, (text) => /waits for an answer/.test(text), 'waiting', patient);
  stage.expect(/build 100 %, test 75 %, distribute 0 %/.test(textOf(waits)), 'the card shows each phase in per cent');
  await stage.reply(waits, (text) => text.includes(cast.rosa) && text.includes('Resume…'), 'rosa is called');
  stage.expect(true, 'rosa is called, with buttons to answer');
  const line = '/ami build-step payments resume --reason “scan is clean”';
  const asked = runIdIn(textOf(await stage.type('rosa', channels.requests, line)));
  const card = await stage.card(asked, (text) => /0 of 2/.test(text), 'asked');
  stage.expect(card.channel === channels.approvals, 'two people are asked, in #ami-approvals');
  await stage.click('ada', card, 'assay.approve');
  await stage.click('ben', await stage.card(asked, (text) => /1 of 2/.test(text), '1 of 2'), 'assay.approve');
  await stage.card(asked, (text) => text.includes('✅'), 'answered', patient);
  await stage.card(runId, (text) => text.includes('✅'), 'built after the answer', patient);
  stage.expect(true, 'approved by two, the build goes on to its end');
}

/** A build that nobody asked for, started by its schedule, turns up by itself. */
async function followScheduled(stage: Stage): Promise<void> {
  stage.tell('  (the schedule of web-tier starts a build)');
  stage.sandbox.aws.hands.startScheduledBuild('web-tier');
  const failed = await stage.sandbox.slack.until(
    () =>
      stage.sandbox.slack
        .messages()
        .find((message) => !message.threadTs && /web-tier\/1\.4\.2\/3 failed while testing/.test(textOf(message))),
    { timeoutMs: patient, what: 'the card of the scheduled build' },
  );
  stage.expect(failed.channel === channels.requests, 'its card is in #ami-requests, though nobody asked');
  stage.expect(/ApplyTestComponents/.test(textOf(failed)), 'it names the step that failed');
  stage.expect(/log group \/aws\/imagebuilder\/web-tier/.test(textOf(failed)), 'it says where the logs are');
}

/** EC2 Image Builder: asked for, waiting for people, and by schedule. */
export async function buildWithPipelines(stage: Stage): Promise<void> {
  const payments = await stage.type('rosa', channels.requests, '/ami build payments');
  const scheduled = followScheduled(stage);
  await Promise.all([scheduled, runPipeline(stage).then(() => answerWaiting(stage, runIdIn(textOf(payments))))]);
}
