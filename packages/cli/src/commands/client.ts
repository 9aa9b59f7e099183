import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { WebSocket } from 'ws';
import { type ApiOptions, callApi, type TargetOptions, UsageError, withApi, withTarget } from './api-client.js';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

interface ClaimOptions extends ApiOptions {
  readonly user: string;
  readonly session?: string;
  readonly channels?: string;
  readonly duration?: string;
  readonly id?: string;
}

interface SendOptions extends ApiOptions, TargetOptions {
  readonly binary?: boolean;
  readonly ack?: boolean;
}

const target = ({ id, channel, user, session }: TargetOptions): Record<string, undefined | string> => {
  return { id, channel, user, session };
};

/** Add `claim`, `send`, `info` and `connect`: what a person needs to try the broker. */
export function addClientCommands(program: Command): void {
  withApi(program.command('claim'))
    .description('create a claim, with which a client connects once')
    .requiredOption('--user <user>', 'user of the connection')
    .option('--session <session>', 'session of the user')
    .option('--channels <list>', 'comma-delimited channels')
    .option('--duration <seconds>', 'seconds until it expires')
    .option('--id <id>', 'claim id of your own choice')
    .action(async (options: ClaimOptions) => {
      const { user, session, channels, duration, id } = options;
      const parameters = { user, session, channels, duration, id };
      printJson((await callApi(options, { method: 'POST', path: '/claim', parameters })).claim);
    });

  withTarget(withApi(program.command('send')))
    .description('send a message to every connection of a target')
    .argument('[message]', 'the message; without one it is read from standard input')
    .option('--binary', 'send a binary frame')
    .option('--ack', 'wait until the workers say who took it')
    .action(async (message: undefined | string, options: SendOptions) => {
      const parameters = {
        ...target(options),
        type: options.binary ? 'binary' : 'text',
        ack: options.ack ? 'true' : undefined,
      };
      const body = message ?? readFileSync(0);
      printJson(await callApi(options, { method: 'POST', path: '/send', parameters, body }));
    });

  withTarget(withApi(program.command('info')))
    .description('list the connections and claims of a target')
    .action(async (options: ApiOptions & TargetOptions) => {
      printJson(await callApi(options, { method: 'GET', path: '/info', parameters: target(options) }));
    });

  program
    .command('connect')
    .description('connect as a client and print what arrives')
    .argument('<url>', 'ws://worker/connect?claim=<id> or ?jwt=<token>')
    .action((url: string) => connect(url));
}

/** Print messages until the connection closes; resolves with the close. */
function connect(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let socket: WebSocket;
    try {
      socket = new WebSocket(url);
    } catch {
      reject(new UsageError(`"${url}" is no WebSocket address; it looks like ws://localhost:6242/connect?claim=<id>.`));
      return;
    }
    process.once('SIGINT', () => socket.close(1000));
    socket.on('open', () => print('connected; messages follow, Ctrl-C ends'));
    socket.on('message', (data: Buffer, isBinary) => {
      print(isBinary ? `<${data.length} bytes> ${data.toString('hex')}` : data.toString());
    });
    socket.on('unexpected-response', (request, response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => {
        request.destroy();
        reject(new UsageError(`refused with status ${response.statusCode}: ${body}`));
      });
    });
    socket.on('error', (error) => reject(new UsageError(`cannot connect: ${error.message}`)));
    socket.on('close', (code, reason) => {
      print(`closed: ${code}${reason.length > 0 ? ` ${reason.toString()}` : ''}`);
      resolve();
    });
  });
}
