// The images' HEALTHCHECK: is the process of this container alive? (Kubernetes has probes of its own.)
// It knows the port from the environment only: set DSOCK_PORT as well where a file or a flag sets it.
const { DSOCK_OPS_PORT, DSOCK_PORT, PORT } = process.env;
// Kubernetes puts DSOCK_PORT=tcp://... into every container near a Service named dsock; that is no port.
const port = [DSOCK_OPS_PORT, DSOCK_PORT, PORT, '6241'].find((value) => /^\d+$/.test(value ?? ''));
const { ok } = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => ({ ok: false }));
process.exit(ok ? 0 : 1);
