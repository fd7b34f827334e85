import { Select } from '@mantine/core';
import type { InputProps } from './FieldInput.tsx';

const SEARCH_FROM = 8;

/** One of many: a list that opens, and that can be searched where it is long. */
export default function ChoiceInput({ field, text, shared, onText }: InputProps) {
  return (
    <Select
      {...shared}
      id={field.id}
      data={field.choices.map((choice, place) => ({ value: String(place), label: choice.label }))}
      value={text || null}
      onChange={(value) => onText(value ?? '')}
      searchable={field.choices.length >= SEARCH_FROM}
      clearable={field.optional}
      clearButtonProps={{ 'aria-label': `Clear ${field.label}` }}
      placeholder={field.optional ? 'unknown' : 'choose'}
      nothingFoundMessage="There is no such choice"
      comboboxProps={{ transitionProps: { duration: 0 } }}
      aria-required={!field.optional}
    />
  );
}
