import type { Node, NodeAPI, NodeDef } from 'node-red';
import { upgraded } from '../resources/givtcp-upgrades.js';
import { asError } from '../src/index.js';
import type { Fields } from './common/fields.js';
import { finish } from './common/finish.js';
import { refuseAll } from './common/refuse.js';
import { SimulatorHost, type Open } from './simulator/simulatorHost.js';
import { simulated, simulatorOptionsFrom } from './simulator/simulatorOptions.js';
import { speakOwnLanguage } from './common/language.js';

type Definition = NodeDef & Fields;

/** Loaded when the first one starts: most people have a real inverter. */
const open: Open = async (options) => {
  const { startSimulator } = await import('../src/simulator/index.js');
  return startSimulator(options);
};

export default (RED: NodeAPI): void => {
  function GivtcpSimulator(this: Node, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    speakOwnLanguage(RED, this);
    try {
      const options = simulatorOptionsFrom(upgraded('givtcp-simulator', definition), new Date());
      attach(this, new SimulatorHost(this, options, open));
    } catch (error) {
      refuseAll(RED, this, asError(error));
    }
  }

  RED.nodes.registerType<Node, Definition, object, object>('givtcp-simulator', GivtcpSimulator);

  RED.httpAdmin.get(
    '/givtcp/models',
    RED.auth.needsPermission('givtcp-simulator.read'),
    (_request, response) => {
      response.json(simulated());
    },
  );
};

const attach = (node: Node, host: SimulatorHost): void => {
  host.start();
  node.on('input', (message, send, done) => {
    void finish(host.obey(message, send), done);
  });
  node.on('close', (done: () => void) => {
    void finish(host.close(), () => done());
  });
};
