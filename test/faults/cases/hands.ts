import { runIdIn, type Who } from '../../../sandbox/story/stage.ts';
import type { FaultCase, Play } from '../support/fault-case.ts';
import { type Modals, typed } from '../support/modals.ts';

const image = 'ami-0a1b2c3d4e5f6a006';
const request = (play: Play): Promise<string> => play.ask(`/ami promote ${image} --reason "tested on staging"`);

/** What is asked for in `before`, and somebody's hand at a screen about it. */
const atScreen =
  (hand: (screen: Modals, runId: string, play: Play) => Promise<string | undefined>, who: Who = 'rosa') =>
  async (play: Play, before: string): Promise<string> =>
    (await play.atScreen(who, (screen) => hand(screen, before, play))) ?? before;

/** From the filled-in form to the sent request. Who was never answered and asks again is told so before it is sent. */
async function send(screen: Modals): Promise<string> {
  const view = await screen.opened('assay.preview', /already/);
  if (view.callback_id === 'assay.preview') await screen.submit(view);
  return runIdIn(await screen.says(/Accepted|already/));
}

async function made(play: Play): Promise<string> {
  const runId = await play.ask('/ami create web-1 --name killed-by-hand --no-reboot');
  await play.ended(runId);
  return runId;
}

export const handCases: readonly FaultCase[] = [
  {
    name: 'a vote, and it is taken back by typing',
    plays: ['promote'],
    hands: ['assay.approve'],
    ends: 'withdrawn',
    before: request,
    async start(play, runId) {
      await play.approve(runId, 'ada');
      await play.say(`/ami withdraw ${runId}`, 'ada');
      await play.click(runId, 'withdraw');
      return runId;
    },
  },
  {
    name: 'withdraw',
    sampled: true,
    plays: ['promote'],
    hands: ['assay.withdraw'],
    ends: 'withdrawn',
    before: request,
    async start(play, runId) {
      await play.click(runId, 'withdraw');
      return runId;
    },
  },
  {
    name: 'reject, with a reason',
    sampled: true,
    plays: ['promote'],
    hands: ['assay.reject', 'assay.reject-view'],
    ends: 'rejected',
    before: request,
    start: atScreen(async (screen, runId, play) => {
      await screen.click(await play.cardOf(runId), 'assay.reject');
      const view = await screen.opened('assay.reject-view');
      await screen.submit(view, { reason: { 'assay.value': { type: 'plain_text_input', value: 'not scanned yet' } } });
      await play.cardOf(runId, /not scanned yet/);
      return undefined;
    }, 'ada'),
  },
  {
    name: 'cancel of what runs',
    plays: ['create'],
    hands: ['assay.cancel'],
    ends: 'cancelled',
    paceMs: 60_000,
    before: (play) => play.ask('/ami create web-1 --name killed-by-hand --no-reboot'),
    async start(play, runId) {
      await play.cardOf(runId, /%/);
      await play.click(runId, 'cancel');
      return runId;
    },
  },
  {
    name: 'retry of what failed',
    plays: ['create'],
    hands: ['assay.retry'],
    async before(play) {
      play.stage.sandbox.aws.faults.add({
        kind: 'error',
        call: 'CreateImage',
        code: 'UnauthorizedOperation',
        times: 1,
      });
      return made(play);
    },
    async start(play, runId) {
      await play.click(runId, 'retry');
      return runId;
    },
  },
  {
    name: 'taken back by the button of a card',
    plays: ['unshare'],
    hands: ['assay.offer.0', 'assay.form', 'assay.preview'],
    async before(play) {
      const runId = await play.ask('/ami share db-2026-10-05 with prod --to-copy');
      await play.ended(runId);
      return runId;
    },
    start: atScreen(async (screen, runId, play) => {
      await screen.click(await play.cardOf(runId), 'assay.offer.0');
      await screen.submit(await screen.opened('assay.form'));
      return send(screen);
    }),
  },
  {
    name: 'create from the menu, changed once',
    sampled: true,
    plays: ['create'],
    hands: ['assay.menu', 'assay.choice', 'assay.form', 'assay.preview', 'assay.change'],
    start: atScreen(async (screen) => {
      await screen.type('/ami');
      const menu = await screen.opened('assay.menu-view');
      const entry = menu.blocks.find((one) => JSON.stringify(one).includes('"create"'));
      await screen.clickIn(menu, 'assay.menu', entry?.block_id);
      const form = await screen.opened('assay.form');
      const chosen = await screen.pick(form, 'instance', 'web-1');
      await screen.submit(form, { ...chosen, ...typed('name', 'not-that-name') });
      await screen.clickIn(await screen.opened('assay.preview'), 'assay.change');
      await screen.submit(await screen.opened('assay.form'), typed('name', 'killed-by-form'));
      return send(screen);
    }),
  },
  {
    name: 'details and the home tab',
    plays: ['create'],
    hands: ['assay.details', 'app_home_opened'],
    before: made,
    start: atScreen(async (screen, runId, play) => {
      await screen.click(await play.cardOf(runId), 'assay.details');
      await screen.says(new RegExp(runId));
      await screen.home(new RegExp(runId));
      return undefined;
    }),
  },
];
