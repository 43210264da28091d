import type { Node, NodeAPI, NodeDef } from 'node-red';
import { upgraded } from '../resources/givtcp-upgrades.js';
import { asError } from '../src/index.js';
import { configOf } from './config/configNode.js';
import { eventSettingsFrom } from './event/eventOptions.js';
import type { Fields } from './common/fields.js';
import { refuseAll } from './common/refuse.js';
import { Watcher } from './event/watcher.js';
import { speakOwnLanguage } from './common/language.js';

type Definition = NodeDef & Fields;

export default (RED: NodeAPI): void => {
  function GivtcpEvent(this: Node, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    speakOwnLanguage(RED, this);
    try {
      attach(
        this,
        new Watcher(
          this,
          configOf(RED, definition),
          eventSettingsFrom(upgraded('givtcp-event', definition)),
        ),
      );
    } catch (error) {
      refuseAll(RED, this, asError(error));
    }
  }

  RED.nodes.registerType<Node, Definition, object, object>('givtcp-event', GivtcpEvent);
};

const attach = (node: Node, watcher: Watcher): void => {
  watcher.start();
  node.on('close', (removed: boolean, done: () => void) => {
    watcher.close(removed);
    done();
  });
};
