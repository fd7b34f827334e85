import { type OpenApi, useOpenApi } from '../api/document.ts';
import { type Model, useModel } from '../api/model.ts';
import { usePageTitle } from '../app/usePageTitle.ts';
import { Asking as Layout } from '../show/Asking.tsx';
import { Loading } from '../show/Loading.tsx';
import { ProblemMessage } from '../show/ProblemMessage.tsx';
import { contractOf, QUESTIONS } from './contract.ts';
import { ResultCard } from './show/ResultCard.tsx';
import { AskForm } from './take/AskForm.tsx';
import { useAsking } from './useAsking.ts';

/** The page that asks: what the model's task takes, and what it answers. */
export function AskPage() {
  usePageTitle('Predict');
  const document = useOpenApi();
  const model = useModel();
  if (document.isError) return <ProblemMessage error={document.error} onRetry={() => document.refetch()} />;
  if (model.isError) return <ProblemMessage error={model.error} onRetry={() => model.refetch()} />;
  if (document.isPending || model.isPending) return <Loading />;
  return <Asking document={document.data} model={model.data} />;
}

function Asking({ document, model }: { document: OpenApi; model: Model }) {
  const contract = contractOf(document, model);
  const asking = useAsking(contract);
  return (
    <Layout
      description={document.info.description}
      title={QUESTIONS[contract.task] ?? 'Ask the model'}
      question={<AskForm contract={contract} asking={asking} />}
      result={<ResultCard contract={contract} asking={asking} />}
    />
  );
}
