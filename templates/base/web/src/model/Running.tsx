import type { Runtime } from '../api/model.ts';
import { Facts } from '../show/Facts.tsx';
import { number } from '../show/format.ts';

/** What the first start on this machine measured and chose. */
export function Running({ runtime }: { runtime: Runtime }) {
  const { device, threads, cores, at_once, milliseconds, onnxruntime } = runtime;
  return (
    <Facts
      facts={[
        ['Device', device === 'cpu' ? 'processor' : device.toUpperCase()],
        ['Threads', cores ? `${number(threads)} on ${number(cores)} cores` : number(threads)],
        [
          'Answered together',
          at_once > 1 ? `up to ${number(at_once)} questions` : 'one at a time: more do not pay',
        ],
        ['One question takes', typeof milliseconds === 'number' ? `${number(milliseconds)} ms` : null],
        ['ONNX Runtime', onnxruntime],
      ]}
    />
  );
}
