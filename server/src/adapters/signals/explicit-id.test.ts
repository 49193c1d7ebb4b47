import { describe, expect, it } from 'vitest';
import { parsed } from './reader-trial.ts';

const TIME = '"timestamp":1700000000';

describe("the sender's own id of a signal", () => {
  it.each([
    ['generic', '{"symbol":"X","action":"buy"'],
    ['mt5', '{"symbol":"X","action":"buy","volume":1'],
    ['mt5', '{"message":"开多 X"'],
    ['traderspost', '{"ticker":"X","action":"buy"'],
    ['threecommas', '{"tv_instrument":"X","bot_uuid":"b","action":"enter_long"'],
    ['wundertrading', '{"code":"ENTER-LONG_Binance_X_My Bot_15M_0abc"'],
    ['fmz', '{"Flag":"f","Currency":"X","Action":"buy"'],
  ])('%s: %s', (format, open) => {
    for (const name of ['id', 'signal_id', 'alertId']) {
      expect(parsed(`${open},"${name}":"a-1"}`)).toMatchObject({ format, explicitId: 'a-1', ignoredFields: [] });
    }
    expect(parsed(`${open},"id":"a-1",${TIME}}`).explicitId).toBe('a-1@1700000000000');
    expect(parsed(`${open}}`).explicitId).toBeUndefined();
  });

  it('is no order id of the strategy, which repeats with every trade', () => {
    const open = '{"instrument":"X","signalToken":"t","action":"ENTER_LONG","id":"Long"';
    expect(parsed(`${open}}`).explicitId).toBeUndefined();
    expect(parsed(`${open},"signal_id":"a-1"}`).explicitId).toBe('a-1');
  });

  it('counts with whatever stands for the time of an MT5 command, which has none of its own', () => {
    const signal = parsed('{"symbol":"X","action":"buy","volume":1,"id":"a-1","time":"11:30 London"}');
    expect(signal).toMatchObject({ explicitId: 'a-1@11:30 London', ignoredFields: ['time'] });
    expect(signal.commands[0]?.time).toBeUndefined();
  });
});
