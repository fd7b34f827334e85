/** Whether the ONNX Runtime that products are pinned to can run a model. */
import { UserError } from '../../errors.ts';
import type { Warning } from '../../spec.ts';
import type { OnnxModel } from './model.ts';
import { MAX_IR, MAX_OPSET, OPERATORS, RUNTIME } from './runtime.ts';

const DOMAINS: Readonly<Record<string, string>> = { 'ai.onnx': '' };
const STANDARD = new Set(['ai.onnx', 'ai.onnx.ml']);

/** Domain → operators that are not of ONNX itself, the model's own functions left out. */
export function customOperators({ operators, functions }: OnnxModel): Record<string, string[]> {
  const own = new Set(functions);
  const entries = Object.entries(operators)
    .filter(([domain]) => !STANDARD.has(domain))
    .map(([domain, names]): [string, string[]] => [
      domain,
      names.filter((name) => !own.has(`${domain}:${name}`)),
    ]);
  return Object.fromEntries(entries.filter(([, names]) => names.length > 0));
}

/** What would keep it from running; inspection tells it, and no product is written. */
export function obstacles(model: OnnxModel): Warning[] {
  const found: Warning[] = [];
  const say = (code: string, message: string): void => {
    found.push({ code, column: null, message });
  };
  if (model.irVersion > MAX_IR)
    say('ir-version', `Its IR version is ${model.irVersion}; ONNX Runtime ${RUNTIME} reads up to ${MAX_IR}.`);
  for (const [domain, version] of Object.entries(model.opsets)) {
    const most = MAX_OPSET[DOMAINS[domain] ?? domain];
    if (most !== undefined && version > most && domain in model.operators)
      say(
        'opset',
        `It is written in opset ${version} of ${domain}; ONNX Runtime ${RUNTIME} has up to ${most}.`,
      );
  }
  const unknown = unknownOperators(model);
  if (unknown.length > 0)
    say(
      'operators',
      `ONNX Runtime ${RUNTIME} has no ${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ` and ${unknown.length - 5} more` : ''}.`,
    );
  const sent = model.inputs.find(({ type }) => !isSent(type));
  if (sent !== undefined)
    say(
      'inputs',
      sent.type === 'unknown'
        ? `Nothing says of which type its input ${sent.name} is.`
        : `Its input ${sent.name} is ${sent.type}, which cannot be sent.`,
    );
  if (model.outputs.length === 0) say('no-outputs', 'The model has no outputs: there is nothing to answer.');
  return found;
}

/** Tensors of all types that ONNX Runtime takes; it has no complex numbers. */
const isSent = (type: string): boolean => !/[(]|^(opaque|unknown|complex)/.test(type);

/** `domain:name`, or the name alone in the standard domain. */
function unknownOperators({ operators, functions }: OnnxModel): string[] {
  const own = new Set(functions);
  return Object.entries(operators).flatMap(([domain, names]) => {
    const known = new Set(OPERATORS[DOMAINS[domain] ?? domain] ?? []);
    return names
      .filter((name) => !known.has(name) && !own.has(`${domain}:${name}`))
      .map((name) => (domain === 'ai.onnx' ? name : `${domain}:${name}`));
  });
}

const HINTS: Readonly<Record<string, string>> = {
  'ir-version': 'Export it again with an older onnx package, or lower it: model.ir_version = 10.',
  opset: 'Export it again with a lower opset_version, or convert it with onnx.version_converter.',
  operators: 'Export it without them, or with functions that define them in the file.',
  inputs: 'Export it again with tensors of numbers, text or yes/no as its inputs.',
  'no-outputs': 'Export it again and name its outputs.',
};

/** @throws UserError for the first of them */
export function refuseObstacles(name: string, model: OnnxModel): void {
  const [first] = obstacles(model);
  if (first !== undefined)
    throw new UserError(`cannot-run-${first.code}`, `${name} cannot be served. ${first.message}`, {
      hint: HINTS[first.code],
    });
}
