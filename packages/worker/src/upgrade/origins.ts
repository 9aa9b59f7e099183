/** Says whether pages of an origin may connect. */
export type OriginCheck = (origin: string) => boolean;

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Prepare the check for `allowed_origins`: `https://app.example.com`, or `*` within a host label
 * (`https://*.example.com`). An entry without a scheme allows any. An empty list allows every origin.
 *
 * Clients without an `Origin` header are no browsers and pass: the check protects users of browsers.
 */
export function createOriginCheck(allowed: readonly string[]): OriginCheck {
  if (allowed.length === 0 || allowed.includes('*')) return () => true;
  const patterns = allowed.map((entry) => {
    const pattern = entry.toLowerCase().split('*').map(escapeRegExp).join('[^.:/]*');
    return new RegExp(entry.includes('://') ? `^${pattern}$` : `^[a-z][a-z0-9+.-]*://${pattern}$`);
  });
  return (origin) => origin === '' || patterns.some((pattern) => pattern.test(origin.toLowerCase()));
}
