import { EventEmitter } from 'node:events';
import type {
  AwsCall,
  AwsState,
  HandsAnswer,
  SlackHands,
  SlackMessage,
  SlackState,
  SlackView,
  ViewValues,
} from '../../../sandbox/contract.ts';
import type { WorldOptions } from '../../../sandbox/world/start-world.ts';
import { demoAws, demoCall } from './aws.ts';
import { approvalCard, hostile, option, richCard } from './cards.ts';
import { demoForm, homeView } from './form.ts';
import { channels, users } from './people.ts';

const ok: HandsAnswer = { ok: true };

/** A canned world: enough of Slack and AWS to see and test the page without the real servers. */
export class DemoWorld implements SlackHands {
  readonly changed = new EventEmitter();
  /** Every hand's name and input, for the tests to look at. */
  readonly seen: { readonly method: string; readonly input: unknown }[] = [];
  readonly votes: string[] = [];
  messages: SlackMessage[] = [];
  views: SlackView[] = [];
  calls: AwsCall[] = [
    demoCall('DescribeImages'),
    demoCall('CreateImage', 'rosa'),
    demoCall('ModifyImageAttribute', 'rosa', 'UnauthorizedOperation'),
  ];
  percent = 34;
  private clock = Date.now() / 1000 - 3600;
  private readonly home = new Set<string>();

  constructor() {
    this.post('UADA', 'Morning! The new base image is out, <@UROSA> could you rebuild *web*?');
    this.post('UROSA', 'On it :rocket:', { edited: true });
    this.post(
      'UROSA',
      'See <https://example.com/base|the notes>:\n&gt; kernel 6.12, _no_ more ~python2~\n```\n/ami create i-0f1e2d3c4b5a69788\n```',
    );
    const card = this.post('UBOT', 'Rosa asks to promote web-2026-11-23', { blocks: approvalCard([]) });
    this.post('UBOT', 'Planned: 1 image, 1 snapshot', { threadTs: card.ts });
    this.post('UBOT', ':lock: Document `7f3a9c` frozen', { threadTs: card.ts });
    this.post('UROSA', 'Needed for the release on Thursday.', { threadTs: card.ts });
    this.post('UBOT', 'Violation', { blocks: richCard });
    this.post('UBOT', 'You cannot promote your own request: it needs two *other* people.', { ephemeralTo: 'UROSA' });
  }

  options(input: Parameters<SlackHands['options']>[0]) {
    this.note('options', input);
    const all = [
      option('web-builder', 'i-0f1e2d3c4b5a69788', 'running in eu-central-1'),
      option('db-builder', 'i-0123456789abcdef0', 'stopped in eu-central-1'),
    ];
    return Promise.resolve({ ok: true, options: all.filter((one) => one.text.text.includes(input.query)) });
  }

  async type(input: Parameters<SlackHands['type']>[0]): Promise<HandsAnswer> {
    this.note('type', input);
    const [command, verb] = input.text.split(' ');
    const reply = { channel: input.channel, ...(input.threadTs ? { threadTs: input.threadTs } : {}) };
    if (command !== '/ami')
      this.post(input.user, input.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'), reply);
    else if (verb === 'slow') return { ok: false, error: 'operation_timeout' };
    else if (verb === 'form') this.views.push(demoForm(input.user, `V${this.views.length + 1}`));
    else if (verb === 'hostile') this.post('UBOT', hostile, reply);
    else this.post('UBOT', `I would do: \`${input.text}\``, { ...reply, ephemeralTo: input.user });
    return this.moved('slack');
  }

  async click(input: Parameters<SlackHands['click']>[0]): Promise<HandsAnswer> {
    this.note('click', input);
    if (input.actionId === 'open-form') this.views.push(demoForm(input.user, `V${this.views.length + 1}`));
    if (input.actionId === 'approve') this.approve(input);
    return this.moved('slack');
  }

  async clickInView(input: Parameters<SlackHands['clickInView']>[0]): Promise<HandsAnswer> {
    this.note('clickInView', input);
    if (input.actionId === 'open-form') this.views.push(demoForm(input.user, `V${this.views.length + 1}`));
    return this.moved('slack');
  }

  async submit(input: Parameters<SlackHands['submit']>[0]): Promise<HandsAnswer> {
    this.note('submit', input);
    const name = textIn(input.values, 'name');
    if (name.length < 3) {
      const errors = { name: 'At least 3 characters, please.' };
      this.views = this.views.map((view) => (view.id === input.viewId ? { ...view, errors } : view));
      await this.moved('slack');
      return { ok: false };
    }
    this.views = this.views.filter((view) => view.id !== input.viewId);
    this.post('UBOT', `<@${input.user}> makes *${name}*`);
    return this.moved('slack');
  }

  async close(input: Parameters<SlackHands['close']>[0]): Promise<HandsAnswer> {
    this.note('close', input);
    this.views = this.views.filter((view) => view.id !== input.viewId);
    return this.moved('slack');
  }

  async openHome(input: { user: string }): Promise<HandsAnswer> {
    this.home.add(input.user);
    return this.moved('slack');
  }

  async state({ user }: { user: string }): Promise<SlackState> {
    const mine = channels.filter((channel) => channel.members.includes(user));
    return {
      teamName: 'Hallmark & Co',
      botUserId: 'UBOT',
      command: '/ami',
      me: user,
      users,
      groups: [],
      channels: mine,
      messages: this.messages.filter(
        (message) => mine.some((channel) => channel.id === message.channel) && (message.ephemeralTo ?? user) === user,
      ),
      views: this.views.filter((view) => view.user === user),
      ...(this.home.has(user) ? { home: homeView(user) } : {}),
      appConnected: true,
    };
  }

  awsState = (): AwsState => demoAws(this.votes.length, this.percent, this.calls);

  /** What `startWorld` wants. */
  worldOptions(): WorldOptions {
    return {
      hands: this,
      awsState: this.awsState,
      onChange: (listener) => {
        this.changed.on('change', listener);
        return () => this.changed.off('change', listener);
      },
      startAs: 'UROSA',
      commandHints: [
        { usage: 'create <instance>', summary: 'Make an AMI of an instance' },
        { usage: 'copy <ami> to <region>', summary: 'Copy an AMI to other Regions or accounts' },
        { usage: 'promote <ami>', summary: 'Ask for an AMI to be used in production' },
        { usage: 'help', summary: 'What I can do' },
      ],
    };
  }

  post(user: string, text: string, more: Partial<SlackMessage> = {}): SlackMessage {
    this.clock = Math.max(this.clock + 61, more.channel ? Date.now() / 1000 : 0);
    const message = { channel: 'CREQ', ts: this.clock.toFixed(6), user, text, edited: false, deleted: false, ...more };
    this.messages.push(message);
    return message;
  }

  moved(side: 'slack' | 'aws'): HandsAnswer {
    this.changed.emit('change', side);
    return ok;
  }

  private approve({ user, channel, ts }: { user: string; channel: string; ts: string }): void {
    if (user === 'UROSA') {
      this.post('UBOT', 'You asked for this: two *other* people must approve it.', { channel, ephemeralTo: user });
      return;
    }
    if (!this.votes.includes(user)) this.votes.push(user);
    this.messages = this.messages.map((message) =>
      message.ts === ts ? { ...message, blocks: approvalCard(this.votes) } : message,
    );
    this.calls.push(demoCall(this.votes.length < 2 ? 'DescribeImages' : 'CreateTags', user === 'UADA' ? 'ada' : 'ben'));
    this.moved('aws');
  }

  private note(method: string, input: unknown): void {
    this.seen.push({ method, input });
  }
}

function textIn(values: ViewValues, block: string): string {
  const value = values[block]?.[block]?.['value'];
  return typeof value === 'string' ? value : '';
}
