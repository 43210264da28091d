import { deepEqual, equal, match } from 'node:assert/strict';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { NodeAPI } from 'node-red';
import { beforeAll, describe, test } from 'vitest';
import {
  at,
  box,
  deploy,
  house,
  logged,
  reader,
  send,
  simulator,
  speakingBy,
  statusOf,
  tab,
  until,
  useNodeRed,
  watchers,
  writer,
} from './support.js';

interface Catalogues {
  init(settings: object): void;
  registerMessageCatalog(namespace: string, folder: string, file: string): Promise<unknown>;
  readonly _: NodeAPI['_'];
}

/** Node-RED's own, as it is where Node-RED finds the package by itself. Its language is settled once, before it starts. */
beforeAll(async () => {
  const runtime = process.env['NR'] ?? 'node-red';
  const ofRuntime = createRequire(createRequire(resolve('package.json')).resolve(runtime));
  const { i18n }: { i18n: Catalogues } = ofRuntime('@node-red/util');
  i18n.init({ lang: 'de' });
  speakingBy(i18n._);
  for (const type of ['givtcp-config', 'givtcp-write'])
    await i18n.registerMessageCatalog(
      `node-red-contrib-givtcp/${type}`,
      resolve('nodes/locales'),
      `${type}.json`,
    );
});

useNodeRed();

describe('in a Node-RED that speaks German', () => {
  test('an outcome says in German what has become of it, and its names stay', async () => {
    const dongle = await simulator();
    const flow = writer({ control: 'setChargeSlot1' });
    await deploy([tab, house(dongle), ...flow, ...watchers]);
    send('write', { payload: { start: '01:00', finish: '04:30', chargeToPercent: 80 } });
    const { payload } = await box('outcomes').next();
    match(
      String(at(payload, 'state')),
      /^Der Wechselrichter zeigt jetzt Beginn: Ladezeit 1 01:00, Ende: Ladezeit 1 04:30, Ladeziel 80 %\.$/,
    );
    match(String(at(payload, 'warnings.0')), /^Gemerkt, aber nicht wirksam/);
    equal(at(payload, 'registers.0.name'), 'chargeSlot1 start');
    equal(at(payload, 'result'), 'confirmed');
    await statusOf('write', /^bestätigt jetzt$/);
  });

  test('a refusal is German, and its code stays', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...writer({ control: 'setChargeTarget' }), ...watchers]);
    send('write', { payload: 101 });
    const { error } = Object(await box('errors').next());
    deepEqual(
      [at(error, 'code'), at(error, 'message')],
      ['BAD_INPUT', 'chargeToPercent ist 101: nötig ist eine ganze Zahl von 4 bis 100 %.'],
    );
    await statusOf('write', /^nicht verstanden jetzt$/);
  });

  test('a failure half-way is German in all its parts', async () => {
    const dongle = await simulator();
    dongle.faults.ignoreWrites();
    await deploy([tab, house(dongle), ...writer({ control: 'setChargeTarget' }), ...watchers]);
    send('write', { payload: 60 });
    const { error } = Object(await box('errors').next());
    match(
      String(at(error, 'message')),
      /^Ladeziel: der Wechselrichter nahm die Änderung an, .* \(Ladeziel\).* Der Wechselrichter hat jetzt Ladeziel \d+ % \(unverändert\)\.$/,
    );
  });

  test('settings that cannot be used are told in German, with the name of the field', async () => {
    const wrong = house({ host: '127.0.0.1', port: 9 }, { liveEvery: '2' });
    await deploy([tab, wrong, ...reader({ trigger: 'poll' }), ...watchers]);
    await statusOf('read', /^nicht eingerichtet$/);
    const said = 'Leistung lesen alle ist "2": nötig ist eine ganze Zahl von 5 bis 86400.';
    await box('errors').until((message) => at(message, 'error.message') === said);
  });

  test('a lost connection is told in German, with the next try', async () => {
    await deploy([tab, house({ host: '127.0.0.1', port: 9 }), ...reader(), ...watchers]);
    await statusOf('read', /^offline seit \d+ s$/);
    await until(() =>
      logged().some((line) =>
        /^127\.0\.0\.1:9 lehnt die Verbindung ab: .* Nächster Versuch in \d+ s\.$/.test(line),
      ),
    );
  });
});
