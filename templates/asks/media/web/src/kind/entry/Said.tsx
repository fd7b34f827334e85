import type { Entry } from '../../api/history.ts';
import { number, percent } from '../../show/format.ts';
import { answerIn, similarityOf } from '../api/answers.ts';
import { countedIn } from '../show/Boxes.tsx';
import { largestIn } from '../show/PaintedPicture.tsx';

/** The answer in a few words: `cat · 93 %`. */
export function Said({ entry }: { entry: Entry }) {
  const answer = answerIn(entry);
  const { predictions, boxes, image, parts, spans, embedding, outputs } = answer;
  const [best] = predictions ?? [];
  if (best) return `${best.label} · ${percent(best.score)}`;
  if (boxes) return countedIn(boxes);
  if (spans) return [...new Set(spans.map(({ label }) => label))].join(', ') || 'nothing';
  if (parts) return largestIn(parts);
  if (image) return 'a picture';
  if (outputs) return Object.keys(outputs).join(', ');
  const similarity = similarityOf([answer]);
  if (similarity !== null) return `similarity ${number(similarity, 3)}`;
  return embedding ? 'a vector' : '–';
}
