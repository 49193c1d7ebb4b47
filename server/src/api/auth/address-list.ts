/** Addresses and ranges of addresses: parsed once, matched often. An IPv4 address mapped into IPv6 is the IPv4 address. */
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [network: Address, bits: number];

export interface AddressList {
  readonly isEmpty: boolean;
  /** False for what is not an address. */
  includes(address: string): boolean;
}

const IPV4_BITS = 32;
const IPV6_BITS = 128;
const MAPPED_PREFIX_BITS = 96;
/** A provider hands out whole /64 networks, so one client owns every address of its own. */
const CLIENT_NETWORK_BITS = 64;

/** The address in its one normal form (`::ffff:10.0.0.1` → `10.0.0.1`, zone dropped), or undefined. */
export function normalizeAddress(text: string): string | undefined {
  return parseAddress(text)?.toString();
}

/** The address under which attempts are counted: the whole address, or for IPv6 its /64 network. */
export function addressGroup(address: string): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) return 'unknown';
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = parsed.toByteArray().slice(0, CLIENT_NETWORK_BITS / 8);
  return `${network.map((byte) => byte.toString(16).padStart(2, '0')).join('')}/64`;
}

/** Whether the address belongs to this machine itself. */
export function isLoopback(address: string): boolean {
  return parseAddress(address)?.range() === 'loopback';
}

/** Whether the text is an address or a CIDR range. */
export function isAddressOrRange(text: string): boolean {
  return parseRange(text) !== undefined;
}

/** A list of addresses and CIDR ranges. Entries that can't be read match nothing; check them with isAddressOrRange first. */
export function createAddressList(entries: readonly string[]): AddressList {
  const ranges = entries.map(parseRange).filter((range) => range !== undefined);
  return {
    isEmpty: entries.length === 0,
    includes(text) {
      const address = parseAddress(text);
      return address !== undefined && ranges.some((range) => inRange(address, range));
    },
  };
}

const cached = new WeakMap<readonly string[], AddressList>();

/** The list of these very entries, parsed the first time it is asked for. */
export function addressListOf(entries: readonly string[]): AddressList {
  let list = cached.get(entries);
  if (list === undefined) {
    list = createAddressList(entries);
    cached.set(entries, list);
  }
  return list;
}

function inRange(address: Address, [network, bits]: Range): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function parseAddress(text: string): Address | undefined {
  const zone = text.indexOf('%');
  const bare = zone === -1 ? text : text.slice(0, zone);
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return undefined;
  return ipaddr.process(bare);
}

function parseRange(text: string): Range | undefined {
  const slash = text.indexOf('/');
  if (slash === -1) return singleAddress(text);
  const address = text.slice(0, slash);
  const bitsText = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(bitsText)) return undefined;
  const bits = Number(bitsText);
  const network = parseAddress(address);
  if (network === undefined) return undefined;
  const mapped = network.kind() === 'ipv4' && address.includes(':');
  const own = mapped ? bits - MAPPED_PREFIX_BITS : bits;
  const largest = network.kind() === 'ipv4' ? IPV4_BITS : IPV6_BITS;
  return own < 0 || own > largest ? undefined : [network, own];
}

function singleAddress(text: string): Range | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  return [address, address.kind() === 'ipv4' ? IPV4_BITS : IPV6_BITS];
}
