/** Secrets on a real terminal: whatever a person types or pastes, nothing of it is on the screen. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PROGRAM = join(import.meta.dirname, 'test', 'ask-hidden-program.ts');
/** The tool that gives a program a terminal; not every system has it. */
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** Runs the program on a terminal and types once it has asked. Answers what the screen showed. */
function type(text: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'signalbox-screen-'));
  const child = spawn('script', ['-qec', `${process.execPath} ${PROGRAM}`, join(directory, 'screen')]);
  let screen = '';
  let isTyped = false;
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    screen += part;
    if (isTyped || !screen.includes('First: ')) return;
    isTyped = true;
    child.stdin.write(text);
  });
  return new Promise((resolve) =>
    child.once('close', () => {
      rmSync(directory, { recursive: true });
      resolve(screen);
    }),
  );
}

describe.skipIf(!hasTerminal)('a secret at a terminal', { timeout: 20_000 }, () => {
  it('is not shown, and neither is what is pasted ahead of its question', async () => {
    const screen = await type('hunter2-secret\rphrase\r');
    expect(screen).toContain('lengths 14 6');
    expect(screen).not.toMatch(/hunter|secret|phrase/);
  });

  it('is not shown when the person gives up', async () => {
    const screen = await type('hunter2\u0003');
    expect(screen).toContain('lengths undefined');
    expect(screen).not.toContain('hunter');
  });
});
