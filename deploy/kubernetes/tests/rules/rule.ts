import type { Bundle } from '../_bundle.js';

/** Something that must hold in every rendering. */
export interface Rule {
  readonly name: string;
  /** What breaks it, each as `Kind/name: sentence`. */
  readonly find: (bundle: Bundle) => readonly string[];
}
