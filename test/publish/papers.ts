import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a broker shows, and whom it believes. */
export interface Papers {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
  readonly folder: string;
  /** With these only clients that show such a certificate are let in. */
  readonly client?: ClientPapers;
}

export interface ClientPapers {
  readonly key: string;
  readonly cert: string;
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

const openssl = (...words: readonly string[]): void => {
  execFileSync('openssl', words, { stdio: 'ignore' });
};

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'broker-'));
  chmodSync(folder, 0o755);
  return folder;
};

/** Signed by itself. */
const selfSigned = (folder: string, name: string, extensions: readonly string[]): ClientPapers => {
  const [key, cert] = [join(folder, `made-${name}-key.pem`), join(folder, `made-${name}.pem`)];
  const added = extensions.flatMap((extension) => ['-addext', extension]);
  const subject = ['-subj', `/CN=${name}`, ...added];
  openssl('req', '-x509', ...curve, '-days', '2', ...subject, '-keyout', key, '-out', cert);
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
};

/** For localhost and 127.0.0.1. */
export const ownCertificate = (): Papers => {
  const folder = newFolder();
  const { key, cert } = selfSigned(folder, 'localhost', [
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ]);
  return { key, cert, ca: cert, folder };
};

/** Signed by the authority whose files lie in the same folder. */
const signed = (folder: string, name: string, extension: string): ClientPapers => {
  const file = (kind: string): string => join(folder, `made-${name}.${kind}`);
  const authority = [
    '-CA',
    join(folder, 'made-home.pem'),
    '-CAkey',
    join(folder, 'made-home-key.pem'),
  ];
  openssl('req', ...curve, '-subj', `/CN=${name}`, '-keyout', file('key'), '-out', file('csr'));
  writeFileSync(file('ext'), extension);
  const request = ['-in', file('csr'), '-out', file('pem'), '-extfile', file('ext')];
  openssl('x509', '-req', ...request, ...authority, '-CAcreateserial', '-days', '2');
  return { key: readFileSync(file('key'), 'utf8'), cert: readFileSync(file('pem'), 'utf8') };
};

/** For broker.home alone, and for clients that the same authority knows. */
export const strictPapers = (): Papers & { readonly client: ClientPapers } => {
  const folder = newFolder();
  const { cert: ca } = selfSigned(folder, 'home', []);
  const server = signed(folder, 'broker.home', 'subjectAltName=DNS:broker.home');
  const client = signed(folder, 'node-red', 'extendedKeyUsage=clientAuth');
  return { ...server, ca, folder, client };
};
