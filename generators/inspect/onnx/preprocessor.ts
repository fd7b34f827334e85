/** preprocessor_config.json of Hugging Face: how its pictures were prepared, in the forms that ten years of versions wrote. */
import type { ImageSteps } from '../../spec.ts';
import { asNumber, asRecord } from './step-answers.ts';

type Preprocessor = Record<string, unknown>;

export const BYTE = 1 / 255;

export interface PreparedSize {
  height: number | null;
  width: number | null;
  /** Whether the middle is cut out, and how long the short side is before. */
  crops: boolean;
  shortSide: number | null;
}

/** Where sides are long enough nothing is cut off any more: ConvNeXt's rule for `crop_pct`. */
const NEVER_CROPPED = 384;

/** What LeViT's processor keeps of the short side, and writes into no file. */
const LEVIT_CROP = 224 / 256;

const typeOf = ({ image_processor_type: now, feature_extractor_type: once }: Preprocessor): string =>
  String(now ?? once ?? '');

export function preparedSize(preprocessor: Preprocessor): PreparedSize {
  const { size, crop_size: crop, crop_pct: share } = preprocessor;
  const edge = asNumber(size) ?? asNumber(asRecord(size).shortest_edge);
  const part = asNumber(share) ?? (typeOf(preprocessor).startsWith('Levit') ? LEVIT_CROP : null);
  if (part !== null && part <= 1 && edge !== null) {
    const crops = edge < NEVER_CROPPED;
    return { height: edge, width: edge, crops, shortSide: crops ? Math.trunc(edge / part) : null };
  }
  const crops = preprocessor.do_center_crop === true;
  const [height, width] = (crops ? sides(crop) : null) ?? sides(size) ?? sides(crop) ?? [null, null];
  const [first, second] = sides(size) ?? [];
  const whole = edge ?? (first === undefined || second === undefined ? null : Math.min(first, second));
  return { height, width, crops, shortSide: crops ? whole : null };
}

/** `224`, `[224, 224]`, `{height, width}` or `{shortest_edge}`. */
function sides(size: unknown): [height: number, width: number] | null {
  const [first, second] = Array.isArray(size) ? (size as unknown[]) : [];
  const named = asRecord(size);
  const square = asNumber(size) ?? asNumber(named.shortest_edge);
  const height = asNumber(first) ?? asNumber(named.height) ?? square;
  const width = asNumber(second) ?? asNumber(named.width) ?? square;
  return height === null || width === null ? null : [height, width];
}

/** The same for what Ultralytics writes into its models: bytes become 0 to 1, and a classifier sees the middle. */
export function preparedByUltralytics(metadata: Readonly<Record<string, string>>): Preprocessor | null {
  const { author, imgsz, task } = metadata;
  const size = /^\[(\d+), (\d+)\]$/
    .exec(imgsz ?? '')
    ?.slice(1)
    .map(Number);
  if (author !== 'Ultralytics' || size === undefined) return null;
  return { size, do_normalize: false, do_center_crop: task === 'classify' };
}

/** Pillow's filters, by their numbers; `box` and `hamming` are nearest to bilinear. */
const FILTERS = ['nearest', 'lanczos', 'bilinear', 'bicubic'] as const;

/** `resample`: Pillow's number of a filter, or its name. */
export function filterOf(resample: unknown): ImageSteps['filter'] {
  if (typeof resample === 'number') return FILTERS[resample] ?? 'bilinear';
  return FILTERS.find((name) => name === String(resample).toLowerCase()) ?? 'bilinear';
}

/** Whether the model takes colours as OpenCV has them. */
export const flipsColours = (preprocessor: Preprocessor): boolean =>
  preprocessor.do_flip_channel_order === true;

/**
 * What bytes become; null where the file says that they are normalised and not with what. `rescale_offset` takes 1 off
 * before that; EfficientNet's `include_top` divides twice.
 */
export function preparedNumbers(
  preprocessor: Preprocessor,
): Pick<ImageSteps, 'scale' | 'mean' | 'std'> | null {
  const { do_rescale: rescales = true, rescale_factor: factor, do_normalize: normalises } = preprocessor;
  const scale = rescales === false ? 1 : (asNumber(factor) ?? BYTE);
  const offset = rescales !== false && preprocessor.rescale_offset === true ? 1 : 0;
  const { image_mean: less, image_std: divided } = preprocessor;
  const isNamed = less !== undefined || divided !== undefined;
  if (normalises === false || (normalises !== true && !isNamed)) return { scale, mean: [offset], std: [1] };
  const [mean, std] = [numbersOf(less), numbersOf(divided)];
  if (mean === null || std === null || std.includes(0)) return null;
  const twice = preprocessor.include_top === true && typeOf(preprocessor).startsWith('EfficientNet');
  return {
    scale,
    mean: mean.map((one) => one + offset),
    std: twice ? std.map((one) => one * one) : std,
  };
}

/** One number for all channels, or one each. */
function numbersOf(value: unknown): number[] | null {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.length > 0 && values.every((one): one is number => Number.isFinite(one)) ? values : null;
}
