import type { Case } from './case.ts';
import { eventCases } from './event-cases.ts';
import { gateCases } from './gate-cases.ts';
import { guardCases } from './guard-cases.ts';
import { keyCases } from './key-cases.ts';
import { launchCases } from './launch-cases.ts';
import { readerCases } from './reader-cases.ts';
import { sessionCases } from './session-cases.ts';
import { sharingCases } from './sharing-cases.ts';
import { writerCases } from './writer-cases.ts';

/** Who may do what under the documents of the sample configuration: every question with its answer. */
export const cases: readonly Case[] = [
  ...sessionCases,
  ...readerCases,
  ...writerCases,
  ...keyCases,
  ...sharingCases,
  ...guardCases,
  ...launchCases,
  ...gateCases,
  ...eventCases,
];
