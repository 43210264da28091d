import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { PASSWORD, portOf, startBroker, USER, type TestBroker } from '../publish/brokers.js';
import { listen, type Listener } from '../publish/listener.js';
import { closing } from './support.js';

/** What the test brokers want to hear from the settings called house. */
export const credentials = { house: { username: USER, password: PASSWORD } };

export const brokerOf = ({ port }: { readonly port: number }) => ({
  broker: '127.0.0.1',
  brokerPort: String(port),
});

/** Node-RED's own TLS settings. */
export const tlsConfig = {
  id: 'tls',
  type: 'tls-config',
  name: '',
  cert: '',
  key: '',
  ca: '',
  verifyservercert: true,
};

export const broker = async (): Promise<TestBroker> => closing(await startBroker());
export const listening = async (
  { port }: TestBroker,
  filter: string,
  options: Parameters<typeof listen>[2] = {},
): Promise<Listener> => closing(await listen(port, filter, options));

/** A way to the broker on which one can see who is there, and how many came in all. */
export const doorTo = async ({ port }: TestBroker) => {
  const inside = new Set<Socket>();
  let arrivals = 0;
  const server = createServer((socket) => {
    arrivals += 1;
    inside.add(socket);
    const onward = connect(port, '127.0.0.1');
    for (const end of [socket, onward]) end.on('error', () => undefined);
    socket.once('close', () => inside.delete(socket));
    socket.pipe(onward).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing({ close: () => new Promise((resolve) => server.close(resolve)) });
  return { port: portOf(server), inside, arrivals: () => arrivals };
};
