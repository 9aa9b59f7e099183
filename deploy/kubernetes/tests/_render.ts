import { execFileSync } from 'node:child_process';
import { type Manifest, parseManifests } from './_manifest.js';

/** Kustomize 5 came with kubectl 1.27; ours uses nothing newer. */
const KUSTOMIZE_MAJOR_MIN = 5;

interface KubectlVersion {
  readonly clientVersion: { readonly gitVersion: string };
  readonly kustomizeVersion?: string;
}

/** The version of the kubectl on the PATH; undefined when there is none, or one that is too old to render this. */
export function findKubectl(): undefined | string {
  let text: string;
  try {
    text = execFileSync('kubectl', ['version', '--client', '--output=json'], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return undefined;
  }
  const { clientVersion, kustomizeVersion = '' } = JSON.parse(text) as KubectlVersion;
  const major = Number(/^v?(\d+)/.exec(kustomizeVersion)?.[1] ?? 0);
  return major < KUSTOMIZE_MAJOR_MIN
    ? undefined
    : `kubectl ${clientVersion.gitVersion} (Kustomize ${kustomizeVersion})`;
}

/** Render a folder with kubectl. @throws {Error} with what kubectl said */
export function renderWithKubectl(folder: string): Manifest[] {
  const options = { encoding: 'utf8', stdio: 'pipe' } as const;
  return parseManifests(execFileSync('kubectl', ['kustomize', folder], options));
}
