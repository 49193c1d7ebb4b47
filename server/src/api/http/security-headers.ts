/** Headers that every answer of ours carries: nothing is cached, framed, sniffed, or allowed to run. */
const COMMON = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const PAGE_POLICY = `${DATA_POLICY}; style-src 'self'`;

export const API_HEADERS: Readonly<Record<string, string>> = { ...COMMON, 'content-security-policy': DATA_POLICY };
export const PAGE_HEADERS: Readonly<Record<string, string>> = { ...COMMON, 'content-security-policy': PAGE_POLICY };

/** A year: only said where the server is known to be reached over HTTPS, by its public address. */
export const STRICT_TRANSPORT = 'max-age=31536000; includeSubDomains';
