import { describe, expect, it } from 'vitest';
import { inWords, parsed } from './reader-trial.ts';

const OPEN = '"symbol":"X","action":"buy"';
const read = (field: string, open = OPEN): string => inWords(`{${open},${field}}`, 'generic');

describe('an unread field that a protection may hide behind', () => {
  it.each([
    ['"stop_los":90', 'SIGNAL_FIELD_UNKNOWN stop_los'],
    ['"stopp_loss":90', 'SIGNAL_FIELD_UNKNOWN stopp_loss'],
    ['"take_proft":90', 'SIGNAL_FIELD_UNKNOWN take_proft'],
    ['"tkae_profit":90', 'SIGNAL_FIELD_UNKNOWN tkae_profit'],
    ['"sl_pirce":90', 'SIGNAL_FIELD_UNKNOWN sl_pirce'],
    ['"stop_loss_ticks":20', 'SIGNAL_FIELD_UNKNOWN stop_loss_ticks'],
    ['"stopLossConfig":{"value":5}', 'SIGNAL_FIELD_UNKNOWN stopLossConfig'],
    ['"sl_ticks":"20"', 'SIGNAL_FIELD_UNKNOWN sl_ticks'],
    ['"slDistance":"2%"', 'SIGNAL_FIELD_UNKNOWN slDistance'],
    ['"tp11":5', 'SIGNAL_FIELD_UNKNOWN tp11'],
    ['"reduce_ony":true', 'SIGNAL_FIELD_UNKNOWN reduce_ony'],
    ['"limt_price":5', 'SIGNAL_FIELD_UNKNOWN limt_price'],
    ['"loss_stop":90', 'SIGNAL_FIELD_UNKNOWN loss_stop'],
    ['"profitTake":90', 'SIGNAL_FIELD_UNKNOWN profitTake'],
    ['"price_sl":90', 'SIGNAL_FIELD_UNKNOWN price_sl'],
    ['"leverge":5', 'SIGNAL_FIELD_UNKNOWN leverge'],
    ['"trailing_stop":true', 'SIGNAL_NOT_SUPPORTED trailing_stop'],
    ['"trailing_stop":20', 'SIGNAL_NOT_SUPPORTED trailing_stop'],
    ['"trail_percent":2', 'SIGNAL_NOT_SUPPORTED trail_percent'],
    ['"tsl":5', 'SIGNAL_NOT_SUPPORTED tsl'],
    ['"break_even":10', 'SIGNAL_NOT_SUPPORTED break_even'],
    ['"protection":{"stop_loss":90}', 'SIGNAL_NOT_SUPPORTED protection.stop_loss'],
    ['"strategy":{"stop_loss":90}', 'SIGNAL_NOT_SUPPORTED strategy.stop_loss'],
    ['"market_position":"long","position_size":1,"reduce_only":true', 'SIGNAL_NOT_SUPPORTED reduce_only'],
  ])('%s refuses an opening order', (field, expected) => {
    expect(read(field)).toBe(`refused ${expected}`);
  });

  it('refuses more unknown fields than it looks through, and none that is on the way there', () => {
    const fields = (count: number) => Array.from({ length: count }, (_, index) => `"mood${index}":1`).join(',');
    expect(read(fields(256))).toBe('generic | buy symbol=X order_type=market');
    expect(read(fields(257))).toBe('refused SIGNAL_FIELD_INVALID mood256');
  });

  it('names the field that was probably meant', () => {
    expect(() => parsed(`{${OPEN},"stop_los":90}`)).toThrow('"nearest":"stop_loss"');
    expect(() => parsed(`{${OPEN},"loss_stop":90}`)).toThrow('"nearest":"stop_loss"');
  });

  it('refuses a change of a position that would change less than its sender believes', () => {
    expect(read('"sl":1,"take_proft":2', '"symbol":"X","action":"modify"')).toBe(
      'refused SIGNAL_FIELD_UNKNOWN take_proft',
    );
  });
});

describe('an unread field that is only ignored', () => {
  it.each([
    '"trailing_stop":false',
    '"trailing_stop":"off"',
    '"stop_los":null',
    '"sl_ticks":0',
    '"stop_loss_type":"fixed"',
    '"sl_note":"below the swing"',
    '"extras":{"stop_loss":90}',
    '"bar":{"stop":1}',
    '"average":97000',
    '"ask_price":97000',
    '"spot_price":97000',
    '"SLOPE":0.5',
    '"slope":0.5',
    '"profit":12',
    '"hedge":true',
  ])('%s', (field) => {
    expect(read(field)).toBe('generic | buy symbol=X order_type=market');
    expect(parsed(`{${OPEN},${field}}`, 'generic').ignoredFields).toHaveLength(1);
  });

  it('is of no concern to a command that only closes', () => {
    expect(read('"stop_los":90,"trailing_stop":true', '"symbol":"X","action":"close"')).toBe(
      'generic | close symbol=X',
    );
  });
});
