import { TextInput } from '@mantine/core';
import { Search } from '../../show/icons.tsx';
import type { Field } from '../contract/fields.ts';

/** Finds fields of a long form by label or name. */
export function FieldSearch(props: {
  wanted: string;
  found: number;
  all: number;
  onWant: (wanted: string) => void;
}) {
  const { wanted, found, all, onWant } = props;
  return (
    <TextInput
      mb={20}
      type="search"
      aria-label="Find a field"
      placeholder={`Find one of ${all} fields`}
      leftSection={<Search />}
      value={wanted}
      onChange={(event) => onWant(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      description={<span role="status">{wanted && `${found} of ${all} shown; all of them are sent`}</span>}
      inputWrapperOrder={['input', 'description']}
    />
  );
}

export function matching(fields: Field[], wanted: string): Field[] {
  const needle = wanted.trim().toLowerCase();
  if (!needle) return fields;
  return fields.filter((field) => `${field.label}\n${field.name}`.toLowerCase().includes(needle));
}
