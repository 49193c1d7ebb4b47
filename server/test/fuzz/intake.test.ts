import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Journey } from '../journeys/journey.ts';
import { readCrashImage } from '../kill/crash-image.ts';
import { anyBody } from './bodies.ts';
import { RawConnection } from './raw-connection.ts';

/** A hundred thousand where a machine judges; enough to notice something where a person waits. */
const BODIES = Number(process.env['SIGNALBOX_FUZZ_BODIES'] ?? (process.env['CI'] === undefined ? 10_000 : 100_000));
const SEED = Number(process.env['SIGNALBOX_FUZZ_SEED'] ?? Date.now() % 1_000_000);
const CHUNK = 2_000;
const CONNECTIONS = 32;
/** Not how fast it should be, but when it counts as hung; more than a busy machine needs. */
const HUNG_MS = 20_000;
/** Above what the server uses after as many right alerts. */
const RESIDENT_MIB_MAX = 700;
const CONTENT_TYPES = ['text/plain', 'application/json', 'application/x-www-form-urlencoded', 'x'];
const EXPECTED = new Set([200, 202, 400, 401, 409, 413, 422, 429]);

describe(`${BODIES} bodies of every kind, seed ${SEED}`, () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin('risk:\n  defaults:\n    allowed_symbols: ["*"]\n');
  });
  afterAll(() => journey.end());

  it('each gets an answer that blames nobody but the sender, and what was accepted is in the inbox', async () => {
    const { pid } = journey.server;
    const port = Number(new URL(journey.server.ready.url).port);
    // One in four comes from somebody who knows no secret; one is a webhook that does not exist.
    const paths = [journey.secretPath, journey.secretPath, journey.secretPath, journey.hookPath, '/hook/nobody'];
    const connections = Array.from({ length: CONNECTIONS }, () => new RawConnection(port, HUNG_MS));
    const counts = new Map<number, number>();
    const accepted = new Set<string>();
    const faults: string[] = [];
    for (let done = 0; done < BODIES; done += CHUNK) {
      const bodies = fc.sample(anyBody, { numRuns: Math.min(CHUNK, BODIES - done), seed: SEED + done });
      let next = 0;
      const lane = async (connection: RawConnection): Promise<void> => {
        while (next < bodies.length) {
          const index = next;
          next += 1;
          const body = bodies[index] ?? new Uint8Array();
          const path = paths[(index * 7 + done) % paths.length] ?? '';
          const type = CONTENT_TYPES[index % CONTENT_TYPES.length] ?? '';
          const shown = (): string =>
            `${path === journey.secretPath ? 'known' : path}: ${Buffer.from(body).toString('base64').slice(0, 400)}`;
          try {
            const answer = await connection.post(path, body, type);
            counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
            if (!EXPECTED.has(answer.status)) faults.push(`${answer.status} ${answer.body} for ${shown()}`);
            if (answer.status >= 200 && answer.status < 300 && path !== journey.secretPath)
              faults.push(`a stranger was answered ${answer.status} for ${shown()}`);
            if (answer.status === 202) accepted.add((JSON.parse(answer.body) as { signalId: string }).signalId);
          } catch (error) {
            faults.push(`${String(error)} for ${shown()}`);
          }
        }
      };
      await Promise.all(connections.map(lane));
      if (faults.length > 0) break;
    }
    for (const connection of connections) connection.close();
    expect(faults.slice(0, 5)).toEqual([]);

    // Something of everything took part, or nothing was shown.
    for (const status of [202, 400, 401, 413, 422, 429])
      expect(counts.get(status) ?? 0, `${status}`).toBeGreaterThan(0);
    expect((await journey.client.get('/api/v1/health')).body).toMatchObject({ status: 'healthy', storage: 'ok' });
    expect(residentMib(pid)).toBeLessThan(RESIDENT_MIB_MAX);
    expect(journey.server.pid).toBe(pid);
    expect(journey.server.complaints()).toBe('');
    await journey.server.kill();
    const kept = new Set(readCrashImage(journey.directory)?.signals.map((row) => row.signal_id));
    expect([...accepted].filter((signalId) => !kept.has(signalId))).toEqual([]);
    console.info(
      `${BODIES} bodies: ${[...counts]
        .toSorted()
        .map(([status, count]) => `${status} ${count}`)
        .join(', ')}`,
    );
  }, 300_000);
});

/** The most memory the process has had. */
function residentMib(pid: number): number {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}
