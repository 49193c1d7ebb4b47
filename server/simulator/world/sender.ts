/**
 * The sender: somebody's alerts, as TradingView sends them. Each has one intention; it is sent again when no answer comes
 * in three seconds or the answer is 503, and by some senders for no reason at all.
 */
import { createHash } from 'node:crypto';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { SubmissionResult } from '#runtime/desk.ts';
import type { Random } from '../kernel/random.ts';
import { CalledOff } from './called-off.ts';
import { CROWDED_SYMBOL, CrowdedCommands } from './crowded-commands.ts';
import { emulatedCommand } from './emulated-commands.ts';
import type { SimulatedNode } from './node.ts';
import type { WorldParts } from './parts.ts';
import type { WorldName } from './run-seed-types.ts';
import { INSTRUMENTS, PRICES, routeOf } from './trading-terms.ts';
import { TiedCommands } from './tied-commands.ts';
import { WithdrawnEntries } from './withdrawn-entries.ts';

export const SOURCE = 'hook:alerts';
const ANSWER_TIMEOUT_MS = 3_000;
const RETRY_AFTER_MS = 5_000;
const TRIES_MAX = 4;
/** In how many worlds people soon close again what they have opened. */
const REGRETFUL = 0.25;
/** How many of them close once more when they do not see at once that it is closed, and how often. */
const IMPATIENT = 0.4;
const CLOSES_MAX = 3;

export interface Message {
  readonly number: number;
  readonly command: SignalCommand;
  /** That one, and now and then a second one in the same alert. */
  readonly commands: readonly SignalCommand[];
  readonly text: string;
  readonly bodyHash: string;
  readonly key?: string;
  readonly maxAgeMs: number;
  /** It uses the key of another message, which has another body. */
  readonly conflictsWith?: Message;
  /** Signals that a 2xx named. */
  readonly acknowledged: Set<string>;
  readonly results: SubmissionResult['kind'][];
}

export interface SenderOptions {
  /** What people ask for is another thing in some. */
  readonly world: WorldName;
  readonly nodes: () => readonly SimulatedNode[];
  readonly onAnswer?: (message: Message, result: SubmissionResult) => void;
}

export class Sender {
  readonly messages: Message[] = [];
  readonly #parts: WorldParts;
  readonly #options: SenderOptions;
  readonly #random: Random;
  /** Of those who soon close again what they have just opened; undefined: nobody does in this world. */
  readonly #regrets: Random | undefined;
  /** Of those among them who do it more than once. */
  readonly #impatience: Random | undefined;
  /** Every other alert asks for an order that the server carries out; undefined: none does. */
  readonly #emulated: Random | undefined;
  readonly #crowded: Pick<CrowdedCommands, 'next'> | undefined;

  constructor(parts: WorldParts, options: SenderOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#random = parts.random.fork('sender');
    const regrets = parts.random.fork('regrets');
    this.#regrets = regrets.chance(REGRETFUL) ? regrets : undefined;
    this.#emulated = options.world === 'emulated' ? parts.random.fork('emulated orders') : undefined;
    if (options.world === 'crowded') this.#crowded = new CrowdedCommands(parts.random.fork('crowded'));
    else if (options.world === 'tied') this.#crowded = new TiedCommands(parts.random.fork('tied'));
    const impatience = parts.random.fork('impatient closes');
    this.#impatience = impatience.chance(IMPATIENT) ? impatience : undefined;
  }

  /** Plans the alerts of the next `activeMs`. */
  begin(activeMs: number): void {
    const { kernel, faults } = this.#parts;
    if (this.#emulated !== undefined) new CalledOff(this.#parts, this.#options.nodes).begin();
    if (faults.has('late_trade')) new WithdrawnEntries(this.#parts, this.#options.nodes).begin();
    const count = this.#random.int(2, 8);
    for (let index = 0; index < count; index += 1) {
      kernel.after(this.#random.next() * activeMs, () => {
        const burst = faults.strikes('storm') ? this.#random.int(5, 25) : 1;
        for (let one = 0; one < burst; one += 1) this.#intend();
      });
    }
  }

  #intend(message = this.#compose()): void {
    const { faults, kernel, trace, poison } = this.#parts;
    this.messages.push(message);
    if (faults.strikes('poison_signal')) poison.add(message.bodyHash);
    trace.say('signal', `alert ${message.number}: ${message.command.action} ${message.command.symbol ?? ''}`);
    this.#send(message, 1);
    this.#perhapsRegret(message);
    if (faults.strikes('webhook_duplicated')) {
      kernel.after(this.#random.skewed(1, 4_000), () => this.#send(message, TRIES_MAX));
    }
    if (message.key !== undefined && faults.strikes('webhook_conflict')) {
      const conflicting = { ...this.#compose(), key: message.key, conflictsWith: message };
      this.messages.push(conflicting);
      kernel.after(this.#random.skewed(1, 4_000), () => this.#send(conflicting, TRIES_MAX));
    }
  }

  /** Closes while a stop-loss, a take-profit or the rest of the order is at the venue, often with a fill on its way. */
  #perhapsRegret({ command: { action, symbol = '' } }: Message): void {
    const regrets = this.#regrets;
    if (regrets === undefined || (action !== 'buy' && action !== 'sell') || !regrets.chance(0.6)) return;
    this.#parts.kernel.after(regrets.skewed(100, 8_000), () => this.#close({ action: 'close', symbol }, 1));
  }

  /** Whoever is impatient closes again, while nobody may know yet what has become of the first time. */
  #close(command: SignalCommand, times: number): void {
    const { kernel, faults, wallMs } = this.#parts;
    const impatience = this.#impatience;
    if (faults.isOver) return;
    const asked = impatience?.chance(0.5) === true ? this.#atItsPrice(command, impatience) : command;
    this.#intend(this.#compose({ ...asked, time: Math.floor(wallMs()), comment: 'regret' }));
    if (impatience === undefined || times === CLOSES_MAX) return;
    kernel.after(impatience.skewed(200, 6_000), () => this.#close(command, times + 1));
  }

  /** A part of it, or all, closed at a price that is a little better than the market's. */
  #atItsPrice({ symbol = '' }: SignalCommand, random: Random): SignalCommand {
    const isLong = random.chance(0.5);
    const share = random.next() * 0.003;
    const { bid, ask } = this.#parts.prices.get(symbol);
    const price = Number(formatDecimal(isLong ? bid : ask)) * (isLong ? 1 + share : 1 - share);
    return {
      action: isLong ? 'close_long' : 'close_short',
      symbol,
      orderType: 'limit',
      price: decimal(price.toFixed(1)),
      ...(random.chance(0.5)
        ? { quantity: decimal(String(random.int(30, 90))), quantityUnit: 'percent_position' }
        : {}),
    };
  }

  /** Who may close again at any moment mostly has a take-profit at the venue. */
  #withTarget(command: SignalCommand): SignalCommand {
    const { action, symbol = '', takeProfit, orderType = 'market' } = command;
    const isEntry = (action === 'buy' || action === 'sell') && orderType === 'market';
    if (this.#regrets === undefined || !isEntry || takeProfit !== undefined || this.#regrets.chance(0.3))
      return command;
    const share = 0.01 + this.#regrets.next() * 0.02;
    const price = (PRICES[symbol] ?? 0) * (action === 'buy' ? 1 + share : 1 - share);
    return { ...command, takeProfit: decimal(price.toFixed(1)) };
  }

  #compose(only?: SignalCommand): Message {
    const { faults } = this.#parts;
    const number = this.messages.length + 1;
    const command = only ?? this.#withTarget(this.#command(number));
    const text = JSON.stringify({ number, action: command.action, symbol: command.symbol });
    const bodyHash = createHash('sha256').update(text).digest('hex');
    const isKeyless = faults.strikes('webhook_without_key');
    return {
      number,
      command,
      commands: only === undefined && this.#random.chance(0.1) ? [command, this.#command(number)] : [command],
      text,
      bodyHash,
      maxAgeMs: this.#random.chance(0.3) ? 3_000 : 60_000,
      acknowledged: new Set(),
      results: [],
      ...(isKeyless ? {} : { key: `alert-${number}` }),
    };
  }

  #command(number: number): SignalCommand {
    const random = this.#random;
    const { id: symbol } = random.pick(INSTRUMENTS);
    const price = PRICES[symbol] ?? 0;
    const late = this.#parts.faults.strikes('webhook_out_of_order') ? random.int(100, 4_000) : 0;
    const common = { symbol, time: Math.floor(this.#parts.wallMs()) - late, comment: String(number) };
    const kind = random.next();
    if (this.#emulated?.chance(0.5) === true) return emulatedCommand(this.#emulated, common);
    if (this.#crowded !== undefined) return this.#crowded.next(common, this.#parts.prices.get(CROWDED_SYMBOL));
    if (kind < 0.1) return { ...common, action: random.pick(['close', 'close_long', 'close_short'] as const) };
    if (kind < 0.14) return { ...common, action: 'close_all' };
    const action = random.pick(['buy', 'sell'] as const);
    const quantity = decimal(
      symbol === 'BTCUSDT' ? (random.int(1, 300) / 1_000).toFixed(3) : (random.int(1, 500) / 100).toFixed(2),
    );
    const away = (share: number) => decimal((price * (action === 'buy' ? 1 - share : 1 + share)).toFixed(1));
    const protection = {
      ...(random.chance(0.35) ? { stopLoss: away(0.01 + random.next() * 0.02) } : {}),
      ...(random.chance(0.3) ? { takeProfit: away(-0.01 - random.next() * 0.02) } : {}),
    };
    const entry = { ...common, action, quantity, ...protection };
    if (kind < 0.34) return { ...entry, orderType: 'limit', price: away(random.next() * 0.008 - 0.002) };
    if (kind < 0.42) return { ...entry, orderType: 'stop', stopPrice: away(-0.001 - random.next() * 0.005) };
    if (kind < 0.48)
      return {
        ...common,
        action: 'target',
        targetPosition: random.pick(['long', 'short', 'flat'] as const),
        targetQuantity: quantity,
      };
    return entry;
  }

  #send(message: Message, tries: number): void {
    const { kernel, trace } = this.#parts;
    let isAnswered = false;
    const again = (delayMs: number): void => {
      if (tries < TRIES_MAX) kernel.after(delayMs, () => this.#send(message, tries + 1));
    };
    kernel.after(this.#random.skewed(1, 60), () =>
      this.#arrive(message, (result) => {
        kernel.after(this.#random.skewed(1, 60), () => {
          if (isAnswered) return;
          isAnswered = true;
          trace.say('signal', `alert ${message.number} is answered: ${result.kind}`);
          message.results.push(result.kind);
          if (result.kind === 'accepted' || result.kind === 'duplicate') message.acknowledged.add(result.signalId);
          this.#options.onAnswer?.(message, result);
          if (result.kind === 'unavailable') again(RETRY_AFTER_MS);
        });
      }),
    );
    kernel.after(ANSWER_TIMEOUT_MS, () => {
      if (isAnswered) return;
      isAnswered = true;
      again(RETRY_AFTER_MS - ANSWER_TIMEOUT_MS);
    });
  }

  /** At whichever node serves: a balancer in front knows. */
  #arrive(message: Message, answer: (result: SubmissionResult) => void): void {
    const serving = this.#options.nodes().filter(({ desk }) => desk !== undefined);
    const node = serving.length === 0 ? undefined : this.#random.pick(serving);
    const { desk, life } = node ?? {};
    if (node === undefined || desk === undefined || life === undefined) return;
    life.deliver(() => {
      const { commands, text, bodyHash, key, maxAgeMs } = message;
      const submission = {
        source: SOURCE,
        parsed: { format: 'generic' as const, commands, ignoredFields: [] },
        text,
        bodyHash,
        receivedAt: node.now(),
        route: routeOf(maxAgeMs),
        ...(key === undefined ? {} : { key }),
      };
      desk.submitSignal(submission).then(
        (result) => {
          if (!life.isOver) answer(result);
        },
        (error: unknown) => this.#parts.crash(life, `the door broke: ${String(error)}`),
      );
    });
  }
}
