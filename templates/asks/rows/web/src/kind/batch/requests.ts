import { nameOfAnswers } from './files.ts';

/** The batch as a command for a POSIX shell. */
export function asCurl(url: string, file: string, media: string): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    `curl -s ${quoted(url)} -H 'content-type: ${media}' -H 'accept: text/csv'`,
    `--data-binary ${quoted(`@${file}`)} -o ${quoted(nameOfAnswers(file))}`,
  ].join(' ');
}

/** The batch as a Python program that needs nothing but `requests`, and holds neither table in memory. */
export function asPython(url: string, file: string, media: string): string {
  return [
    'import requests',
    '',
    `headers = {"content-type": ${JSON.stringify(media)}, "accept": "text/csv"}`,
    `with open(${JSON.stringify(file)}, "rb") as rows, open(${JSON.stringify(nameOfAnswers(file))}, "wb") as answers:`,
    `    response = requests.post(${JSON.stringify(url)}, data=rows, headers=headers, stream=True, timeout=600)`,
    '    response.raise_for_status()',
    '    for part in response.iter_content(65536):',
    '        answers.write(part)',
  ].join('\n');
}
