import type { Node, NodeAPI, NodeDef } from 'node-red';
import { asError, controlNames, describeControl } from '../src/index.js';
import { configOf } from './configNode.js';
import type { Fields } from './fields.js';
import { finish } from './finish.js';
import { refuseAll } from './refuse.js';
import { Writer } from './writer.js';
import { writeOptionsFrom } from './writeOptions.js';

type Definition = NodeDef & Fields;

export default (RED: NodeAPI): void => {
  function GivtcpWrite(this: Node, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    try {
      attach(this, new Writer(this, configOf(RED, definition), writeOptionsFrom(definition)));
    } catch (error) {
      refuseAll(RED, this, asError(error));
    }
  }

  RED.nodes.registerType<Node, Definition, object, object>('givtcp-write', GivtcpWrite);

  RED.httpAdmin.get(
    '/givtcp/controls',
    RED.auth.needsPermission('givtcp-write.read'),
    (_request, response) => {
      response.json(controlNames.map((name) => describeControl(name)));
    },
  );
};

const attach = (node: Node, writer: Writer): void => {
  writer.start();
  node.on('input', (message, send, done) => {
    void finish(writer.obey(message, send), done);
  });
  node.on('close', () => writer.close());
};
