/** Readers of what belongs to the network: addresses, ranges of them, host names, the public URL. */
import ipaddr from 'ipaddr.js';
import { bilingual } from './bilingual.ts';
import { type Reader, reader, textOf } from './value-readers.ts';

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** An address to listen on. */
export function host(): Reader<string> {
  return reader({
    expected: bilingual('an IP address or a host name', ' IP 地址或主机名'),
    read(written) {
      const text = textOf(written);
      if (text === undefined) return undefined;
      if (parseAddress(text) !== undefined) return text;
      return HOST_NAME.test(text) && !/^[\d.]+$/.test(text) ? text : undefined;
    },
  });
}

interface RangeOptions {
  /** Whether a range that holds every address may be given. */
  readonly everybody: boolean;
}

/** A range of addresses, normalized: `10.1.2.3/8` becomes `10.0.0.0/8`, a single address a range of one. */
export function addressRange({ everybody }: RangeOptions): Reader<string> {
  const expected = everybody
    ? bilingual('an IP address or a range such as 10.0.0.0/8', ' IP 地址或网段，如 10.0.0.0/8')
    : bilingual(
        'the IP address of a proxy or a range such as 10.0.0.0/8, but never every address',
        '代理的 IP 地址或网段，如 10.0.0.0/8，但不能是全部地址',
      );
  return reader({
    expected,
    read(written) {
      const range = parseRange(textOf(written) ?? '');
      return range === undefined || (!everybody && range.endsWith('/0')) ? undefined : range;
    },
  });
}

function parseRange(text: string): string | undefined {
  const [addressText = '', lengthText, ...more] = text.split('/');
  const address = parseAddress(addressText);
  if (address === undefined || more.length > 0) return undefined;
  const bits = address.kind() === 'ipv4' ? 32 : 128;
  if (lengthText === undefined) return `${address.toString()}/${bits}`;
  if (!/^\d{1,3}$/.test(lengthText) || Number(lengthText) > bits) return undefined;
  // The length of a mapped address counts the bits of IPv6, and the address has become IPv4.
  if (address.kind() === 'ipv4' && addressText.includes(':')) return undefined;
  const text4or6 = `${address.toString()}/${lengthText}`;
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(text4or6)
      : ipaddr.IPv6.networkAddressFromCIDR(text4or6);
  return `${network.toString()}/${lengthText}`;
}

/** Only the usual four numbers count as IPv4: `127.1` and `0x7f000001` are addresses to some programs and not to others. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text) || text.includes('%')) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** The address people and webhooks reach the server at, without a slash at its end. */
export function publicUrl(): Reader<string> {
  return reader({
    expected: bilingual(
      'an address such as https://trade.example.com, without user name, password, ? and #',
      '形如 https://trade.example.com 的地址，不含用户名、密码、? 和 #',
    ),
    read(written) {
      const text = textOf(written) ?? '';
      if (!/^https?:\/\/[^\s?#@]+$/i.test(text) || !URL.canParse(text)) return undefined;
      const { origin, pathname } = new URL(text);
      return `${origin}${pathname.replace(/\/+$/, '')}`;
    },
  });
}
