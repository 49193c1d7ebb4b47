/** Faults that act on the whole exchange until they are used up or taken back. */
import { parseDecimal } from '#domain/decimal.ts';
import { setPositionMode } from '../core/swap-settings.ts';
import { type Fields, numberField, textField } from './admin-fields.ts';
import type { Dialect } from './dialect.ts';
import type { StreamHub } from './stream-hub.ts';

export const SWITCHES = [
  'clock_skew',
  'silent_sockets',
  'refuse_sockets',
  'drop_sockets',
  'silent_channel',
  'ignored_channel',
  'socket_message',
  'stream_lost',
  'stream_duplicated',
  'stream_reordered',
  'stream_delayed',
  'lookup_not_found',
  'partial_fill',
  'position_mode',
] as const;

interface SwitchParts {
  readonly dialect: Dialect;
  readonly hub: StreamHub;
}

/** Does what the fields say; false when they name no switch. */
export function flipSwitch({ dialect, hub }: SwitchParts, fields: Fields): boolean {
  const { world } = dialect;
  const kind = SWITCHES.find((name) => name === fields['kind']);
  const isOn = fields['on'] !== false;
  const count = numberField(fields, 'count', 1);
  switch (kind) {
    case undefined:
      return false;
    case 'clock_skew':
      world.clock.skewMs = numberField(fields, 'ms', 0);
      return true;
    case 'silent_sockets':
      hub.faults.isSilent = isOn;
      return true;
    case 'refuse_sockets':
      hub.faults.isClosed = isOn;
      return true;
    case 'drop_sockets':
      hub.dropAll();
      return true;
    case 'silent_channel':
    case 'ignored_channel': {
      const list = kind === 'silent_channel' ? 'silentChannels' : 'ignoredChannels';
      const channel = textField(fields, 'channel');
      const others = hub.faults[list].filter((other) => other !== channel);
      hub.faults[list] = isOn ? [...others, channel] : others;
      return channel !== '';
    }
    case 'socket_message':
      hub.sayAll(fields['message']);
      return true;
    case 'stream_lost':
      hub.faults.lost = count;
      return true;
    case 'stream_duplicated':
      hub.faults.duplicated = count;
      return true;
    case 'stream_reordered':
      hub.faults.reordered = count;
      return true;
    case 'stream_delayed':
      hub.faults.delayMs = numberField(fields, 'ms', 0);
      return true;
    case 'lookup_not_found':
      world.orders.hideYoungMs = numberField(fields, 'forMs', 0);
      return true;
    case 'partial_fill': {
      const portion = parseDecimal(textField(fields, 'portion', '0.5'));
      world.venues.partialFill = portion === undefined ? undefined : { portion, left: count };
      return true;
    }
    case 'position_mode': {
      const account = world.accounts.get(textField(fields, 'account', 'main'));
      const mode = fields['mode'] === 'hedge' ? 'hedge' : 'one_way';
      if (account !== undefined) setPositionMode(world, account, { mode, force: true });
      return true;
    }
  }
}
