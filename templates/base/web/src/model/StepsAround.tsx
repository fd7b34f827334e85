import type { Model } from '../api/model.ts';
import type { Steps } from '../api/steps.ts';
import { Facts } from '../show/Facts.tsx';
import { number } from '../show/format.ts';

const FITTED = { stretch: 'stretched', crop: 'cut to fit', pad: 'filled up', none: 'as it is' };
const ACTIVATIONS: Record<string, string> = {
  softmax: 'softmax makes probabilities',
  sigmoid: 'sigmoid makes a probability of each',
  'logits-binary': 'sigmoid makes the probability of one of two',
};

type Picture = NonNullable<Steps['image']>;
type Fact = [string, string | null | undefined];

/** What is done to what is sent before the model gets it, and to what it answers: all of it is in the artifact. */
export function StepsAround({ steps, labels }: { steps: Steps; labels: Model['labels'] }) {
  return (
    <>
      <Facts
        facts={[...pictureFacts(steps), ...textFacts(steps), ...soundFacts(steps), ...answerFacts(steps)]}
      />
      {labels && labels.length > 0 && (
        <details className="more">
          <summary>{number(labels.length)} labels</summary>
          <p>{labels.join(', ')}</p>
        </details>
      )}
    </>
  );
}

function pictureFacts({ image }: Steps): Fact[] {
  if (!image) return [];
  const { resize = 'none', filter, colour, scale, mean, std, layout, type } = image;
  return [
    ['Picture', 'decoded and turned upright'],
    ['Size', sizeOf(image)],
    ['Resized by', resize === 'none' || resize === 'own' ? null : filter],
    ['Colours', colour === 'L' ? 'grey' : colour],
    ['Values', scale === undefined || scale === 1 ? '0 … 255' : `0 … ${number(255 * scale)}`],
    ['Mean taken off', plain(mean, 0)],
    ['Divided by', plain(std, 1)],
    ['Layout', [layout, type].filter(Boolean).join(', ')],
  ];
}

function sizeOf({ width, height, resize = 'none', multiple, most_pixels }: Picture): string {
  if (resize === 'own')
    return [
      'as it was sent',
      most_pixels && `made smaller above ${number(most_pixels)} pixels`,
      multiple && multiple > 1 && `lengthened to multiples of ${multiple}`,
    ]
      .filter(Boolean)
      .join(', ');
  return width && height ? `${width} × ${height} pixels, ${FITTED[resize]}` : 'as it was sent';
}

function textFacts({ text }: Steps): Fact[] {
  if (!text) return [];
  return [
    [
      'Text',
      text.tokenizer
        ? `cut into tokens by tokenizer.json${text.max_length ? `, ${number(text.max_length)} at most` : ''}`
        : 'handed to the model as it is',
    ],
  ];
}

function soundFacts({ audio }: Steps): Fact[] {
  if (!audio) return [];
  const { min, max } = audio.seconds ?? {};
  const length = [min && `at least ${number(min)} s`, max && `at most ${number(max)} s`]
    .filter(Boolean)
    .join(', ');
  return [
    [
      'Sound',
      audio.rate
        ? `${number(audio.rate)} samples a second, ${audio.channels === 2 ? 'stereo' : 'mono'}`
        : null,
    ],
    ['Length', length],
    ['Loudness', audio.normalise === 'none' ? null : audio.normalise],
  ];
}

function answerFacts({ output, task }: Steps): Fact[] {
  if (!output) return [];
  const { activation = 'none', top, threshold, boxes, pool, unit_length } = output;
  const detects = task === 'object-detection';
  return [
    ['Answer', ACTIVATIONS[activation]],
    ['Shown', top && task?.includes('classification') ? `the ${number(top)} most likely` : null],
    ['Boxes', detects && typeof threshold === 'number' ? `from a score of ${number(threshold)} on` : null],
    ['Overlapping boxes', detects && boxes?.iou ? `the better one, from ${number(boxes.iou)} on` : null],
    ['Of several vectors', task === 'embedding' && pool && pool !== 'none' ? pool : null],
    ['Length of a vector', task === 'embedding' && unit_length ? '1' : null],
  ];
}

/** Numbers, where they do anything. */
function plain(numbers: number[] | null | undefined, idle: number): string | null {
  if (!numbers || numbers.every((one) => one === idle)) return null;
  return numbers.map((one) => number(one)).join(', ');
}
