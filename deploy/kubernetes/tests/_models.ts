import { HTTPRoute, type IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1';
import { type IScaledObject, ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import {
  type IPrometheusRule,
  type IServiceMonitor,
  PrometheusRule,
  ServiceMonitor,
} from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment, type IDeployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler, type IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { type IIngress, type INetworkPolicy, Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { type IPodDisruptionBudget, PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import {
  ConfigMap,
  type IConfigMap,
  type INamespace,
  type ISecret,
  type IService,
  type IServiceAccount,
  Namespace,
  Secret,
  Service,
  ServiceAccount,
} from 'kubernetes-models/v1';

/** The type of each kind that the manifests may hold. */
export interface Kinds {
  ConfigMap: IConfigMap;
  Deployment: IDeployment;
  HTTPRoute: IHTTPRoute;
  HorizontalPodAutoscaler: IHorizontalPodAutoscaler;
  Ingress: IIngress;
  Namespace: INamespace;
  NetworkPolicy: INetworkPolicy;
  PodDisruptionBudget: IPodDisruptionBudget;
  PrometheusRule: IPrometheusRule;
  ScaledObject: IScaledObject;
  Secret: ISecret;
  Service: IService;
  ServiceAccount: IServiceAccount;
  ServiceMonitor: IServiceMonitor;
}

/** A model checks its data against the schema of the API. */
interface Model {
  readonly apiVersion: string;
  new (data: never): { validate(): void };
}

/** By kind, its model and where its type is. A kind that is not here is refused: add it, and the rules it needs. */
export const MODELS: Readonly<Record<keyof Kinds, { readonly model: Model; readonly module: string }>> = {
  ConfigMap: { model: ConfigMap, module: 'kubernetes-models/v1' },
  Deployment: { model: Deployment, module: 'kubernetes-models/apps/v1' },
  HTTPRoute: { model: HTTPRoute, module: '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1' },
  HorizontalPodAutoscaler: { model: HorizontalPodAutoscaler, module: 'kubernetes-models/autoscaling/v2' },
  Ingress: { model: Ingress, module: 'kubernetes-models/networking.k8s.io/v1' },
  Namespace: { model: Namespace, module: 'kubernetes-models/v1' },
  NetworkPolicy: { model: NetworkPolicy, module: 'kubernetes-models/networking.k8s.io/v1' },
  PodDisruptionBudget: { model: PodDisruptionBudget, module: 'kubernetes-models/policy/v1' },
  PrometheusRule: {
    model: PrometheusRule,
    module: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
  },
  ScaledObject: { model: ScaledObject, module: '@kubernetes-models/keda/keda.sh/v1alpha1' },
  Secret: { model: Secret, module: 'kubernetes-models/v1' },
  Service: { model: Service, module: 'kubernetes-models/v1' },
  ServiceAccount: { model: ServiceAccount, module: 'kubernetes-models/v1' },
  ServiceMonitor: {
    model: ServiceMonitor,
    module: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
  },
};

export function isKnownKind(kind: string): kind is keyof Kinds {
  return Object.hasOwn(MODELS, kind);
}
