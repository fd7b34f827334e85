/** The page in Chromium, as a visitor has it: asked once, and without a fault of its own. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { get, type Json } from './product.ts';

const PATIENCE_MS = 60_000;

/** Asks what is given, or what the form proposes, and gives the answer that is shown, as it is kept. */
export async function askInBrowser(url: string, asked: Record<string, Json> = {}): Promise<Json> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const wrong: string[] = [];
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    page.on('response', (it) => it.status() >= 400 && wrong.push(`${it.status()} ${it.url()}`));
    await page.goto(url);
    await fill(page, asked);
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    const id = await page.getByTestId('answer').getByTestId('answer-id').getAttribute('data-id');
    const kept = await get(`${url}/api/v1/predictions/${id}`);
    expect(kept.status, JSON.stringify(kept.body)).toBe(200);
    expect(wrong).toEqual([]);
    return kept.body;
  } finally {
    await browser.close();
  }
}

/** A file is chosen, a text and tensors are written. Rows are asked as they are proposed. */
async function fill(page: Page, { image, audio, text, inputs = {} }: Record<string, Json>): Promise<void> {
  const [name, mimeType] = image ? ['asked.png', 'image/png'] : ['asked.wav', 'audio/wav'];
  if (image ?? audio)
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name, mimeType, buffer: Buffer.from(image ?? audio, 'base64') });
  if (text) await page.getByRole('textbox', { name: 'Text' }).fill(text);
  for (const [input, value] of Object.entries(inputs))
    await page.getByRole('textbox', { name: new RegExp(`^${input}`) }).fill(JSON.stringify(value));
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.BROWSER_PATH,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
