/** What `/v1/indexes/{name}/check` answers: whether the files, the structures and the rankings of an index are what was built. */
import { type Static, Type } from '@sinclair/typebox';

const strict = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

export const IndexCheckReportSchema = Type.Object(
  {
    files: Count,
    bytes: Type.Integer({ minimum: 0, description: 'of all files, each of which was read' }),
    golden: Type.Integer({ minimum: 0, description: 'rankings that stand in the manifest' }),
    moved: Type.Union([Count, Type.Null()], {
      description: 'of them, those that are others now; null where none was asked, because something else is wrong',
    }),
    probes: Type.Union([Type.Literal('exact'), Type.Literal('differs'), Type.Null()], {
      description: 'whether the encoder gives the vectors of the build; null without an encoder',
    }),
    swhid: Type.Union([Type.String(), Type.Null()], { description: 'of the folder; null where a file is wrong' }),
    findings: Type.Array(Type.String(), { description: 'all that is wrong, a sentence each' }),
  },
  strict,
);
export type IndexCheckReport = Static<typeof IndexCheckReportSchema>;

export const IndexCheckSchema = Type.Object(
  {
    index: Type.Object({ name: Type.String(), id: Type.String() }, strict),
    state: Type.Union([
      Type.Literal('unchecked'),
      Type.Literal('running'),
      Type.Literal('checked'),
      Type.Literal('failed'),
    ]),
    started: Type.Union([Type.String(), Type.Null()], { description: 'RFC 3339, UTC' }),
    ms: Type.Union([Count, Type.Null()], { description: 'that it took; null until it has ended' }),
    report: Type.Union([IndexCheckReportSchema, Type.Null()]),
    failure: Type.Union([Type.String(), Type.Null()], { description: 'why it could not be ended' }),
  },
  strict,
);
export type IndexCheckState = Static<typeof IndexCheckSchema>;
