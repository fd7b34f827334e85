/** What the terminal shows: a tick a step, and one live line for the step that is running. Plain lines elsewhere. */
import { styleText } from 'node:util';

const LABEL_WIDTH = 24;
const BAR_WIDTH = 20;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const live = process.stdout.isTTY === true && process.env.TERM !== 'dumb';

/** Steps that are running: label → {since, fraction, text}. The newest is shown. */
const running = new Map();
let timer = null;
let frame = 0;

export const color = (style, text) => (live && !process.env.NO_COLOR ? styleText(style, text) : text);

/** Prints a line above the live one. */
export function line(text = '') {
  erase();
  process.stdout.write(`${text}\n`);
  draw();
}

export function begin(label) {
  if (!running.has(label)) running.set(label, { since: Date.now(), fraction: null, text: '' });
  if (live && timer === null) timer = setInterval(draw, 100).unref();
  draw();
}

export function progress(label, fraction, text) {
  begin(label);
  Object.assign(running.get(label), { fraction, text });
  draw();
}

/** Ticks a step off. Without a text of its own it says how long it took. */
export function done(label, text) {
  const seconds = running.has(label) ? Math.round((Date.now() - running.get(label).since) / 1000) : 0;
  running.delete(label);
  line(
    `  ${color('green', '✔')} ${label.padEnd(LABEL_WIDTH)}${text || (seconds > 0 ? `${seconds} s` : '')}`.trimEnd(),
  );
  rest();
}

/** Takes a step off the screen without a word: what it did was said under another name. */
export function drop(label) {
  running.delete(label);
  rest();
}

/** Says in red what a step has found, though it has not failed. */
export function warning(label, text) {
  line(`  ${color('red', '!')} ${label.padEnd(LABEL_WIDTH)}${color('red', text)}`);
}

export function failed(label, text) {
  running.clear();
  rest();
  line(`  ${color('red', '✖')} ${label.padEnd(LABEL_WIDTH)}${text}`.trimEnd());
}

function rest() {
  if (running.size > 0) return draw();
  erase();
  clearInterval(timer);
  timer = null;
}

function draw() {
  if (!live || running.size === 0) return;
  const [label, { fraction, text }] = [...running].at(-1);
  frame = (frame + 1) % SPINNER.length;
  const bar = typeof fraction === 'number' ? `${barOf(fraction)}  ` : '';
  const sign = bar === '' ? SPINNER[frame] : '▸';
  const shown = `  ${sign} ${label.padEnd(LABEL_WIDTH)}${bar}${text ?? ''}`;
  process.stdout.write(`\r\x1b[2K${shown.slice(0, (process.stdout.columns || 80) - 1)}`);
}

function erase() {
  if (live) process.stdout.write('\r\x1b[2K');
}

function barOf(fraction) {
  const full = Math.round(Math.min(Math.max(fraction, 0), 1) * BAR_WIDTH);
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}
