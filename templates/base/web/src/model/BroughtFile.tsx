import type { BroughtFile as File, Model } from '../api/model.ts';
import { Facts } from '../show/Facts.tsx';
import { bytes, number } from '../show/format.ts';

/** The file as it came: what it is, and that it was not changed on the way. */
export function BroughtFile({ source, upconverted }: { source: File; upconverted: Model['upconverted'] }) {
  const counted = (value: number | null | undefined) => (typeof value === 'number' ? number(value) : null);
  return (
    <>
      <Facts
        facts={[
          ['File', source.file],
          ['Size', typeof source.bytes === 'number' ? bytes(source.bytes) : null],
          ['Parameters', counted(source.parameters)],
          ['Made by', source.producer],
          ['Opset', inWords(source.opset)],
          ['IR version', counted(source.ir_version)],
          ['Operators', operatorsIn(source.operators)],
          ['SHA-256', source.sha256, 'code'],
        ]}
      />
      {upconverted && (
        <p>
          It was written anew for opset {upconverted.to} instead of {upconverted.from}: {upconverted.why}
        </p>
      )}
    </>
  );
}

/** `2 × Conv, Relu`: how often each is used. */
function operatorsIn(used: unknown): string | null {
  if (typeof used !== 'object' || used === null || Array.isArray(used)) return inWords(used);
  const counted = Object.entries(used).map(([name, count]) =>
    typeof count === 'number' && count > 1 ? `${number(count)} × ${name}` : name,
  );
  return counted.join(', ') || null;
}

/** `17`, `Conv, Relu`, or by domain: `ai.onnx 17, com.microsoft 1`. */
function inWords(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value)) return value.map(String).join(', ');
  if (typeof value !== 'object') return String(value);
  const parts = Object.entries(value).map(([name, told]) =>
    `${name || 'ai.onnx'} ${inWords(told) ?? ''}`.trim(),
  );
  return parts.join(', ') || null;
}
