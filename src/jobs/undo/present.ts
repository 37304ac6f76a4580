import { capital } from '../../core/capital.ts';
import type { JobPresentation } from '../../core/job.ts';
import { bold, code } from '../../core/message.ts';
import { reversalWords } from '../../lookup/reversal-words.ts';
import type { UndoPlan, UndoResult } from './plan.ts';

export const undoPresentation: JobPresentation<UndoPlan, UndoResult> = {
  title: (plan) => ['Undo ', plan.job, ' ', code(plan.runId)],
  planned: (plan, settings) => ({
    title: `Undo ${plan.job} ${plan.runId}`,
    lines: plan.reversals.map((reversal) => `• ${capital(reversalWords(reversal, settings))}.`),
    ...(plan.reversals.some(({ kind }) => kind === 'image' || kind === 'instance')
      ? { warnings: [['What is deleted is ', bold('gone'), '; Assay cannot bring it back.']] }
      : {}),
  }),
  done: (plan, result) => ({
    title: `${plan.job} ${plan.runId} is undone`,
    tone: 'good',
    lines: result.undone.map((sentence) => `• ${capital(sentence)}.`),
  }),
};
