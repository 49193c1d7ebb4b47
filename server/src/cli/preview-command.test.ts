import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PATIENCE_MS } from './test/server-trial.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'signalbox.mjs');

/** What the preview answers to these bytes, line by line. */
function preview(input: string | Buffer, ...more: readonly string[]): readonly Record<string, unknown>[] {
  const { PATH = '', HOME = '' } = process.env;
  const { stdout } = spawnSync(process.execPath, [PROGRAM, 'signal', 'preview', ...more], {
    input,
    env: { PATH, HOME, LANG: 'C.UTF-8' },
  });
  const lines = stdout.toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const BROKEN = '{"action":"buy","symbol":"X","qty":1,"comment":"\xff"}';

describe('signal preview', { timeout: PATIENCE_MS }, () => {
  it('answers a line without a text with its id, where it has one', () => {
    const lines = ['{"id":"y","text":5}', '{"id":"x"}', '{"text":5}', '{"id":7,"txt":"buy:1"}', '[]', 'null'];
    expect(preview(lines.join('\n'), '--jsonl')).toEqual(
      [{ id: 'y' }, { id: 'x' }, {}, { id: 7 }, {}, {}].map((id) => ({
        ...id,
        accept: false,
        error: { code: 'BODY_INVALID', message: expect.any(String) },
      })),
    );
  });

  it('refuses bytes that are not UTF-8, in a text and in a line', () => {
    const error = { code: 'SIGNAL_NOT_UTF8' };
    expect(preview(Buffer.from(BROKEN, 'latin1'))).toMatchObject([{ accept: false, error }]);
    const line = Buffer.from(JSON.stringify({ id: 'a', text: BROKEN }), 'latin1');
    expect(preview(line, '--jsonl')).toMatchObject([{ id: 'a', accept: false, error }]);
  });
});
