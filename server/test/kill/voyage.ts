/**
 * A voyage: one data directory through several kills. Each round starts the server (now and then killing it while it
 * recovers), delivers again what was not answered, sends, and kills; after each kill the disk is examined. At the end
 * the server comes up once more, must come to rest, and must agree with its journal and its venue about everything.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../process/door-client.ts';
import { launch, type ServerProcess } from '../process/server-process.ts';
import { type CrashImage, readCrashImage } from './crash-image.ts';
import { createDice, type Dice } from './dice.ts';
import { drawRunningPoint, drawStartingPoint, type KillPoint, writeKillPoint } from './kill-points.ts';
import { findViolations, type Told } from './oracle.ts';
import { compareAtRest, compareViews, findUnfinished } from './rest-oracle.ts';
import { type Access, inLanes, Traffic } from './traffic.ts';

const FAULTY_SERVER = join(import.meta.dirname, 'faulty-server.mjs');
/** A recovering process is killed at most so often in a row: a signal under way in three crashes is set aside. */
const STARTS_KILLED_MAX = 2;
const AT_REST_WITHIN_MS = 30_000;
const AGREED_WITHIN_MS = 5_000;
/** Whether all is at rest is read from a copy of the whole disk. */
const LOOK_EVERY_MS = 200;
/** TradingView's last delivery comes 15 s after the first; the window for equal texts is 60 s. */
const REDELIVERED_MS = 20_000;
/** Every instrument of the simulated market. */
const SETTINGS = 'risk:\n  defaults:\n    allowed_symbols: ["*"]\n';
const LONGEST_SENDING_MS = 500;

export interface RoundResult {
  readonly round: number;
  /** What killed it. */
  readonly ending: string;
  readonly violations: readonly string[];
}

/** What happened on a voyage, so that a quiet one is not taken for a safe one. */
export interface Log {
  signals: number;
  acknowledged: number;
  venueOrders: number;
  fills: number;
  unknowns: number;
  resent: number;
  quarantined: number;
}

export const EMPTY_LOG: Log = {
  signals: 0,
  acknowledged: 0,
  venueOrders: 0,
  fills: 0,
  unknowns: 0,
  resent: 0,
  quarantined: 0,
};

export interface VoyageResult {
  readonly rounds: readonly RoundResult[];
  readonly log: Log;
}

export interface VoyageOptions {
  readonly seed: number;
  readonly rounds: number;
  readonly onRound: (result: RoundResult) => void;
}

/** Goes through the rounds and cleans up; a failure to start or to come to rest is a violation like any other. */
export async function sail(options: VoyageOptions): Promise<VoyageResult> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'signalbox-kill-'));
  writeFileSync(join(dataDirectory, 'signalbox.yaml'), SETTINGS);
  const voyage = new Voyage(dataDirectory, options);
  try {
    return await voyage.run();
  } finally {
    await voyage.end();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

class Voyage {
  readonly #directory: string;
  readonly #options: VoyageOptions;
  readonly #dice: Dice;
  #server: ServerProcess | undefined;
  #traffic: Traffic | undefined;

  constructor(directory: string, options: VoyageOptions) {
    this.#directory = directory;
    this.#options = options;
    this.#dice = createDice(options.seed);
  }

  async run(): Promise<VoyageResult> {
    const rounds: RoundResult[] = [];
    for (let round = 1; round <= this.#options.rounds; round += 1) {
      const isLast = round === this.#options.rounds;
      const result = { round, ...(await this.#round(isLast)) };
      rounds.push(result);
      this.#options.onRound(result);
    }
    return { rounds, log: this.#log() };
  }

  /** Leaves no process behind. */
  async end(): Promise<void> {
    await this.#server?.kill();
  }

  async #round(isLast: boolean): Promise<Omit<RoundResult, 'round'>> {
    const point = drawRunningPoint(this.#dice);
    const endings: string[] = [];
    const violations: string[] = [];
    try {
      await this.#startThroughKills(point, endings);
      await this.#lookUpAcknowledged(violations);
      await this.#traffic?.redeliver(0.2, REDELIVERED_MS);
      endings.push(await this.#sendUntilKilled(point));
      violations.push(...this.#examine());
      if (isLast) violations.push(...(await this.#comeToRest()));
    } catch (error) {
      violations.push(error instanceof Error ? error.message : String(error));
    }
    const complaints = this.#traffic?.complaints.splice(0) ?? [];
    return { ending: endings.join(', '), violations: [...violations, ...complaints] };
  }

  /** On the first start there is nothing to recover; later ones may be killed in the middle of it. */
  async #startThroughKills(running: KillPoint | undefined, endings: string[]): Promise<void> {
    for (let killed = 0; this.#traffic !== undefined && killed < STARTS_KILLED_MAX; killed += 1) {
      if (!this.#dice.chance(0.2)) break;
      const point = writeKillPoint(drawStartingPoint(this.#dice));
      if (await this.#start(point)) {
        await this.#server?.kill();
        endings.push('just started');
      } else {
        endings.push(point);
      }
      const found = this.#examine();
      if (found.length > 0) throw new Error(`after a killed start: ${found.join('; ')}`);
    }
    const started = await this.#start(running === undefined ? '' : writeKillPoint(running));
    // A point of the running server may be passed as soon as it is ready, before anybody could be told.
    if (!started) throw new Error('the server did not come up');
  }

  /** Answers whether it came up. Throws when it ended by itself. */
  async #start(point: string): Promise<boolean> {
    const outcome = await launch({
      dataDirectory: this.#directory,
      entry: FAULTY_SERVER,
      environment: { SIGNALBOX_TEST_KILL_POINT: point },
    });
    if (outcome.kind === 'ended') {
      if (outcome.end.signal === 'SIGKILL' && point !== '') return false;
      throw new Error(`a start ended by itself: ${JSON.stringify(outcome.end)} ${outcome.complaints}`);
    }
    const { server } = outcome;
    this.#server = server;
    const { ready } = server;
    if (this.#traffic !== undefined) {
      this.#traffic.moveTo(ready);
      return true;
    }
    this.#traffic = new Traffic(this.#dice, ready, accessOf(ready));
    if (this.#dice.chance(0.4)) await this.#traffic.fanOut();
    return true;
  }

  /** The senders go on until the server is gone: by its point, or in the midst of everything. */
  async #sendUntilKilled(point: KillPoint | undefined): Promise<string> {
    const server = this.#server;
    const traffic = this.#traffic;
    if (server === undefined || traffic === undefined) throw new Error('there is no server to send to');
    const durationMs = this.#dice.between(60, LONGEST_SENDING_MS);
    const flowing = traffic.flow(LONGEST_SENDING_MS * 2, this.#dice.between(1, 24));
    const byItself = await Promise.race([
      server.exited.then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), durationMs)),
    ]);
    const orderly = !byItself && this.#dice.chance(0.1);
    const end = orderly ? await server.stop() : await server.kill();
    this.#server = undefined;
    await flowing;
    const byPoint = point !== undefined && end.signal === 'SIGKILL';
    if (orderly && end.code !== 0 && !byPoint) throw new Error(`an orderly stop ended with ${JSON.stringify(end)}`);
    if (!orderly && end.signal !== 'SIGKILL') {
      throw new Error(`the server ended by itself: ${JSON.stringify(end)} ${server.complaints()}`);
    }
    if (byItself && point !== undefined) return writeKillPoint(point);
    return orderly ? 'stopped' : 'a random moment';
  }

  #told(): readonly Told[] {
    const acknowledged = this.#traffic?.acknowledged ?? [];
    return acknowledged.map(({ signalId = '', kind }) => ({
      signalId,
      ordersMax: kind === 'close' ? undefined : 1,
    }));
  }

  #examine(): string[] {
    const image = this.#image();
    return [...findViolations(image, this.#told()), ...compareViews(image)];
  }

  #image(): CrashImage {
    return readCrashImage(this.#directory) ?? { rows: [], events: [], signals: [], orders: [] };
  }

  /** What was answered with 2xx is found again by its id, through the door. */
  async #lookUpAcknowledged(violations: string[], share = 0.3): Promise<void> {
    const traffic = this.#traffic;
    if (traffic === undefined) return;
    const chosen = traffic.acknowledged.filter(() => this.#dice.chance(share));
    await inLanes(chosen, 8, async ({ signalId = '' }) => {
      const answer = await traffic.client.get(`/api/v1/signals/${signalId}`).catch(() => undefined);
      if (answer !== undefined && answer.status !== 200) {
        violations.push(`signal ${signalId} is answered ${answer.status} after the start`);
      }
    });
  }

  async #comeToRest(): Promise<string[]> {
    if (!(await this.#start(''))) return ['the server did not come up after the last kill'];
    const traffic = this.#traffic;
    const server = this.#server;
    if (traffic === undefined || server === undefined) return ['nothing was sent'];
    await traffic.redeliver(0.2, REDELIVERED_MS);
    await this.#holdPrices(traffic);
    const left = await waitUntil(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
        return findUnfinished(this.#image());
      },
      (unfinished) => unfinished.length === 0,
      AT_REST_WITHIN_MS,
    );
    if (left.length > 0) return left.map((sentence) => `after ${AT_REST_WITHIN_MS} ms ${sentence}`);
    const violations: string[] = [];
    await this.#lookUpAcknowledged(violations, 1);
    // What is read while the last answer comes in may differ for a moment; what still differs later is wrong.
    const differences = await waitUntil(
      () => compareAtRest(this.#image(), traffic.client),
      (found) => found.length === 0,
      AGREED_WITHIN_MS,
    );
    violations.push(...differences);
    await server.kill();
    this.#server = undefined;
    return [...violations, ...this.#examine()];
  }

  /** A market that stands still: what is compared must not be filled meanwhile. */
  async #holdPrices({ client }: Traffic): Promise<void> {
    const { body } = await client.get('/api/v1/instruments');
    const quoted = (body as { symbol: string; bid?: string; ask?: string }[]).filter(({ bid }) => bid !== undefined);
    for (const { symbol, bid, ask } of quoted) await client.post('/api/v1/prices', { symbol, bid, ask });
  }

  #log(): Log {
    const image = this.#image();
    const count = (kind: string, stream: string, attempt = 0): number =>
      image.events.filter(
        (event) =>
          event.kind === kind &&
          event.stream.startsWith(stream) &&
          (attempt === 0 || (JSON.parse(event.body) as { attempt: number }).attempt > attempt),
      ).length;
    return {
      signals: this.#traffic?.messages.length ?? 0,
      acknowledged: this.#traffic?.acknowledged.length ?? 0,
      venueOrders: count('accepted', 'venue:'),
      fills: count('fill', 'venue:'),
      unknowns: count('order_unknown', 'account:'),
      resent: count('order_submitting', 'account:', 1),
      quarantined: image.signals.filter(({ status }) => status === 'quarantined').length,
    };
  }
}

function accessOf(ready: ServerProcess['ready']): Access {
  const { apiKey, webhook } = ready;
  if (apiKey === undefined || webhook?.secret === undefined) throw new Error('the first start showed no key or secret');
  return { apiKey, webhookId: webhook.id, secret: webhook.secret };
}
