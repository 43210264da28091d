import type { NodeAPI } from 'node-red';
import { configNamed } from '../config/configNode.js';
import { jsonOnly } from './jsonOnly.js';
import { knownInverters } from '../config/plants.js';
import { SearchDesk } from './searchDesk.js';
import { searchNetworks } from './searchNetworks.js';
import { withWords } from '../common/said.js';
import { formFrom, trialOfBroker, trialOfInverter, type Form } from './trials.js';

/** What the config dialog asks the runtime for. Everything needs permission; nothing tells secrets. */
export const serveDialog = (RED: NodeAPI): void => {
  const { httpAdmin, auth } = RED;
  const mayRead = auth.needsPermission('givtcp-config.read');
  const mayWrite = auth.needsPermission('givtcp-config.write');
  const search = new SearchDesk(() => searchNetworks(RED), knownInverters);

  // Serials are told to those who may change the settings.
  httpAdmin.get('/givtcp/search', mayWrite, (_request, response) => {
    response.json(search.state);
  });
  httpAdmin.post('/givtcp/search', mayWrite, jsonOnly, (_request, response) => {
    response.status(202).json(search.start());
  });
  httpAdmin.delete('/givtcp/search', mayWrite, (_request, response) => {
    search.stop();
    response.status(204).end();
  });

  const inverterTest = oneAtATime((form, signal) => trialOfInverter(RED, form, signal));
  const brokerTest = oneAtATime((form, signal) => trialOfBroker(RED, form, signal));
  httpAdmin.post('/givtcp/test-inverter', mayWrite, jsonOnly, (request, response) => {
    void inverterTest(request.body, response);
  });
  httpAdmin.post('/givtcp/test-broker', mayWrite, jsonOnly, (request, response) => {
    void brokerTest(request.body, response);
  });

  httpAdmin.get('/givtcp/:id/info', mayRead, (request, response) => {
    const node = configNamed(RED, request.params['id']);
    if (node !== undefined) response.json(node.info());
    else response.status(404).json({ reason: 'not-deployed' });
  });
  httpAdmin.get('/givtcp/:id/bundle', mayRead, (request, response) => {
    const bundle = configNamed(RED, request.params['id'])?.bundle();
    if (bundle !== undefined) response.json(bundle);
    else response.status(404).json({ reason: 'not-connected' });
  });
};

interface Response {
  on(event: 'close', listener: () => void): unknown;
  status(code: number): this;
  json(body: object): unknown;
}

/** Tests reach out to other machines: one after the other, and no longer than somebody waits for it. */
const oneAtATime = (work: (form: Form, signal: AbortSignal) => Promise<object>) => {
  let busy = false;
  return async (body: unknown, response: Response): Promise<void> => {
    if (busy) return void response.status(409).json({ reason: 'busy' });
    busy = true;
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      response.json(withWords(await work(formFrom(body), gone.signal)));
    } finally {
      busy = false;
    }
  };
};
