import type { Entry } from '../../api/history.ts';
import { type Model, useModel } from '../../api/model.ts';
import { type Contract, useContract } from '../contract/useContract.ts';
import { shown } from '../contract/values.ts';

const MOST_SHOWN = 3;

/** The fields that matter most to the model, with what was sent for them. */
export function Inputs({ entry }: { entry: Entry }) {
  const contract = useContract();
  const model = useModel().data;
  if (!contract) return null;
  return mainFields(contract, model)
    .filter((name) => name in entry.request)
    .map((name) => {
      const field = contract.byName.get(name);
      return `${field?.label ?? name} ${shown(entry.request[name], field)}`;
    })
    .join(' · ');
}

function mainFields({ fields, byName }: Contract, model: Model | undefined): string[] {
  const ranked = [...(model?.importance ?? [])]
    .filter(({ field, value }) => value > 0 && byName.has(field))
    .sort((one, other) => other.value - one.value)
    .map(({ field }) => field);
  const names = ranked.length > 0 ? ranked : fields.map((field) => field.name);
  return names.slice(0, MOST_SHOWN);
}
