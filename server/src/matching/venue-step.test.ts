/** How the pretend venue executes each kind of order, case by case. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { limit, openPit, type Pit } from '../../test/venue/pit.ts';
import { instrument } from '../../test/venue/venue-orders.ts';

describe('market orders', () => {
  it('take the ask when buying and the bid when selling', () => {
    const pit = openPit();
    pit.quote('99', '101');
    expect(pit.place('a')).toEqual(['a accepted', 'a buy 1 @ 101 taker']);
    expect(pit.place('b', { side: 'sell', quantity: '3' })).toEqual(['b accepted', 'b sell 3 @ 99 taker']);
    expect([pit.position(), pit.balance()]).toEqual(['-2 @ 99', '998']);
  });

  it('are refused while there is no price', () => {
    expect(openPit().place('a')).toEqual(['a rejected: VENUE_NO_PRICE']);
  });

  it('use up what a quote offers once, and take the rest from the next', () => {
    const pit = openPit();
    pit.quote('99', '101', { askQuantity: '2' });
    expect(pit.place('a', { quantity: '1.5' })).toContain('a buy 1.5 @ 101 taker');
    expect(pit.place('b', { quantity: '1.5' })).toEqual(['b accepted', 'b buy 0.5 @ 101 taker']);
    expect(pit.place('c')).toEqual(['c accepted']);
    expect(pit.quote('100', '102', { askQuantity: '1.5' })).toEqual(['b buy 1 @ 102 taker', 'c buy 0.5 @ 102 taker']);
  });
});

describe('limit orders', () => {
  it('rest until the price comes, then trade at their own price as maker', () => {
    const pit = openPit();
    pit.quote('99', '101');
    expect(pit.place('a', limit('buy', '1', '98'))).toEqual(['a accepted']);
    expect(pit.quote('97.5', '98.5')).toEqual([]);
    expect(pit.quote('95', '96')).toEqual(['a buy 1 @ 98 maker']);
  });

  it('trade at once at the better price of the market when they cross it', () => {
    const pit = openPit();
    pit.quote('99', '101');
    expect(pit.place('a', limit('buy', '1', '110'))).toEqual(['a accepted', 'a buy 1 @ 101 taker']);
  });

  it('that crossed and found too little go on taking at the price of the quote', () => {
    const pit = openPit();
    pit.quote('99', '101', { askQuantity: '1' });
    pit.place('a', limit('buy', '3', '110'));
    expect(pit.quote('99', '100.5', { askQuantity: '1' })).toEqual(['a buy 1 @ 100.5 taker']);
    expect(pit.quote('119', '120')).toEqual([]);
    expect(pit.quote('99', '101')).toEqual(['a buy 1 @ 110 maker']);
  });

  it('are served best price first, then the older one', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('low', limit('buy', '1', '97'));
    pit.place('first', limit('buy', '1', '98'));
    pit.place('second', limit('buy', '1', '98'));
    const served = pit.quote('94', '95', { askQuantity: '2.5' });
    expect(served).toEqual(['first buy 1 @ 98 maker', 'second buy 1 @ 98 maker', 'low buy 0.5 @ 97 maker']);
  });

  it('go to the back of the queue when amended to more, and stay when amended to less', () => {
    const pit = openPit();
    pit.quote('99', '101');
    for (const id of ['a', 'b', 'c']) pit.place(id, limit('buy', '2', '98'));
    pit.amend('a', '3');
    pit.amend('b', '1');
    expect(pit.quote('94', '95', { askQuantity: '3.5' })).toEqual([
      'b buy 1 @ 98 maker',
      'c buy 2 @ 98 maker',
      'a buy 0.5 @ 98 maker',
    ]);
  });

  it('that are post-only are refused when they would cross, also when amended or triggered into crossing', () => {
    const pit = openPit();
    pit.quote('99', '101');
    const postOnly = { postOnly: true };
    expect(pit.place('a', { ...limit('buy', '1', '101'), ...postOnly })).toEqual([
      'a rejected: VENUE_POST_ONLY_WOULD_CROSS',
    ]);
    pit.place('b', { ...limit('buy', '1', '98'), ...postOnly });
    expect(pit.amend('b', '1', '101')).toEqual(['b amend_rejected: VENUE_POST_ONLY_WOULD_CROSS']);
    pit.place('c', { ...limit('buy', '1', '103'), type: 'stop_limit', stopPrice: '102', ...postOnly });
    expect(pit.quote('101', '102')).toEqual(['c triggered', 'c canceled: post_only']);
    expect(pit.place('d', { postOnly: true })).toEqual(['d rejected: VENUE_ORDER_TERMS_INVALID']);
  });

  it('that are post-only survive a change of quantity while the quote is exhausted', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('a', { ...limit('buy', '3', '98'), postOnly: true });
    pit.quote('96', '97', { askQuantity: '1' });
    expect(pit.amend('a', '2')).toEqual(['a amended: 2']);
    expect(pit.quote('96', '97')).toEqual(['a buy 1 @ 98 maker']);
  });
});

describe('times in force', () => {
  it.each([
    ['ioc', '3', ['a accepted', 'a buy 2 @ 101 taker', 'a canceled: ioc']],
    ['fok', '3', ['a accepted', 'a canceled: fok']],
    ['fok', '2', ['a accepted', 'a buy 2 @ 101 taker']],
  ] as const)('%s of %s against two', (timeInForce, quantity, expected) => {
    for (const terms of [{ type: 'market' }, { type: 'limit', limitPrice: '101' }] as const) {
      const pit = openPit();
      pit.quote('99', '101', { askQuantity: '2' });
      expect(pit.place('a', { ...terms, quantity, timeInForce })).toEqual(expected);
      expect(pit.venue.state.open.size).toBe(0);
    }
  });

  it('cancel an immediate order that does not cross', () => {
    const pit = openPit();
    pit.quote('99', '101');
    expect(pit.place('a', { ...limit('buy', '1', '98'), timeInForce: 'ioc' })).toEqual([
      'a accepted',
      'a canceled: ioc',
    ]);
  });

  it('let day orders expire at midnight of the instrument, before a quote of that moment', () => {
    const dayMs = 86_400_000;
    const eastern = instrument({ timeZone: 'GMT+8' });
    const pit = openPit({ instruments: new Map([['XYZ', eastern]]) });
    pit.time = 10 * dayMs + 15 * 3_600_000;
    pit.place('a', { ...limit('buy', '1', '98'), timeInForce: 'day' });
    expect(pit.pass(3_599_999)).toEqual([]);
    pit.time += 1;
    expect(pit.quote('90', '91')).toEqual(['a expired']);
  });
});

describe('stops', () => {
  it('trigger for sellers on the bid and for buyers on the ask', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('sell', { side: 'sell', type: 'stop', stopPrice: '98' });
    pit.place('buy', { side: 'buy', type: 'stop', stopPrice: '103' });
    expect(pit.quote('98.01', '102.99')).toEqual([]);
    expect(pit.quote('98', '102')).toEqual(['sell triggered', 'sell sell 1 @ 98 taker']);
    expect(pit.quote('102', '103')).toEqual(['buy triggered', 'buy buy 1 @ 103 taker']);
  });

  it('trigger at once when their price is reached already', () => {
    const pit = openPit();
    pit.quote('99', '101');
    expect(pit.place('a', { side: 'sell', type: 'stop', stopPrice: '99.5' })).toEqual([
      'a accepted',
      'a triggered',
      'a sell 1 @ 99 taker',
    ]);
  });

  it('with a limit become a limit order that may rest', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('a', { side: 'sell', type: 'stop_limit', stopPrice: '98', limitPrice: '97.5' });
    expect(pit.quote('96', '97')).toEqual(['a triggered']);
    expect(pit.quote('97.6', '98')).toEqual(['a sell 1 @ 97.5 maker']);
  });
});

describe('reduce-only orders', () => {
  it('are refused without a position of the other side', () => {
    const pit = openPit();
    pit.quote('99', '101');
    expect(pit.place('a', { side: 'sell', reduceOnly: true })).toEqual(['a rejected: VENUE_REDUCE_ONLY']);
    pit.place('b');
    expect(pit.place('c', { side: 'buy', reduceOnly: true })).toEqual(['c rejected: VENUE_REDUCE_ONLY']);
  });

  it('are clamped to the position and end when it is flat', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('entry', { quantity: '2' });
    pit.place('target', { ...limit('sell', '5', '110'), reduceOnly: true });
    pit.place('stop', { side: 'sell', type: 'stop', stopPrice: '90', quantity: '5', reduceOnly: true });
    expect(pit.quote('111', '112')).toEqual([
      'target sell 2 @ 110 maker',
      'target canceled: position',
      'stop canceled: position',
    ]);
    expect(pit.position()).toBe('flat');
  });

  it('may close an odd rest below the smallest quantity, as a whole', () => {
    const stock = instrument({ lotStep: decimal('100'), quantityMin: decimal('100'), shortable: false });
    const pit = openPit({ instruments: new Map([['XYZ', stock]]) });
    pit.quote('10', '10.01', { bidQuantity: '70' });
    pit.place('a', { quantity: '100' });
    pit.place('b', { side: 'sell', quantity: '100', timeInForce: 'ioc' });
    expect(pit.position()).toBe('30 @ 10.01');
    pit.quote('10', '10.01');
    expect(pit.place('c', { side: 'sell', quantity: '20' })).toEqual(['c rejected: VENUE_QUANTITY_MIN']);
    expect(pit.place('d', { side: 'sell', quantity: '30' })).toEqual(['d accepted', 'd sell 30 @ 10 taker']);
  });

  it('protect what can not be sold short from being oversold by several orders', () => {
    const pit = openPit({ instruments: new Map([['XYZ', instrument({ shortable: false })]]) });
    pit.quote('99', '101');
    expect(pit.place('naked', { side: 'sell' })).toEqual(['naked rejected: VENUE_SHORT_NOT_ALLOWED']);
    pit.place('entry', { quantity: '2' });
    pit.place('one', limit('sell', '2', '110'));
    pit.place('two', limit('sell', '2', '111'));
    expect(pit.quote('112', '113')).toEqual(['one sell 2 @ 110 maker', 'two canceled: position']);
    expect(pit.position()).toBe('flat');
  });
});

describe('one cancels the other', () => {
  const leg = { ocoGroup: 'g.1', side: 'sell', reduceOnly: true } as const;
  const bracket = (pit: Pit, quantity: string): void => {
    pit.place('sl', { ...leg, role: 'stop_loss', type: 'stop', stopPrice: '90', quantity });
    pit.place('tp', { ...leg, role: 'take_profit', type: 'limit', limitPrice: '110', quantity });
  };

  it('cancels the stop when the target has filled', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('entry', { quantity: '2' });
    bracket(pit, '1');
    expect(pit.quote('110', '111')).toEqual(['tp sell 1 @ 110 maker', 'sl canceled: oco']);
  });

  it('takes a partial fill of one from the other', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('entry', { quantity: '2' });
    bracket(pit, '2');
    expect(pit.quote('110', '111', { bidQuantity: '0.5' })).toEqual(['tp sell 0.5 @ 110 maker', 'sl amended: 1.5']);
    expect(pit.quote('90', '91', { bidQuantity: '1' })).toEqual([
      'sl triggered',
      'sl sell 1 @ 90 taker',
      'tp amended: 1',
    ]);
    expect(pit.quote('90', '91')).toEqual(['sl sell 0.5 @ 90 taker', 'tp canceled: oco']);
    expect(pit.position()).toBe('flat');
  });

  it('leaves the rest of a position protected when a smaller target has filled', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('entry', { quantity: '3' });
    pit.place('sl', { ...leg, role: 'stop_loss', type: 'stop', stopPrice: '90', quantity: '3' });
    pit.place('tp1', { ...leg, role: 'take_profit', type: 'limit', limitPrice: '110', quantity: '1' });
    pit.place('tp2', { ...leg, role: 'take_profit', type: 'limit', limitPrice: '120', quantity: '2' });
    expect(pit.quote('110', '111')).toEqual(['tp1 sell 1 @ 110 maker', 'sl amended: 2']);
    expect(pit.quote('90', '91')).toEqual(['sl triggered', 'sl sell 2 @ 90 taker', 'tp2 canceled: oco']);
  });

  it('leaves no target more than a stop has left that filled in part', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('entry', { quantity: '3' });
    pit.place('sl', { ...leg, role: 'stop_loss', type: 'stop', stopPrice: '90', quantity: '3' });
    pit.place('tp1', { ...leg, role: 'take_profit', type: 'limit', limitPrice: '110', quantity: '1' });
    pit.place('tp2', { ...leg, role: 'take_profit', type: 'limit', limitPrice: '120', quantity: '2' });
    const slipping = pit.quote('90', '91', { bidQuantity: '1.5' });
    expect(slipping).toEqual(['sl triggered', 'sl sell 1.5 @ 90 taker', 'tp2 amended: 1.5']);
  });

  it('consequences come oldest order first, whatever was amended in between', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('entry', { quantity: '2' });
    for (const id of ['a', 'b']) pit.place(id, { ...limit('sell', '2', '150'), reduceOnly: true });
    pit.amend('a', '1');
    expect(pit.place('exit', { side: 'sell', quantity: '2' }).slice(2)).toEqual([
      'a canceled: position',
      'b canceled: position',
    ]);
  });

  it('cancels the other entry at the first fill, however small', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('up', { ocoGroup: 'e', type: 'stop', stopPrice: '105', quantity: '2' });
    pit.place('down', { ocoGroup: 'e', side: 'sell', type: 'stop', stopPrice: '95', quantity: '2' });
    expect(pit.quote('104', '105', { askQuantity: '0.1' })).toEqual([
      'up triggered',
      'up buy 0.1 @ 105 taker',
      'down canceled: oco',
    ]);
  });
});

describe('hedging accounts', () => {
  it('open a position per order and close only the one that is named', () => {
    const pit = openPit({ positionMode: 'hedging' });
    pit.quote('99', '101');
    pit.place('a', { quantity: '2' });
    pit.place('b', { side: 'sell', quantity: '1' });
    expect([pit.position('order-a'), pit.position('order-b')]).toEqual(['2 @ 101', '-1 @ 99']);
    expect(pit.place('c', { side: 'sell', quantity: '5', positionId: 'order-a' })).toEqual([
      'c accepted',
      'c sell 2 @ 99 taker',
      'c canceled: position',
    ]);
    expect([pit.position('order-a'), pit.position('order-b')]).toEqual(['flat', '-1 @ 99']);
  });

  it('refuse to close what is not there, or from its own side', () => {
    const pit = openPit({ positionMode: 'hedging' });
    pit.quote('99', '101');
    pit.place('a');
    expect(pit.place('b', { side: 'sell', positionId: 'x' })).toEqual(['b rejected: VENUE_POSITION_UNKNOWN']);
    expect(pit.place('c', { side: 'buy', positionId: 'order-a' })).toEqual(['c rejected: VENUE_REDUCE_ONLY']);
    expect(pit.place('d', { side: 'sell', reduceOnly: true })).toEqual(['d rejected: VENUE_REDUCE_ONLY']);
  });
});
