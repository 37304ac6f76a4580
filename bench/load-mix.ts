/** One kind of command among those that people send in a day. */
interface Kind {
  /** Of a hundred commands, so many are of this kind. */
  readonly share: number;
  readonly text: (number: number) => string;
  readonly right: RegExp;
}

export interface Load {
  readonly name: string;
  /** What the command of this number is, and what its right answer says. */
  readonly command: (number: number) => { readonly text: string; readonly right: RegExp };
}

const image = 'web-2026-10-01';
const request = /^\W*(Accepted|Your request waits)/;

/** Mostly questions: three of four commands look at something, one of five asks for work. */
const kinds: readonly Kind[] = [
  { share: 8, text: () => 'help', right: /What you can ask for/ },
  { share: 18, text: () => 'status', right: /(Nothing is running|One run is open|\d+ (or more )?runs are open)/ },
  { share: 8, text: () => 'runs', right: /run|Run/ },
  { share: 12, text: () => `show ${image}`, right: /web-2026-10-01/ },
  { share: 12, text: () => 'find web --newer 1y', right: /AMI/ },
  { share: 8, text: () => `history ${image}`, right: /ami-/ },
  { share: 6, text: () => `verify ${image}`, right: /approv/i },
  { share: 4, text: () => 'schedules', right: /schedule/i },
  { share: 6, text: () => 'compliance production', right: /production|violation|instance/i },
  { share: 6, text: (number) => `create web-1 --name load-${number}`, right: request },
  { share: 4, text: (number) => `copy ${image} to us-east-1 --name load-copy-${number}`, right: request },
  { share: 4, text: () => `share ${image} with prod`, right: request },
  { share: 4, text: () => `promote ${image} --reason "release 4.2"`, right: request },
];

/** A hundred kinds in an order that repeats, each as often as its share says, spread evenly. */
const order: readonly Kind[] = kinds
  .flatMap((kind) => Array.from({ length: kind.share }, (_, at) => ({ kind, at: (at + 0.5) / kind.share })))
  .sort((a, b) => a.at - b.at)
  .map(({ kind }) => kind);

export const mixed: Load = {
  name: 'a mix',
  command(number) {
    const kind = order[number % order.length] as Kind;
    return { text: kind.text(number), right: kind.right };
  },
};

/** The dearest of all. */
export const creates: Load = {
  name: 'create only',
  command: (number) => ({ text: `create web-1 --name only-${number}`, right: request }),
};

/** The same under other names, so that what is measured afterwards is new. */
export const warmUpOf = (load: Load): Load => ({
  name: load.name,
  command: (number) => load.command(number + 1_000_000),
});
