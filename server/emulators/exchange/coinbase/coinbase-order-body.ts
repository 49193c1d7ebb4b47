/** What a client asks for at Coinbase: `order_configuration` has one name, which says what kind of order its terms are of. */
import type { Decimal } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { NewOrder, OrderSide, Trigger } from '../core/exchange-order.ts';
import { type Fields, names, objectOf, unknownNames } from '../door/call-fields.ts';
import { read } from './coinbase-context.ts';
import { inOrder, OrderRefused, wrongParameter } from './coinbase-errors.ts';

/** The part of an order that its configuration says. */
export type ConfiguredTerms = Pick<NewOrder, 'type' | 'timeInForce' | 'postOnly'> &
  Partial<Pick<NewOrder, 'quantity' | 'cost' | 'limitPrice' | 'trigger' | 'otherLeg'>>;

interface Configured {
  readonly side: OrderSide;
  readonly market: ExchangeMarket;
  readonly fields: Fields;
}

interface Kind {
  readonly fields: readonly string[];
  readonly terms: (configured: Configured) => ConfiguredTerms;
}

const LIMIT = { type: 'limit', timeInForce: 'gtc', postOnly: false } as const;

const limitOf = ({ fields }: Configured) => ({
  quantity: read.needDecimal(fields, 'base_size'),
  limitPrice: read.needDecimal(fields, 'limit_price'),
});

const kindOf = (fields: string, terms: Kind['terms']): Kind => ({ fields: names(fields), terms });

const KINDS: Readonly<Record<string, Kind>> = {
  market_market_ioc: kindOf('quote_size base_size', (configured) => ({
    type: 'market',
    timeInForce: 'ioc',
    postOnly: false,
    ...sizeOf(configured),
  })),
  sor_limit_ioc: kindOf('quote_size base_size limit_price', (configured) => ({
    ...LIMIT,
    timeInForce: 'ioc',
    ...limitOf(configured),
  })),
  limit_limit_gtc: kindOf('quote_size base_size limit_price post_only', (configured) => ({
    ...LIMIT,
    ...limitOf(configured),
    postOnly: read.flag(configured.fields, 'post_only'),
  })),
  limit_limit_fok: kindOf('quote_size base_size limit_price', (configured) => ({
    ...LIMIT,
    timeInForce: 'fok',
    ...limitOf(configured),
  })),
  stop_limit_stop_limit_gtc: kindOf('base_size limit_price stop_price stop_direction', (configured) => ({
    ...LIMIT,
    ...limitOf(configured),
    trigger: triggerOf(configured),
  })),
  trigger_bracket_gtc: kindOf('base_size limit_price stop_trigger_price', (configured) => ({
    ...LIMIT,
    ...limitOf(configured),
    ...bracketOf(configured),
  })),
};

/** The kinds that wait for a price. */
export const STOP_KIND = 'stop_limit_stop_limit_gtc';
export const BRACKET_KIND = 'trigger_bracket_gtc';

export interface Configuration {
  readonly kind: string;
  readonly terms: ConfiguredTerms;
}

/** Reads `order_configuration`; throws the refusal of an order that can not be read. */
export function readConfiguration(fields: Fields, market: ExchangeMarket, side: OrderSide): Configuration {
  const configuration = objectOf(fields['order_configuration']);
  const [kind = '', ...others] = Object.keys(configuration);
  const known = KINDS[kind];
  if (known === undefined || others.length > 0) throw new OrderRefused(inOrder('UNSUPPORTED_ORDER_CONFIGURATION'));
  const own = objectOf(configuration[kind]);
  const [unknown] = unknownNames(own, known.fields);
  if (unknown !== undefined) throw wrongParameter(`order_configuration.${kind}.${unknown}`);
  return { kind, terms: known.terms({ side, market, fields: own }) };
}

/** By base or by quote, never both; what a perpetual is bought for can not be said in its quote. */
function sizeOf({ fields, market }: Configured): { readonly quantity: Decimal } | { readonly cost: Decimal } {
  const cost = read.decimal(fields, 'quote_size');
  if (cost === undefined) return { quantity: read.needDecimal(fields, 'base_size') };
  if (read.text(fields, 'base_size') !== undefined) throw wrongParameter('base_size');
  if (market.type === 'swap') throw new OrderRefused(inOrder('UNSUPPORTED_ORDER_CONFIGURATION'));
  return { cost };
}

const DIRECTIONS = { STOP_DIRECTION_STOP_UP: 'up', STOP_DIRECTION_STOP_DOWN: 'down' } as const;

function triggerOf({ fields }: Configured): Trigger {
  const among = ['STOP_DIRECTION_STOP_UP', 'STOP_DIRECTION_STOP_DOWN'] as const;
  const direction = DIRECTIONS[read.word(fields, 'stop_direction', { among })];
  return { price: read.needDecimal(fields, 'stop_price'), direction, by: 'last' };
}

/** A limit at a profit, and the market once the price has come to the stop. */
function bracketOf({ fields, side }: Configured): Required<Pick<NewOrder, 'trigger' | 'otherLeg'>> {
  const [profit, loss] = [read.needDecimal(fields, 'limit_price'), read.needDecimal(fields, 'stop_trigger_price')];
  const isSell = side === 'sell';
  if (isSell ? profit <= loss : profit >= loss) throw new OrderRefused(inOrder('INVALID_STOP_PRICE'));
  return {
    trigger: { price: profit, direction: isSell ? 'up' : 'down', by: 'last' },
    otherLeg: { trigger: { price: loss, direction: isSell ? 'down' : 'up', by: 'last' } },
  };
}

/** The exits hung on an order: a bracket for whatever it fills. */
export function attachedExits(fields: Fields): Partial<Pick<NewOrder, 'stopLoss' | 'takeProfit'>> {
  const attached = fields['attached_order_configuration'];
  if (attached === undefined || attached === null) return {};
  const bracket = objectOf(objectOf(attached)[BRACKET_KIND]);
  const [unknown] = [
    ...unknownNames(objectOf(attached), [BRACKET_KIND]),
    ...unknownNames(bracket, ['limit_price', 'stop_trigger_price']),
  ];
  if (unknown !== undefined) throw wrongParameter(`attached_order_configuration.${unknown}`);
  const profit = read.needDecimal(bracket, 'limit_price');
  return {
    takeProfit: { triggerPrice: profit, limitPrice: profit },
    stopLoss: { triggerPrice: read.needDecimal(bracket, 'stop_trigger_price') },
  };
}
