import { gzipSync } from 'node:zlib';
import { makeArchives } from '../support/archives.ts';
import { containerContract } from './container.ts';

containerContract('zip', '.zip', (files) => makeArchives(files).zip);
containerContract('tar', '.tar', (files) => makeArchives(files).tar);
containerContract('tar', '.tar.gz', (files) => gzipSync(makeArchives(files).tar));
containerContract('tar', '.tgz', (files) => gzipSync(makeArchives(files).tar));
