import { useModel } from '../api/model.ts';
import { usePageTitle } from '../app/usePageTitle.ts';
import { Loading } from '../show/Loading.tsx';
import { ProblemMessage } from '../show/ProblemMessage.tsx';

/** The model's card as a page: someone decides from it whether to trust the answers. */
export default function ModelPage() {
  usePageTitle('Model');
  const model = useModel();
  if (model.isPending) return <Loading />;
  if (model.isError) return <ProblemMessage error={model.error} onRetry={() => model.refetch()} />;
  return <h1 className="page-title">Model {model.data.version}</h1>;
}
