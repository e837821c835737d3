/** The shapes of answers that this thread can write. */
import { Registry } from '../registry.ts';
import type { AnswerShape } from './answer-shape.ts';
import { nativeShape } from './native-shape.ts';
import { numberedShape } from './numbered-shape.ts';

const shapes = new Registry<AnswerShape>('shape of answers', [nativeShape, numberedShape]);

/** Makes a shape known to this thread; a module that does so is named to the pool that starts the threads. */
export function registerShape(shape: AnswerShape): void {
  shapes.add(shape);
}

/** @param name null for the native one @throws TypeError when no module of this thread has registered it */
export function findShape(name: string | null): AnswerShape {
  if (name === null) return nativeShape;
  const shape = shapes.find(name);
  if (shape === undefined) throw new TypeError(`no shape of answers ${name} in this thread`);
  return shape;
}
