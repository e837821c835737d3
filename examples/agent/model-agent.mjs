// An agent with a language model behind any endpoint that speaks OpenAI's chat completions with tools: a hosted one, or
// vLLM, llama.cpp, Ollama and their like on this machine. The model decides what to search and read; this only carries its calls.
//
//   OPENAI_API_KEY=… node examples/agent/model-agent.mjs --door mcp --model-url http://127.0.0.1:8000/v1 --model NAME \
//     http://127.0.0.1:7080 "When was the first lens lit at sea?"
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DOORS, tellFault } from './doors.mjs';

const INSTRUCTIONS = `You answer questions from a fixed collection of documents, and from nothing else. Search, read what you have found,
and search again in other words where it does not answer. Give a short answer and the ids of the documents that it stands in. Say so
when the collection does not hold the answer.`;
/** Calls of the model for one question. */
const MOST_ROUNDS = 12;
/** Characters of one result that the model is shown. */
const MOST_CHARACTERS = 20_000;

/**
 * @param door of doors.mjs
 * @param model { url, name, key }: key may be absent
 * @returns { answer, calls: [{ name, arguments }] }; answer null when the model has not come to one
 */
export async function answerQuestion(door, question, model) {
  const messages = [
    { role: 'system', content: INSTRUCTIONS },
    { role: 'user', content: question },
  ];
  const calls = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const message = await complete(model, messages, door.functions);
    messages.push(message);
    if (!message.tool_calls?.length) return { answer: message.content, calls };
    for (const { id, function: called } of message.tool_calls) {
      calls.push({ name: called.name, arguments: called.arguments });
      const result = JSON.stringify(await carryOut(door, called));
      messages.push({ role: 'tool', tool_call_id: id, content: result.slice(0, MOST_CHARACTERS) });
    }
  }
  return { answer: null, calls };
}

/** What a model has written wrong goes back to it as an error, for it to mend. */
async function carryOut(door, called) {
  const found = door.functions.find(({ name }) => name === called.name);
  if (found === undefined)
    return { error: `there is no ${called.name}; there are ${door.functions.map(({ name }) => name)}` };
  let given;
  try {
    given = JSON.parse(called.arguments || '{}');
  } catch {
    return { error: 'the arguments are no JSON' };
  }
  return await found.run(given);
}

async function complete({ url, name, key }, messages, functions) {
  const tools = functions.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description, parameters },
  }));
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ model: name, messages, tools, temperature: 0 }),
  });
  if (!response.ok) throw new Error(`the model answered ${response.status}: ${await response.text()}`);
  return (await response.json()).choices[0].message;
}

async function main() {
  const { values, positionals } = parseArgs({
    options: {
      door: { type: 'string', default: 'native' },
      'model-url': { type: 'string' },
      model: { type: 'string', default: 'default' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  const [baseUrl, question] = positionals;
  const url = values['model-url'];
  if (values.help || question === undefined || url === undefined || !Object.hasOwn(DOORS, values.door)) {
    const doors = Object.keys(DOORS).join('|');
    console.error(`usage: model-agent.mjs --model-url URL [--model NAME] [--door ${doors}] URL QUESTION`);
    process.exitCode = 2;
    return;
  }
  const door = await DOORS[values.door](baseUrl);
  try {
    const model = { url, name: values.model, key: process.env.OPENAI_API_KEY };
    console.log(JSON.stringify(await answerQuestion(door, question, model), null, 2));
  } finally {
    await door.close();
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main().catch(tellFault);
}
