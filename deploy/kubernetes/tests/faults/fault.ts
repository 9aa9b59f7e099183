import type { Target } from '../_targets.js';

/** A mistake to be made in a copy of the manifests, and what has to be said of it. */
export interface Fault {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** In which rendering; `overlays/prod` unless told. */
  readonly on?: string;
  readonly components?: Target['components'];
  readonly expected: RegExp;
}
