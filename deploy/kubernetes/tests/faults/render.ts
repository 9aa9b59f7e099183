import type { Fault } from './fault.js';

const BASE = 'base/kustomization.yaml';

/** What Kustomize itself refuses. */
export const RENDER_FAULTS: readonly Fault[] = [
  {
    name: 'a patch of an object that is not there',
    file: 'overlays/prod/http-route.yaml',
    find: 'name: dsock-worker',
    replace: 'name: dsock-workers',
    expected: /dsock-workers/,
  },
  {
    name: 'a field of a kustomization that does not exist',
    file: 'overlays/prod/kustomization.yaml',
    find: 'components:',
    replace: 'component:',
    expected: /component/,
  },
  {
    name: 'a file that is not there',
    file: BASE,
    find: 'worker/pdb.yaml',
    replace: 'worker/budget.yaml',
    expected: /budget\.yaml/,
  },
  {
    name: 'a merge into a ConfigMap that nobody makes',
    file: 'overlays/prod/kustomization.yaml',
    find: '- name: dsock-worker\n    behavior',
    replace: '- name: dsock-workers\n    behavior',
    expected: /dsock-workers/,
  },
  {
    name: 'a patch by target, which may match nothing',
    file: 'overlays/prod/kustomization.yaml',
    find: '- path: http-route.yaml',
    replace: '- path: http-route.yaml\n    target:\n      kind: HTTPRoot',
    expected: /patches\.target/,
  },
  {
    name: 'ConfigMaps without a hash',
    file: BASE,
    find: 'configMapGenerator:',
    replace: 'generatorOptions:\n  disableNameSuffixHash: true\nconfigMapGenerator:',
    expected: /has no hash/,
  },
];
