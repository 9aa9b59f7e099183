import type { Connection } from '../hub/connection.js';

/** Frames a client may send in one second before it is closed with 4009. */
const MAX_FRAMES_PER_SECOND = 1000;
/** Bytes a client may send in one second, in frames of the largest size. */
const MAX_FULL_FRAMES_PER_SECOND = 64;

/** Count a frame of a client; true when it sends more than a worker accepts. */
export function isFlooding(connection: Connection, bytes: number, maxFrameBytes: number, nowSeconds: number): boolean {
  if (connection.windowSecond !== nowSeconds) {
    connection.windowSecond = nowSeconds;
    connection.windowFrames = 0;
    connection.windowBytes = 0;
  }
  connection.windowFrames++;
  connection.windowBytes += bytes;
  return (
    connection.windowFrames > MAX_FRAMES_PER_SECOND ||
    connection.windowBytes > MAX_FULL_FRAMES_PER_SECOND * maxFrameBytes
  );
}
