import { isIP } from 'node:net';
import { BadValue, quote } from './raw-value.js';

/** A host with the port that was given with it, if any. */
export interface HostPort {
  readonly host: string;
  readonly port: undefined | number;
}

const PORT_MAX = 65_535;
const HOST_NAME = /^[a-z0-9_](?:[a-z0-9_.-]{0,252})$/i;
const HOST_PORT = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/;
const CIDR = /^([^/%]+)(?:\/(\d{1,3}))?$/;
const ORIGIN = /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+\]|[a-z0-9_*-]+(?:\.[a-z0-9_*-]+)*)(?::(\d{1,5}))?$/;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** Whether `text` names a host: an IP address, or letters, digits, dots, hyphens and underscores. */
export function isHost(text: string): boolean {
  return isIP(text) !== 0 || HOST_NAME.test(text);
}

/** Whether `text` is a port in decimal, 0 to 65535. */
export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= PORT_MAX;
}

/**
 * Read `host`, `host:port` or `[IPv6]:port`.
 *
 * @returns the host without brackets; it may be empty, as in `:6241`
 * @throws {BadValue} for anything else
 */
export function parseHostPort(text: string): HostPort {
  if (text.includes('://')) throw new BadValue('it is a URL');
  const match = HOST_PORT.exec(text);
  const [, bracketed, name = '', port] = match ?? [];
  const host = bracketed ?? name;
  if (!match) throw new BadValue(`${quote(text)} is no host:port; an IPv6 address needs brackets, as in [::1]:6379`);
  if (bracketed !== undefined && isIP(bracketed) !== 6) throw new BadValue(`${quote(bracketed)} is no IPv6 address`);
  if (host !== '' && !isHost(host)) throw new BadValue(`${quote(host)} is no host`);
  if (port !== undefined && !isPort(port)) throw new BadValue(`${port} is no port`);
  return { host, port: port === undefined ? undefined : Number(port) };
}

/** Write what `parseHostPort` reads. */
export function formatHostPort({ host, port }: HostPort): string {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return port === undefined ? name : `${name}:${port}`;
}

/**
 * Read a block of addresses, `10.0.0.0/8` or `fd00::/8`; a single address is a block of one.
 *
 * @returns always with the number of bits
 * @throws {BadValue} for anything else
 */
export function parseCidr(text: string): string {
  const [, address = '', bits] = CIDR.exec(text) ?? [];
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  if (version === 0) throw new BadValue(`${quote(text)} is none`);
  if (bits !== undefined && Number(bits) > longest) throw new BadValue(`${quote(text)} has more than ${longest} bits`);
  return `${address}/${bits === undefined ? longest : Number(bits)}`;
}

/**
 * Read an origin as browsers send it, with `*` as a wildcard within a label of the host.
 *
 * @returns in lower case and without the default port, which browsers leave out; `*` alone means any origin
 * @throws {BadValue} for anything else, a path included
 */
export function parseOrigin(text: string): string {
  const origin = text.toLowerCase();
  if (origin === '*' || origin === 'null') return origin;
  const match = ORIGIN.exec(origin);
  const [, scheme = '', host = '', port] = match ?? [];
  if (!match || (port !== undefined && !isPort(port))) {
    throw new BadValue(`${quote(text)} is none: write the scheme and the host, without a path or a slash at the end`);
  }
  if (host.startsWith('[') && isIP(host.slice(1, -1)) !== 6)
    throw new BadValue(`${quote(text)} has no valid IPv6 address`);
  return port === undefined || port === DEFAULT_PORTS[scheme] ? `${scheme}://${host}` : `${scheme}://${host}:${port}`;
}
