import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../../sandbox/world/start-world.ts';
import { type OwnBrowser, openChromium } from './chromium.ts';
import { DemoWorld } from './demo-world/demo-world.ts';
import { demoForm } from './demo-world/form.ts';

let browser: OwnBrowser;
let demo: DemoWorld;
let world: World;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

beforeEach(async () => {
  demo = new DemoWorld();
  world = await startWorld(demo.worldOptions());
  page = await browser.context.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(world.url);
  await page.getByTestId('composer').waitFor();
});
afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.close();
  await world.close();
});

async function become(name: string): Promise<void> {
  await page.getByTestId('who-am-i').click();
  await page.getByRole('option', { name: new RegExp(name) }).click();
  await page.getByTestId('who-am-i').getByText(name).waitFor();
}

async function typeLine(text: string): Promise<void> {
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('composer').press('Enter');
}

const card = () => page.getByTestId('message').filter({ hasText: 'Promote web-2026-11-23' });
const inputsOf = (method: string) => demo.seen.filter((one) => one.method === method).map((one) => one.input);

describe('composer', () => {
  it('sends a slash command as the person acted as, and the answer is theirs alone', async () => {
    await typeLine('/ami create i-0f1e2d3c4b5a69788');
    const answer = page.getByTestId('message').filter({ hasText: 'I would do' });
    await answer.getByText('Only visible to you').waitFor();
    expect(inputsOf('type')).toEqual([{ user: 'UROSA', channel: 'CREQ', text: '/ami create i-0f1e2d3c4b5a69788' }]);
    expect(await page.getByTestId('composer').inputValue()).toBe('');

    await become('Ada Okafor');
    await card().waitFor();
    await expect.poll(() => answer.count()).toBe(0);
  });

  it('suggests commands while one types, and Tab takes one', async () => {
    await page.getByTestId('composer').fill('/ami pro');
    await page.getByTestId('suggestions').getByText('promote <ami>').waitFor();
    await page.getByTestId('composer').press('Tab');
    expect(await page.getByTestId('composer').inputValue()).toBe('/ami promote ');
  });

  it('says what Slack says when the app does not answer', async () => {
    await typeLine('/ami slow');
    await page.getByTestId('composer-failure').getByText('/ami failed with the error “operation_timeout”').waitFor();
  });

  it('is filled by the "Try this" card with ids of this world', async () => {
    await page.getByRole('button', { name: 'Put it in the box' }).last().click();
    await expect
      .poll(() => page.getByTestId('composer').inputValue())
      .toBe('/ami promote ami-0c2f9a51d7e83b640 --reason "release 4.2"');
  });
});

describe('cards', () => {
  it('are edited in place when two people have clicked, and AWS shows the tag and who wrote it', async () => {
    await become('Ada Okafor');
    const element = await card().elementHandle();
    await card().getByRole('button', { name: 'Approve' }).click();
    await card().getByText('1 of 2').waitFor();
    expect(await page.getByTestId('approval-tag').count()).toBe(0);

    await become('Ben Castellano');
    await card().getByRole('button', { name: 'Approve' }).click();
    await card().getByText('Tag written and read back').waitFor();
    expect(await card().getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(await element?.evaluate((node) => (node as unknown as { isConnected: boolean }).isConnected)).toBe(true);

    const aws = page.getByTestId('aws');
    await aws.getByTestId('approval-tag').first().waitFor();
    const call = aws.getByTestId('aws-call').first();
    await expect.poll(() => call.innerText()).toMatch(/CreateTags[\s\S]*ben/);
  });

  it('ask before a dangerous click; no is no', async () => {
    const reject = card().getByRole('button', { name: 'Reject' });
    await reject.click();
    await page.getByTestId('confirm').getByText('The first rejection ends it').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('confirm').waitFor({ state: 'detached' });
    expect(inputsOf('click')).toEqual([]);

    await reject.click();
    await page.getByTestId('confirm').getByRole('button', { name: 'Reject' }).click();
    await expect.poll(() => inputsOf('click')).toMatchObject([{ user: 'UROSA', actionId: 'reject', blockId: 'vote' }]);
  });

  it('tell the app what was picked from a select and from the overflow menu', async () => {
    await page.getByRole('combobox', { name: 'Choose a time' }).click();
    await page.getByRole('option', { name: '1 week' }).click();
    await expect.poll(() => inputsOf('click')).toMatchObject([{ actionId: 'exempt', selected: '7d' }]);
    await card().getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Show document' }).press('Enter');
    await expect.poll(() => inputsOf('click')[1]).toMatchObject({ actionId: 'more', selected: 'document' });
  });

  it('open their thread, which has a box of its own', async () => {
    await card().getByTestId('replies').click();
    const thread = page.getByTestId('thread');
    await thread.getByText('Needed for the release on Thursday.').waitFor();
    await thread.getByTestId('thread-composer').fill('I look at it & tell');
    await thread.getByTestId('thread-composer').press('Enter');
    await thread.getByText('I look at it & tell').waitFor();
    await card().first().getByText('4 replies').waitFor();
    expect(inputsOf('type')).toMatchObject([{ threadTs: expect.stringMatching(/^\d+\.\d{6}$/) }]);
    await page.getByRole('button', { name: 'Close thread' }).click();
    await thread.waitFor({ state: 'detached' });
  });
});

describe('modals', () => {
  beforeEach(async () => {
    await typeLine('/ami form');
    await page.getByTestId('modal').waitFor();
  });

  it('search live, keep what was typed beside an error, and submit what Slack would send', async () => {
    const modal = page.getByTestId('modal');
    const instance = modal.getByRole('combobox', { name: 'Instance' });
    await instance.fill('w');
    await page.getByText('Type 2 or more characters').waitFor();
    await instance.fill('web');
    await page.getByRole('option', { name: /web-builder/ }).click();

    const name = modal.getByRole('textbox', { name: 'Name' });
    await modal.getByTestId('modal-submit').click();
    await modal.getByText('Please complete this required field.').waitFor();
    expect(inputsOf('submit')).toEqual([]);
    await name.fill('ab');
    await modal.getByTestId('modal-submit').click();
    await modal.getByText('At least 3 characters, please.').waitFor();
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    expect(await instance.inputValue()).toBe('web-builder');

    await name.fill('web-new');
    await modal.getByText('Reboot it').click();
    await modal.getByText('us-west-2').click();
    await modal.getByTestId('modal-submit').click();
    await modal.waitFor({ state: 'detached' });
    await page.getByTestId('message').filter({ hasText: 'makes web-new' }).waitFor();
    expect(inputsOf('submit').at(-1)).toMatchObject({
      user: 'UROSA',
      values: {
        instance: { instance: { type: 'external_select', selected_option: { value: 'i-0f1e2d3c4b5a69788' } } },
        name: { name: { type: 'plain_text_input', value: 'web-new' } },
        reason: { reason: { value: null } },
        reboot: { reboot: { selected_option: { value: 'yes' } } },
        regions: { regions: { selected_options: [{ value: 'us-west-2' }] } },
        until: { until: { selected_date: null } },
      },
    });
  });

  it('belong to the person who opened them, and Esc closes', async () => {
    await page.keyboard.press('Escape');
    await page.getByTestId('modal').waitFor({ state: 'detached' });
    expect(inputsOf('close')).toHaveLength(1);
  });

  it('stay open when Esc only closes a list in them', async () => {
    await page.getByRole('combobox', { name: 'Tell' }).fill('ad');
    await page.getByRole('option', { name: /Ada Okafor/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('option', { name: /Ada Okafor/ }).waitFor({ state: 'detached' });
    expect(await page.getByTestId('modal').isVisible()).toBe(true);
  });

  it('stack: the uppermost is shown, and the one below keeps what was typed', async () => {
    const modal = page.getByTestId('modal');
    await modal.getByRole('textbox', { name: 'Name' }).fill('below');
    demo.views.push({ ...demoForm('UROSA', 'VTOP'), title: 'On top' });
    demo.moved('slack');
    await modal.getByText('On top').waitFor();
    expect(await modal.getAttribute('data-depth')).toBe('2');
    await modal.getByRole('button', { name: 'Back' }).click();
    await modal.getByText('Create an image').waitFor();
    expect(await modal.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('below');
  });

  it('keep the keyboard inside', async () => {
    for (let presses = 0; presses < 30; presses += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate("Boolean(document.activeElement.closest('[data-testid=modal]'))")).toBe(true);
  });
});

describe('people', () => {
  it('see their own channels, and what happened meanwhile is unread', async () => {
    expect(await page.getByTestId('channel').filter({ hasText: 'ami-approvals' }).count()).toBe(0);
    demo.post('UBOT', 'Please look, <@UADA>', { channel: 'CAPP' });
    demo.moved('slack');
    await become('Ada Okafor');
    const approvals = page.getByTestId('channel').filter({ hasText: 'ami-approvals' });
    await approvals.getByText('1 mentions').waitFor();
    await approvals.click();
    await page.getByTestId('message').getByText('Please look').waitFor();
    await expect.poll(() => approvals.getByText('mentions').count()).toBe(0);
  });

  it('have a Home tab each', async () => {
    await become('Ben Castellano');
    await page.getByTestId('channel').filter({ hasText: 'Assay' }).click();
    await page.getByRole('tab', { name: 'Home' }).click();
    await page.getByTestId('home').getByText('Waiting for you').waitFor();
    await page.getByTestId('home').getByText('@Ben Castellano').waitFor();
  });
});

describe('hostile text', () => {
  it('stays text', async () => {
    await typeLine('/ami hostile');
    const message = page.getByTestId('message').filter({ hasText: 'Name:' });
    await message.waitFor();
    const text = await message.innerText();
    expect(text).toContain('<img src=x onerror="window.hacked=1"> <img src=x onerror="window.hacked=1"> &lt;b&gt;');
    expect(text).toContain('<javascript:alert(1)|click me>');
    expect(text).toContain('bold <script>');
    expect(await message.locator('img, script, a').count()).toBe(0);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
  });

  it('cannot smuggle a mention in by typing', async () => {
    await typeLine('hello <@UADA> & <https://evil.example|the docs>');
    const message = page.getByTestId('message').filter({ hasText: 'hello' });
    await message.getByText('hello <@UADA> & <https://evil.example|the docs>').waitFor();
    expect(await message.locator('.mention, a').count()).toBe(0);
  });
});

describe('message list', () => {
  it('stays at the end, unless the reader has scrolled up', async () => {
    const list = page.getByTestId('messages');
    const fromEnd = () =>
      list.evaluate((node) => {
        const box = node as unknown as { scrollHeight: number; scrollTop: number; clientHeight: number };
        return box.scrollHeight - box.scrollTop - box.clientHeight;
      });
    demo.post('UBOT', 'newest');
    demo.moved('slack');
    await page.getByTestId('message').getByText('newest').waitFor();
    expect(await fromEnd()).toBeLessThan(2);

    await list.hover();
    await page.mouse.wheel(0, -400);
    await expect.poll(fromEnd).toBeGreaterThan(200);
    demo.post('UBOT', 'newer still');
    demo.moved('slack');
    await page.getByTestId('message').getByText('newer still').waitFor();
    expect(await fromEnd()).toBeGreaterThan(200);
  });
});

describe('a narrow window', () => {
  it('gives the thread the place of the AWS view, and back', async () => {
    await page.setViewportSize({ width: 1100, height: 800 });
    await card().getByTestId('replies').click();
    await page.getByTestId('aws').waitFor({ state: 'hidden' });
    await page.getByTestId('aws-toggle').click();
    await page.getByTestId('aws').waitFor();
    await page.getByTestId('thread').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1100);
  });
});

describe('AWS view', () => {
  it('follows the fake AWS and can be put away', async () => {
    const pending = page.getByTestId('aws').locator('[data-id="ami-0d4e5f60718293a4b"]');
    await pending.getByText('34%').waitFor();
    demo.percent = 100;
    demo.moved('aws');
    await pending.getByText('available').waitFor();
    await page.getByTestId('aws-toggle').click();
    await page.getByTestId('aws').waitFor({ state: 'detached' });
  });
});
