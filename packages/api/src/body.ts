import type { IncomingMessage } from 'node:http';
import { BrokerError } from '@dsock/protocol';

/**
 * Read a body from the Node request: a web stream would cost four times the rest of the call.
 *
 * @throws {BrokerError} `MESSAGE_TOO_LARGE` as soon as that is certain, `ERROR_READING_MESSAGE` when it breaks off
 */
export function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) {
    return Promise.reject(tooLarge(maxBytes));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (): void => {
      incoming.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) {
        stop();
        incoming.pause();
        reject(tooLarge(maxBytes));
        return;
      }
      chunks.push(chunk);
    };
    const onEnd = (): void => {
      stop();
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    };
    const onBroken = (): void => {
      stop();
      reject(new BrokerError('ERROR_READING_MESSAGE'));
    };
    incoming.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}

function tooLarge(maxBytes: number): BrokerError {
  return new BrokerError('MESSAGE_TOO_LARGE', { detail: `The message is larger than ${maxBytes} bytes.` });
}
