import { once } from 'node:events';
import { createServer } from 'node:net';

/** The usual port if it is free on this host, else any free one. */
export const portNear = async (usual, host) => (await tried(usual, host)) ?? tried(0, host);

const tried = async (port, host) => {
  const server = createServer();
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const found = server.address().port;
  server.close();
  await once(server, 'close');
  return found;
};
