import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Why as Shell } from '../../show/Why.tsx';
import { type Asked, explain } from '../api/predict.ts';
import type { Contract } from '../contract.ts';
import { Occlusion } from './Occlusion.tsx';
import type { Source } from './source.ts';
import { Words } from './Words.tsx';

const EXPLAINED = new Set(['image-classification', 'text-classification']);
const HEIGHT = 260;

/** Why the model answered so, once somebody asks: it costs a hundred answers and more. */
export function Why(props: {
  asked: Asked;
  source: Source | undefined;
  contract: Contract;
  id: string;
  by?: string;
}) {
  const { asked, source, contract, id, by } = props;
  const [wanted, setWanted] = useState(false);
  const why = useQuery({
    queryKey: ['explain', id],
    queryFn: () => explain(asked),
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!EXPLAINED.has(contract.task)) return null;
  return (
    <Shell why={why} height={HEIGHT} by={by} onAsk={wanted ? undefined : () => setWanted(true)}>
      {(explanation) => {
        if (!explanation) return <p>This model's answers cannot be explained here.</p>;
        if (explanation.grid)
          return <Occlusion explanation={explanation} grid={explanation.grid} source={source} />;
        return <Words explanation={explanation} text={source?.text ?? ''} />;
      }}
    </Shell>
  );
}
