/** What a start is given, and what it gives back. */
import type { PaperBrokerOptions } from '#adapters/brokers/paper/paper-broker.ts';
import type { SetupCode } from '#api/auth/setup-code.ts';
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { Secret } from '#domain/secret.ts';
import type { Broker } from '#ports/broker.ts';
import type { Logger, TradeLog } from '#ports/logger.ts';
import type { LiveDesk } from '#runtime/live-desk.ts';
import type { LoadedConfig } from './config/compile-config.ts';
import type { Config } from './config/config.ts';
import type { ConfigProblem } from './config/config-problem.ts';
import type { OpenExchange } from './exchange-venues.ts';
import type { FirstStart } from './first-start.ts';

export interface StartOptions {
  readonly dataDirectory: string;
  readonly loaded: LoadedConfig;
  readonly logger: Logger;
  /** One line for each step in the life of an order; absent: none is kept. */
  readonly trades?: TradeLog;
  readonly version: string;
  /** Overrides the configured port; 0 picks a free one. */
  readonly port?: number;
  readonly onFatal: (detail: string) => void;
  readonly hooks?: FaultHooks;
  /** The key of the environment for sealed secrets; absent: that of the data directory. */
  readonly secretKey?: Secret<string>;
  /** Another maker of exchanges in the place of the real one, for tests: no setting and no command reaches it. */
  readonly openExchange?: OpenExchange;
  /** Another venue in the place of the built-in one, for harnesses: no setting and no command reaches it. */
  readonly createBroker?: (options: PaperBrokerOptions) => Broker;
}

/** Named points that harnesses and benches listen to; they can stop the process there, and nothing else. */
export interface FaultHooks {
  readonly onPhase: (phase: 'committed' | 'effects' | 'place') => void;
  /** The order that is about to be handed to its broker. */
  readonly onPlace?: (order: ApprovedOrder) => void;
}

export interface RunningServer {
  readonly url: string;
  readonly first: FirstStart;
  readonly setupCode: SetupCode | undefined;
  readonly desk: LiveDesk;
  /** Applies a changed configuration; what needs a restart is left as it is. */
  applyConfig(config: Config): void;
  /** What is wrong with the configuration that was saved, shown as degraded health until the next one is applied. */
  refuseConfig(problems: readonly ConfigProblem[]): void;
  stop(): Promise<void>;
}
