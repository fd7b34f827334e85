/** BERT's `vocab.txt`, a word or a piece of one a line, → the `tokenizer.json` that means the same. */

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/**
 * As `BertWordPieceTokenizer` of the `tokenizers` package writes it.
 *
 * @param cutter tokenizer_config.json: what it does not say, the words show, which have no capitals where all are made small
 * @returns null where the words are not BERT's: without unknown, beginning and end
 */
export function wordPieceTokenizer(
  vocabulary: string,
  cutter: Record<string, unknown> | null,
): string | null {
  const words = vocabulary.replace(/\r?\n$/, '').split(/\r?\n/);
  const ids = new Map(words.map((word, id) => [word, id]));
  const [begin, end] = [ids.get('[CLS]'), ids.get('[SEP]')];
  if (begin === undefined || end === undefined || !ids.has('[UNK]')) return null;
  const special = SPECIAL.filter((word) => ids.has(word)).map((content) => ({
    id: ids.get(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
  const lowercase = cutter?.do_lower_case ?? !words.some((word) => /^(##)?\p{Lu}/u.test(word));
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: cutter?.tokenize_chinese_chars ?? true,
      strip_accents: cutter?.strip_accents ?? null,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: { type: 'BertProcessing', sep: ['[SEP]', end], cls: ['[CLS]', begin] },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: null,
    },
  };
  // by hand: an object of JavaScript puts words that are numbers before all others
  const entries = [...ids].map(([word, id]) => `${JSON.stringify(word)}: ${id}`);
  return `${JSON.stringify(tokenizer).replace('"vocab":null', () => `"vocab":{${entries.join(', ')}}`)}\n`;
}
