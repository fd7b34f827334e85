import { useMemo } from 'react';
import { type OpenApi, useOpenApi } from '../api/document.ts';
import { useModel } from '../api/model.ts';
import { usePageTitle } from '../app/usePageTitle.ts';
import { Loading } from '../show/Loading.tsx';
import { ProblemMessage } from '../show/ProblemMessage.tsx';
import { featuresOf } from './contract/fields.ts';
import { targetOf } from './contract/prediction.ts';
import { RowForm } from './form/RowForm.tsx';
import classes from './PredictPage.module.css';
import { ResultCard } from './result/ResultCard.tsx';
import { useAsking } from './useAsking.ts';

const LONG = 14;

/** The page that asks: the contract as a form, and what the model answers. */
export function PredictPage() {
  usePageTitle('Predict');
  const document = useOpenApi();
  const model = useModel();
  if (document.isError) return <ProblemMessage error={document.error} onRetry={() => document.refetch()} />;
  if (document.isPending || model.isPending) return <Loading />;
  return <Asking document={document.data} />;
}

function Asking({ document }: { document: OpenApi }) {
  const model = useModel().data;
  const fields = useMemo(() => featuresOf(document), [document]);
  const target = useMemo(() => targetOf(document), [document]);
  const asking = useAsking(fields);
  return (
    <>
      <h1 className="page-title">{document.info.description || `Predict ${target.label}`}</h1>
      <div className={classes.columns} data-long={fields.length > LONG}>
        <section className="card" aria-label="Question">
          <RowForm
            fields={fields}
            row={asking.row}
            observed={model?.observed ?? {}}
            busy={asking.busy}
            onAsk={asking.ask}
            onClear={asking.clear}
          />
        </section>
        <section className={classes.result} aria-label="Result">
          <ResultCard asking={asking} target={target} fields={fields} model={model} />
        </section>
      </div>
    </>
  );
}
