import { percent } from '../../show/format.ts';
import { Headline } from '../../show/Headline.tsx';
import { Table } from '../../show/Table.tsx';
import type { Span } from '../api/answers.ts';
import { colourOf } from './colours.ts';
import classes from './Spans.module.css';

/** The text with what the model names in it, coloured by label and named in words. */
export function Spans({ spans, text }: { spans: Span[]; text: string }) {
  const labels = [...new Set(spans.map(({ label }) => label))];
  const letters = Array.from(text);
  return (
    <div>
      <Headline
        label={spans.length > 0 ? `${spans.length} named` : 'Named'}
        value={labels.join(', ') || 'nothing'}
      />
      <p className={classes.text}>
        {piecesOf(spans, letters.length).map(({ start, end, span }) =>
          span ? (
            <mark key={start} style={{ background: colourOf(labels.indexOf(span.label)) }}>
              {letters.slice(start, end).join('')}
              {'\u00a0'}
              <b>{span.label}</b>
            </mark>
          ) : (
            <span key={start}>{letters.slice(start, end).join('')}</span>
          ),
        )}
      </p>
      {spans.length > 0 && (
        <details className="more">
          <summary>As a table</summary>
          <Table
            caption="What the text names"
            hideCaption
            head={['What', 'Label', 'Sure', 'Characters']}
            rows={spans.map(({ start, end, label, score }) => [
              letters.slice(start, end).join(''),
              label,
              percent(score),
              `${start} – ${end}`,
            ])}
          />
        </details>
      )}
    </div>
  );
}

interface Piece {
  start: number;
  end: number;
  span: Span | null;
}

/** The whole text, cut where spans begin and end; of two that overlap the first one counts. */
function piecesOf(spans: Span[], length: number): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const span of [...spans].sort((one, other) => one.start - other.start)) {
    if (span.start < at) continue;
    if (span.start > at) pieces.push({ start: at, end: span.start, span: null });
    pieces.push({ start: span.start, end: span.end, span });
    at = span.end;
  }
  if (at < length) pieces.push({ start: at, end: length, span: null });
  return pieces;
}
