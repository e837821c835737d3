// Asks addresses with one library: `ask.mjs LIBRARY '[[METHOD, URL, BODY?], …]'`. Prints `{"status", "body"}` for each, a line of JSON.
import http from 'node:http';
import https from 'node:https';

const [library, asks] = process.argv.slice(2);
const headers = { 'content-type': 'application/json', authorization: 'Bearer tvly-key' };

const libraries = {
  async fetch(method, url, body) {
    const answer = await fetch(url, { method, headers, body });
    return { status: answer.status, body: await answer.text() };
  },
  https(method, url, body) {
    const { request } = url.startsWith('https:') ? https : http;
    return new Promise((resolve, reject) => {
      const asking = request(url, { method, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode, body: text }));
      });
      asking.on('error', reject);
      asking.end(body);
    });
  },
  async axios(method, url, body) {
    const { default: axios } = await import('axios');
    const answer = await axios({ url, method, headers, data: body, responseType: 'text', validateStatus: null });
    return { status: answer.status, body: answer.data };
  },
};

for (const ask of JSON.parse(asks)) console.log(JSON.stringify(await libraries[library](...ask)));
