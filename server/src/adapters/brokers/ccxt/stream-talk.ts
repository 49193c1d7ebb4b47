/**
 * How an exchange speaks over its private sockets: what is watched there, what asks for it, and what its messages say of
 * that. The client takes a subscription for standing once it has sent it; here it stands when the exchange has said so.
 */
import { type Fields, fieldsOf, textOf } from './client-values.ts';
import type { ExchangeMarket } from './exchange-name.ts';

/** One subscription: a watch method of the client, called again and again. */
export interface StreamChannel {
  readonly method: 'watchOrders' | 'watchMyTrades';
  readonly params: Readonly<Record<string, unknown>>;
}

/** What a message says of subscriptions and logins, by the names that `asks` gave them. */
export interface ChannelNews {
  readonly stands?: readonly string[];
  /** It is told of no more, or never was. */
  readonly ended?: readonly string[];
}

/** The name of all that goes over a socket. */
export const LINE = 'line';

export interface StreamTalk {
  /** Parameters that turn a watch call to one market. */
  readonly params: (market: ExchangeMarket) => Readonly<Record<string, unknown>>;
  /** One stream tells of all markets. */
  readonly forAll?: true;
  /** Further parameters, where conditional orders are told of in a channel of their own. */
  readonly conditional?: Readonly<Record<string, unknown>>;
  /** What a message that we send asks for, each by a name of its own; none: it asks for nothing. */
  readonly asks: (sent: Fields) => readonly string[];
  readonly says: (heard: Fields) => ChannelNews | undefined;
  /** Its messages name trades otherwise than its answers do: they are known by their orders. */
  readonly tradesByOrder?: true;
  /** Sockets whose address is the subscription: nothing is asked for over them. */
  readonly byAddress?: (url: string) => boolean;
}

/** Parameters of most clients; some would send on what they don't read. */
export const typeParams = (market: ExchangeMarket): Readonly<Record<string, unknown>> =>
  market === 'spot' ? { type: 'spot' } : { type: 'swap', subType: 'linear' };

/** The entries of a list as fields. */
export const entriesOf = (list: unknown): readonly Fields[] =>
  Array.isArray(list) ? (list as readonly unknown[]).map(fieldsOf) : [];

/** The values as one name. */
export const nameOf = (...values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'number' ? String(value) : (textOf(value) ?? ''))).join(' ');
