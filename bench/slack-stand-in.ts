import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { defaultWorkspace } from '../sandbox/slack/default-workspace.ts';

/** One slash command as it is sent, and what came back. Times in milliseconds of `performance.now()`. */
export interface Sent {
  readonly text: string;
  readonly at: number;
  /** The ack of the envelope. */
  ackedAt?: number;
  /** The ack, when it brought the answer with it, else the first private message after it. */
  answeredAt?: number;
  answer?: string;
}

/** Slack as one program sees it: the little of it that commands need, so that it is never what is being measured. */
export interface SlackStandIn {
  readonly apiUrl: string;
  /** Sends one command over the next open socket. */
  send(text: string): Sent;
  connections(): number;
  /** Web API calls so far. */
  calls(): number;
  /** The same by method; what was sent to a response URL is `respond`. */
  methods(): ReadonlyMap<string, number>;
  /** Every message that was posted into a channel, as it stands now, by its `ts`. */
  cards(): ReadonlyMap<string, { readonly channel: string; readonly text: string }>;
  close(): void;
}

const usualPeople = defaultWorkspace.users.filter(
  ({ role, isBot, isGuest, isDeleted, teamId }) => role && !isBot && !isGuest && !isDeleted && !teamId,
);
/** Of a crowd: everybody is a full member, and there are as many as wanted. */
const crowdId = /^U0CROWD\d{4}$/;
const crowdOf = (count: number) =>
  Array.from({ length: count }, (_, number) => ({
    id: `U0CROWD${String(number).padStart(4, '0')}`,
    name: `person-${number}`,
  }));
/** What Assay acks with when AWS is slow; the answer follows. */
const isPromise = (text: string): boolean => text.startsWith('⏳');

const readBody = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
};

/** Answers of the Web API, by method; a method that is not here answers 501 and shows in the bench's problems. */
function webApi(method: string, body: string, origin: string): Readonly<Record<string, unknown>> | undefined {
  const { team, app } = defaultWorkspace;
  const fields = new URLSearchParams(body);
  if (method === 'auth.test')
    return { team_id: team.id, team: team.name, user_id: app.botUserId, user: 'assay', bot_id: app.botId };
  if (method === 'apps.connections.open') return { url: origin.replace('http', 'ws') };
  if (method === 'users.info') {
    const asked = fields.get('user') ?? '';
    const user = crowdId.test(asked)
      ? { id: asked, name: asked.toLowerCase(), realName: asked }
      : defaultWorkspace.users.find(({ id }) => id === asked);
    return { user: { id: user?.id, team_id: team.id, name: user?.name, real_name: user?.realName, profile: {} } };
  }
  // Pictures of answers: Slack takes them and shows them at once.
  if (method === 'files.getUploadURLExternal') return { upload_url: `${origin}/upload/F0BENCH`, file_id: 'F0BENCH001' };
  if (method === 'files.completeUploadExternal') return { files: [{ id: 'F0BENCH001' }] };
  if (method === 'usergroups.list')
    return { usergroups: defaultWorkspace.groups.map(({ id, name }) => ({ id, name, date_delete: 0 })) };
  if (method === 'usergroups.users.list')
    return { users: defaultWorkspace.groups.find(({ id }) => id === fields.get('usergroup'))?.members ?? [] };
  // Where a card is looked for before it is posted a second time.
  if (method === 'conversations.history' || method === 'conversations.replies')
    return { messages: [], has_more: false };
  if (method === 'conversations.open') return { channel: { id: 'D0BENCH001' } };
  return undefined;
}

/**
 * @param say told of every call that Slack would know and this does not
 * @param crowd how many people ask in turn; left out: those of the sandbox's workspace who may
 */
export async function startSlackStandIn(say: (problem: string) => void, crowd?: number): Promise<SlackStandIn> {
  const people = crowd === undefined ? usualPeople : crowdOf(crowd);
  const sockets: WebSocket[] = [];
  const waiting = new Map<string, Sent>();
  let origin = '';
  let count = 0;
  const methods = new Map<string, number>();
  const cards = new Map<string, { readonly channel: string; readonly text: string }>();
  let posted = 0;

  /** Answers chat.postMessage and chat.update. */
  function keep(body: string): Readonly<Record<string, unknown>> {
    const fields = new URLSearchParams(body);
    posted += 1;
    const ts = fields.get('ts') ?? `${1_700_000_000 + posted}.000100`;
    const channel = fields.get('channel') ?? '';
    if (!fields.has('thread_ts')) cards.set(ts, { channel, text: fields.get('text') ?? '' });
    return { channel, ts };
  }

  const answered = (id: string, text: string): void => {
    const sent = waiting.get(id);
    if (!sent || sent.answeredAt !== undefined) return;
    sent.answeredAt = performance.now();
    sent.answer = text;
    waiting.delete(id);
  };

  function acknowledge(data: string): void {
    const at = performance.now();
    const { envelope_id: id = '', payload } = JSON.parse(data) as {
      envelope_id?: string;
      payload?: { text?: string };
    };
    const sent = waiting.get(id);
    if (!sent) return;
    sent.ackedAt = at;
    const text = payload?.text ?? '';
    if (!isPromise(text)) answered(id, text);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, area, name = ''] = (request.url ?? '').split('?', 1)[0]?.split('/') ?? [];
    const body = await readBody(request);
    const method = area === 'api' ? name : (area ?? '');
    methods.set(method, (methods.get(method) ?? 0) + 1);
    if (area === 'respond') {
      answered(name, (JSON.parse(body) as { text?: string }).text ?? '');
      response.end('ok');
      return;
    }
    if (area === 'upload') {
      response.end('OK');
      return;
    }
    const isMessage = name === 'chat.postMessage' || name === 'chat.update';
    const result = isMessage ? keep(body) : webApi(name, body, origin);
    if (!result) say(`Slack's ${name} is not part of this bench`);
    response.writeHead(result ? 200 : 501, {
      'content-type': 'application/json',
      'x-oauth-scopes': defaultWorkspace.app.scopes.join(','),
    });
    response.end(JSON.stringify({ ok: result !== undefined, ...result }));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      say(String(error));
      response.destroy();
    });
  });
  const upgrades = new WebSocketServer({ server });
  upgrades.on('connection', (socket) => {
    sockets.push(socket);
    const ping = setInterval(() => socket.ping(), 5000);
    socket.on('close', () => {
      clearInterval(ping);
      sockets.splice(sockets.indexOf(socket), 1);
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data: Buffer) => acknowledge(data.toString()));
    socket.send(
      JSON.stringify({ type: 'hello', num_connections: sockets.length, debug_info: {}, connection_info: {} }),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    apiUrl: `${origin}/api/`,
    send(text) {
      count += 1;
      const id = `e${count}`;
      const person = people[count % people.length];
      const envelope = {
        envelope_id: id,
        type: 'slash_commands',
        accepts_response_payload: true,
        payload: {
          token: 'unused',
          team_id: defaultWorkspace.team.id,
          team_domain: defaultWorkspace.team.domain,
          channel_id: 'C0REQUESTS',
          channel_name: 'ami-requests',
          user_id: person?.id,
          user_name: person?.name,
          command: defaultWorkspace.app.command,
          text,
          api_app_id: defaultWorkspace.app.id,
          is_enterprise_install: 'false',
          response_url: `${origin}/respond/${id}`,
          trigger_id: `${id}.${process.pid}.${performance.timeOrigin}`,
        },
      };
      const socket = sockets[count % Math.max(1, sockets.length)];
      const sent: Sent = { text, at: performance.now() };
      waiting.set(id, sent);
      socket?.send(JSON.stringify(envelope));
      return sent;
    },
    connections: () => sockets.length,
    calls: () => [...methods.values()].reduce((sum, count) => sum + count, 0),
    methods: () => methods,
    cards: () => cards,
    close() {
      for (const socket of upgrades.clients) socket.terminate();
      upgrades.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
