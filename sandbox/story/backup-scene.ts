import { cast, channels, runIdIn, type Stage, StoryError, textOf } from './stage.ts';

/** A schedule of every minute fires after one at the latest. */
const patient = 90_000;
const tag = 'assay:schedule';

const backups = (stage: Stage, name: string) =>
  stage.sandbox.aws
    .state()
    .accounts.flatMap(({ regions }) => regions.flatMap(({ images }) => images))
    .filter((image) => image.tags[tag] === name && image.state !== 'deregistered');

/** What Rosa is told in the end: while AWS is slow there is a first word before it. */
async function asks(stage: Stage, line: string, says: RegExp): Promise<string> {
  await stage.type('rosa', channels.requests, line);
  const told = await stage.sandbox.slack.until(
    () => stage.sandbox.slack.messages().find((one) => one.ephemeralTo === cast.rosa && says.test(textOf(one))),
    { timeoutMs: patient, what: `an answer that says ${says.source}` },
  );
  return textOf(told);
}

/** The card of a run that the clock started: nobody got an answer with its id. */
const cardOfClock = (stage: Stage, name: string) =>
  stage.sandbox.slack.until(
    () =>
      stage.sandbox.slack
        .messages()
        .find((message) => !message.threadTs && /by the clock/.test(textOf(message)) && textOf(message).includes(name)),
    { timeoutMs: patient, what: `the card of a run of ${name} by the clock` },
  );

/** A schedule that fires by itself, is started by hand, removes its own old AMI, and leaves the rest when it is removed. */
export async function backupOnSchedule(stage: Stage): Promise<void> {
  const name = 'quick';
  // Six fields: seconds first. Once a minute, and the first time soon.
  // Never second 0, which nobody says in words.
  const soon = new Date(Date.now() + 5000).getSeconds() || 1;
  const line = `/ami schedule ${name} search-1 --cron “${soon} * * * * *” --no-reboot --keep-count 1`;
  const answer = await asks(stage, line, /removed for good/);
  stage.expect(true, 'that old AMIs will be removed is said before');
  const set = await stage.card(runIdIn(answer), (text) => text.includes('✅'), 'scheduled', patient);
  stage.expect(/seconds past the minute/.test(textOf(set)), 'its card says when, in words');
  const begun = await cardOfClock(stage, name);
  stage.expect(begun.channel === channels.requests, 'the clock starts a run by itself; its card is in #ami-requests');
  await stage.type('rosa', channels.requests, `/ami schedules pause ${name}`);
  // The sign stands before each instance as well: the first word is the run's own.
  const first = await stage.card(runIdIn(textOf(begun)), (text) => text.startsWith('✅'), 'backed up', patient);
  const [old] = backups(stage, name);
  if (!old) throw new StoryError('did not happen: a backup');
  stage.expect(textOf(first).includes(old.id), `its card names the AMI: ${old.id}`);
  const list = await asks(stage, '/ami schedules', /One schedule/);
  stage.expect(
    /paused/.test(list) && /✅ done/.test(list),
    'the list says that it is paused, and how the last run ended',
  );
  await stage.type('rosa', channels.requests, `/ami schedules run ${name}`);
  await stage.sandbox.slack.until(() => backups(stage, name).every(({ id }) => id !== old.id), {
    timeoutMs: patient,
    what: 'the old backup to be removed',
  });
  stage.expect(backups(stage, name).length === 1, 'run by hand it made a new AMI and then removed the old one');
  await asks(stage, `/ami schedules remove ${name}`, /The AMIs it made stay/);
  stage.expect(true, 'removing the schedule keeps its AMI, and says so');
  stage.expect(backups(stage, name).length === 1, 'AWS still has it');
}
