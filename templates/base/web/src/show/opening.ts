const LONGEST_TITLE = 80;

/** A description as a title and the rest: its first sentence, if it is short enough for one; else the title is empty. */
export function opening(description: string): [title: string, more: string] {
  const [first = ''] = description.match(/^.*?[.?!](?=\s|$)/s) ?? [description];
  if (first === '' || first.length > LONGEST_TITLE) return ['', description];
  return [first.replace(/\.$/, ''), description.slice(first.length).trim()];
}
