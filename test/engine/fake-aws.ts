import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Aws, AwsWriter, Ec2Writer } from '../../src/core/aws.ts';

/**
 * An AWS of two calls, kept in a file: it outlives a killed process and counts what really happened, one line per effect
 * (`create web ami-…`, `tag ami-…`, `available ami-…`).
 */
export interface FakeAws {
  readonly aws: Aws;
  readonly file: string;
  add(line: string): void;
  lines(start?: string): readonly string[];
}

/** @param around called before and after each effect */
export function makeFakeAws(file: string, around: (point: string) => void = () => {}): FakeAws {
  const lines = (start = ''): readonly string[] =>
    (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []).filter(
      (line) => line !== '' && line.startsWith(start),
    );
  const add = (line: string): void => appendFileSync(file, `${line}\n`);
  const effect = (name: string, line: string): void => {
    around(`before ${name}`);
    add(line);
    around(`after ${name}`);
  };
  const ec2: Partial<Ec2Writer> = {
    images: async ({ filters }) =>
      lines(`create ${filters?.[0]?.values[0]} `).map((line) => ({ id: line.split(' ')[2] ?? '' })) as never,
    createImage: async ({ name }) => {
      const imageId = `ami-${Math.random().toString(16).slice(2, 10).padEnd(8, '0')}`;
      effect('createImage', `create ${name} ${imageId}`);
      return { imageId };
    },
    createTags: async ([id]) => effect('createTags', `tag ${id}`),
  };
  const client = { ec2: () => ec2 as Ec2Writer } as unknown as AwsWriter;
  return { aws: { reader: () => client, writer: () => client }, file, add, lines };
}
