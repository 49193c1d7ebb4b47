/**
 * Runs one command line after the other in one process, each with the environment, the standard input and the captured
 * output of its own: what `main` does of a command is the same, and a start of the program for each is saved.
 */
import { Readable } from 'node:stream';
import { main } from '../main.ts';
import type { Asked } from './command-host.ts';

let said = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr'] as const) {
  process[name].write = (text: string | Uint8Array): boolean => {
    said[name] += String(text);
    return true;
  };
}

process.on('message', (asked: Asked) => void answer(asked));
process.on('disconnect', () => process.exit(0));

async function answer({ args, input, environment }: Asked): Promise<void> {
  said = { stdout: '', stderr: '' };
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]), configurable: true });
  const code = await main(args);
  process.stdout.removeAllListeners('error');
  process.send?.({ code, ...said });
}
