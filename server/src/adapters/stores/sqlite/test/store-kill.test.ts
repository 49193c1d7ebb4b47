/** Kill -9 at a random moment, again and again on one file: nothing that was acknowledged may be missing afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openAt, temporaryDatabase } from './temporary-store.ts';

const ROUNDS = 10;
const LIFE_MS_MAX = 250;
/** The start of ten processes on a busy machine. */
const TIMEOUT_MS = 120_000;

interface Acknowledged {
  readonly signals: string[];
  /** The last acknowledged sequence of each stream. */
  readonly ends: Map<string, number>;
}

it('keeps every acknowledged signal and record through ten kills', { timeout: TIMEOUT_MS }, async () => {
  const folder = temporaryDatabase();
  const acknowledged: Acknowledged = { signals: [], ends: new Map() };
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = acknowledged.signals.length;
    await writeUntilKilled(folder.path, acknowledged);
    expect(acknowledged.signals.length).toBeGreaterThan(before);
    await expectAll(folder.path, acknowledged);
  }
  expect(acknowledged.ends.size).toBe(ROUNDS);
  folder.remove();
});

/** Kills at a random moment after the first acknowledgement. */
async function writeUntilKilled(path: string, acknowledged: Acknowledged): Promise<void> {
  const child = spawn(process.execPath, [`${import.meta.dirname}/store-writer.ts`, path, 'for-ever'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child.stdout, 'data');
  await sleep(Math.random() * LIFE_MS_MAX);
  child.kill('SIGKILL');
  await once(child, 'close');
  // The last line may have been cut by the kill.
  for (const line of output.split('\n').slice(0, -1)) {
    const [kind, name = '', end] = line.split(' ');
    if (kind === 'ack') acknowledged.signals.push(name);
    else acknowledged.ends.set(name, Number(end));
  }
}

async function expectAll(path: string, { signals, ends }: Acknowledged): Promise<void> {
  const store = await openAt(path);
  expect(store.stats().integrity).toBe('checked');
  const found = await Promise.all(signals.map((signalId) => store.inbox.find(signalId)));
  expect(found.filter((row) => row === undefined)).toHaveLength(0);
  expect(new Set(signals).size).toBe(signals.length);
  for (const [stream, end] of ends) {
    const last = await store.journal.lastSequence(stream);
    expect(last).toBeGreaterThanOrEqual(end);
    expect(await store.journal.verify(stream)).toEqual({ records: last });
    const documents = await store.store.list({ collection: stream, limit: last + 10 });
    expect(documents).toHaveLength(last);
  }
  await store.close();
}
