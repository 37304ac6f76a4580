import { isJson } from '../json.ts';
import {
  all,
  anything,
  boolean,
  byType,
  type Check,
  complain,
  integer,
  list,
  number,
  object,
  oneOf,
  string,
} from './check.ts';
import { richTextBlock } from './rich-text.ts';

const cells: Readonly<Record<string, Check>> = {
  raw_text: object({ type: oneOf('raw_text'), text: string({ min: 1 }) }),
  raw_number: object({ type: oneOf('raw_number'), value: number }, { text: string({ min: 1 }) }),
  rich_text: richTextBlock,
};

const row = list(
  byType(() => cells),
  { min: 1, max: 20 },
);

/** Sums every `text` in a tree. */
function charactersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each: unknown) => sum + charactersIn(each), 0);
  if (!isJson(value)) return 0;
  const own = typeof value['text'] === 'string' ? [...value['text']].length : 0;
  return own + Object.values(value).reduce<number>((sum, each) => sum + charactersIn(each), 0);
}

const fitting: Check = (value, at) => {
  if (isJson(value) && charactersIn(value['rows']) > 10_000) complain(at, 'no more than 10000 characters allowed');
};

const column = object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean });

export const table = all(
  object(
    { type: oneOf('table'), rows: list(row, { min: 1, max: 100 }) },
    { block_id: anything, column_settings: list(column, { max: 20 }) },
  ),
  fitting,
);

/** Rows include the header. Captures disagree between 100 and 200 data rows; the smaller holds here. */
export const dataTable = all(
  object(
    { type: oneOf('data_table'), caption: string({ min: 1 }), rows: list(row, { min: 1, max: 101 }) },
    { block_id: anything, page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
  ),
  fitting,
);
