import type * as Uws from 'uWebSockets.js';

/** All headers of an upgrade request: a JWT of 8 KiB fits. The addon's own default is 4 KiB. */
const MAX_HEADERS_BYTES = '16384';

/**
 * Load the native addon.
 *
 * @throws {Error} one sentence for people when there is no binary for this Node version or platform
 */
export async function loadUws(): Promise<typeof Uws> {
  // biome-ignore lint/style/noProcessEnv: the addon reads it when it is loaded, and there is no other way to tell it.
  process.env.UWS_HTTP_MAX_HEADERS_SIZE ??= MAX_HEADERS_BYTES;
  try {
    return await import('uWebSockets.js');
  } catch (cause) {
    const { platform, arch, version } = process;
    throw new Error(
      `uWebSockets.js has no binary for Node ${version} on ${platform}-${arch}. Use Node 20 or 22 on Linux (glibc), macOS or Windows.`,
      { cause },
    );
  }
}
