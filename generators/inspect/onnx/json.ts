/** The document that `inspect --json` prints of a model, without `ok`. */
import type { OnnxSpec, OnnxTask, Steps, Warning } from '../../spec.ts';
import type { OnnxValue } from './model.ts';
import { customOperators } from './runnable.ts';

export interface OnnxDocument {
  kind: 'onnx';
  source: { path: string; bytes: number; files: { name: string; bytes: number; role: string }[] };
  task: OnnxTask;
  reason: string;
  suggested: boolean;
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  /** Of the standard domain; null where the model names none. */
  opset: number | null;
  opsets: Record<string, number>;
  irVersion: number;
  producer: { name: string; version: string };
  metadata: Record<string, string>;
  operators: Record<string, string[]>;
  /** Those outside the standard domains, without functions that the file defines itself. */
  customOperators: Record<string, string[]>;
  /** Bytes, weights in other files included. */
  size: number;
  parameters: number;
  labels: string[] | null;
  steps: Steps;
  /** Flags' names of what no file says: the steps hold a guess, or classes have no names. */
  guessed: string[];
  warnings: Warning[];
}

export function onnxJson({ source, model, ...spec }: OnnxSpec, guessed: string[]): OnnxDocument {
  const { path, bytes, files } = source;
  return {
    kind: 'onnx',
    source: { path, bytes, files: files.map(({ name, bytes: size, role }) => ({ name, bytes: size, role })) },
    task: spec.task,
    reason: spec.reason,
    suggested: spec.suggested,
    inputs: model.inputs,
    outputs: model.outputs,
    opset: model.opsets['ai.onnx'] ?? null,
    opsets: model.opsets,
    irVersion: model.irVersion,
    producer: model.producer,
    metadata: model.metadata,
    operators: model.operators,
    customOperators: customOperators(model),
    size: bytes,
    parameters: model.parameters,
    labels: spec.labels,
    steps: spec.steps,
    guessed,
    warnings: spec.warnings,
  };
}
