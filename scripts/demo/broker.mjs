import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';

/** An MQTT broker in this process. `heard` is called with every message of its clients. */
export const startBroker = async (port, host, heard) => {
  const aedes = await Aedes.createBroker();
  aedes.on('publish', ({ topic, payload }, client) => {
    if (client !== null) heard(topic, payload.toString());
  });
  const sockets = new Set();
  const server = createServer(aedes.handle).on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => aedes.close(resolve));
    },
  };
};
