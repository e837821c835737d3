import { generateText, type LanguageModel, stepCountIs } from 'ai';
import { stillwebTools } from 'stillweb/ai';

const tools = stillwebTools({ baseUrl: 'http://127.0.0.1:7080' });

export async function answer(model: LanguageModel, question: string): Promise<string> {
  const { text } = await generateText({
    model,
    tools,
    stopWhen: stepCountIs(10),
    prompt: question,
  });
  return text;
}
