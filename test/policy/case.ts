import { build, reader, writer } from './sample.ts';
import type { Question } from './simulate.ts';

/** Who, what, and whether. */
export type Case = readonly [name: string, expected: 'yes' | 'no', question: Question];

export const image = 'arn:aws:ec2:eu-west-1::image/ami-0a1b2c3d4e5f6a002';
export const snapshot = 'arn:aws:ec2:eu-west-1::snapshot/snap-0a1b2c3d4e5f6a002';
export const instance = `arn:aws:ec2:eu-west-1:${build}:instance/i-0a1b2c3d4e5f60001`;
export const own = { 'ec2:Owner': build };
export const foreign = { 'ec2:Owner': '777788889999' };
export const keys = (...names: readonly string[]) => ({ 'aws:TagKeys': names });
export const approved = 'ami-approved-production';
export const shared = 'ec2:SharedTag/ami-approved-production';

export const write = writer(build);
export const read = reader(build);
export const admin = { who: `arn:aws:iam::${build}:role/Admin`, caller: 'all' } as const;
