/**
 * Emulated exchanges in one process, so that what they take is not counted with the server under measurement. Prints one
 * line: where each of them listens, and the sample key of its funded account.
 */
import { runEmulator } from '../../emulators/exchange/run-emulator.ts';

const { exchanges, markets } = JSON.parse(process.argv[2] ?? '{}') as { exchanges: string[]; markets?: number };
const open: Record<string, unknown> = {};
for (const exchange of exchanges) {
  const options = { exchange, port: 0, walkMs: 1_000, ...(markets === undefined ? {} : { markets }) };
  const started = await runEmulator(options);
  if (started.kind !== 'running') throw new Error(`${exchange} is not emulated`);
  const { origin, key } = started.emulator;
  await fetch(`${origin}/_emulator/limits`, { method: 'POST', body: '{"on":false}' });
  open[exchange] = { origin, key };
}
process.stdout.write(`${JSON.stringify({ url: '', exchanges: open })}\n`);
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
