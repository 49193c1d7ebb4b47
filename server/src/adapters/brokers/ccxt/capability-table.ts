/** The profiles as a table that people read: which orders each exchange takes. What is not in it is denied, never tried. */
import { EXCHANGE_MARKETS, EXCHANGE_NAMES } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import type { ExchangeProfile, MarketCapabilities, OrderShape } from './profile.ts';

const HEADINGS = [
  'Exchange',
  'Market',
  'market',
  'limit',
  'stop',
  'stop_limit',
  'post-only',
  'reduce-only',
  'hedge mode',
  'amend',
  'test environment',
] as const;
const NONE = '–';

/** A Markdown table, one row for each market of each exchange. */
export async function capabilityTable(): Promise<string> {
  const profiles = await Promise.all(EXCHANGE_NAMES.map(loadExchangeProfile));
  const rows = profiles.flatMap((profile) => EXCHANGE_MARKETS.map((kind) => rowOf(profile, kind)));
  const lines = [HEADINGS, HEADINGS.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

function rowOf(profile: ExchangeProfile, kind: (typeof EXCHANGE_MARKETS)[number]): readonly string[] {
  const { capabilities } = profile.markets[kind];
  const { orders, reduceOnly, hedged, amends } = capabilities;
  return [
    profile.title,
    kind,
    cellOf(orders.market),
    cellOf(orders.limit),
    cellOf(orders.stop),
    cellOf(orders.stop_limit),
    postOnlyCell(capabilities),
    yes(reduceOnly),
    yes(hedged),
    amends.length === 0 ? NONE : amends.join(' '),
    yes(profile.sandbox?.[kind] !== undefined),
  ];
}

function cellOf(shape: OrderShape | undefined): string {
  if (shape === undefined) return NONE;
  const limits = [
    ...(shape.sides === undefined ? [] : [`${shape.sides.join(' ')} only`]),
    ...(shape.onlyClosing === true ? ['closing only'] : []),
  ];
  return [shape.timesInForce.join(' '), ...limits].join(', ');
}

const postOnlyCell = ({ orders }: MarketCapabilities): string => yes(orders.limit?.postOnly === true);
const yes = (is: boolean): string => (is ? 'yes' : NONE);
