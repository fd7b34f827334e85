/** Models that tell something of each pixel: its class, whether it belongs to a thing, how far away it is. */
import type { OutputSteps } from '../../spec.ts';
import type { Beside } from './beside.ts';
import type { OnnxModel, OnnxValue, ReadModel } from './model.ts';
import { lastOperator } from './scores.ts';
import { isFloat, type Picture, pictureOf } from './task.ts';

export interface Map {
  shows: 'classes' | 'mask' | 'depth';
  /** In words for people; goes on after "because … and". */
  reason: string;
}

/** A map may be so many times coarser than the picture; what is coarser is features. */
const COARSEST = 4;
/** No segmentation knows more classes; features have more channels. */
const MOST_CLASSES = 256;
/** Names of outputs that are no classes: features, places of joints, shifts. */
const NO_CLASSES = /feat|embed|hidden|heat|pose|joint|keypoint|landmark|flow|offset|paf|box|anchor/i;
const DEPTH = /depth|disparity|distance/i;
const MASK = /mask|saliency|matte|alpha|segment/i;

/** What a model that takes this picture tells of each of its pixels; null where that is nothing, or a picture itself. */
export function mapOf(
  { inputs, outputs, edges }: OnnxModel & Pick<ReadModel, 'edges'>,
  picture: Picture,
  { labels }: Pick<Beside, 'labels'>,
): Map | null {
  const [first] = outputs;
  const [input] = inputs;
  if (first === undefined || input === undefined || NO_CLASSES.test(first.name)) return null;
  const plane = planeOf(first, picture);
  if (
    plane === null ||
    !areAsFine(first, plane, input, picture) ||
    !outputs.every((one) => isAlike(one, first))
  )
    return null;
  const { channels } = plane;
  if (!isFloat(first)) {
    const chosen = channels === 1 && /^(u?int(8|16|32|64)|bool)$/.test(first.type);
    return chosen ? { shows: 'classes', reason: `${first.name} has the class of each pixel` } : null;
  }
  if (channels === 1) return mapOfOne(first, edges, picture);
  const areClasses = lastOperator(first.name, edges) === 'Softmax' || labels?.names.length === channels;
  if (channels === null || channels > MOST_CLASSES || (channels === 3 && !areClasses)) return null;
  return { shows: 'classes', reason: `${first.name} has ${channels} scores for each pixel, one a class` };
}

/** One number a pixel: a mask where it is told so or lies between 0 and 1, a grey picture where it came from one, else a depth. */
function mapOfOne(output: OnnxValue, edges: ReadModel['edges'], picture: Picture): Map | null {
  const { name } = output;
  if (DEPTH.test(name))
    return { shows: 'depth', reason: `${name} is called like how far each pixel is away` };
  const isShare = /^(Sigmoid|HardSigmoid|Clip)$/.test(lastOperator(name, edges));
  if (MASK.test(name)) return { shows: 'mask', reason: `${name} is called like a mask` };
  if (picture.channels === 1) return null;
  if (isShare) return { shows: 'mask', reason: `${name} has a share from 0 to 1 for each pixel, as a mask` };
  return { shows: 'depth', reason: `${name} has one number for each pixel, as a depth` };
}

/** What stands behind a model that makes a picture: what it shows, and what makes a mask's numbers shares. */
export function mapSteps(
  read: ReadModel,
  output: OnnxValue,
  beside: Beside,
): Pick<OutputSteps, 'shows' | 'activation'> {
  const { model, edges } = read;
  const found = model.inputs.map(pictureOf).find((one) => one !== null);
  const others = model.outputs.filter((one) => one !== output);
  const map = found ? mapOf({ ...model, outputs: [output, ...others], edges }, found, beside) : null;
  const isLogit =
    map?.shows === 'mask' && !/^(Sigmoid|HardSigmoid|Clip)$/.test(lastOperator(output.name, edges));
  return { shows: map?.shows ?? 'picture', activation: isLogit ? 'sigmoid' : 'none' };
}

interface Plane {
  channels: number | null;
  sides: OnnxValue['shape'];
}

/** [N, K, h, w], [N, h, w, K] as the input is, or [N, h, w]. */
function planeOf({ shape }: OnnxValue, { layout }: Picture): Plane | null {
  if (shape?.length === 3) return { channels: 1, sides: shape.slice(1) };
  if (shape?.length !== 4) return null;
  const channels = layout === 'NCHW' ? shape[1] : shape[3];
  const sides = layout === 'NCHW' ? shape.slice(2) : shape.slice(1, 3);
  return { channels: typeof channels === 'number' ? channels : null, sides };
}

/** Whether a map is nearly as fine as the picture, as far as both sizes are known; boxes are lists. */
function areAsFine(output: OnnxValue, { sides }: Plane, { shape }: OnnxValue, { layout }: Picture): boolean {
  const seen = layout === 'NCHW' ? shape?.slice(-2) : shape?.slice(-3, -1);
  // Three dimensions may also be a row of letters, or of boxes: a map has the picture's own sides, or is called so.
  const isSure = output.shape?.length === 4 || DEPTH.test(output.name) || MASK.test(output.name);
  if (!isSure) return (sides ?? []).every((side, at) => side !== null && side === seen?.[at]);
  return (sides ?? []).every((side, at) => {
    const before = seen?.[at];
    if (typeof side !== 'number') return true;
    if (typeof before !== 'number') return side >= 32;
    return side * COARSEST >= before && side <= before;
  });
}

/** Helpers in training answer beside the main output, in its shape. */
const isAlike = ({ shape }: OnnxValue, first: OnnxValue): boolean =>
  shape?.length === first.shape?.length &&
  (shape ?? []).every((side, at) => at === 0 || typeof side !== 'number' || side === first.shape?.[at]);
