/** The page in Chromium, as a visitor has it: asked once, and without a fault of its own. */
import { type Browser, chromium } from 'playwright-core';
import { expect } from 'vitest';
import { get, type Json } from './product.ts';

const PATIENCE_MS = 60_000;

export interface File {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Presses Predict, with what the form proposes or with a file, and gives the answer that is shown, as it is kept. */
export async function askInBrowser(url: string, file?: File): Promise<Json> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const wrong: string[] = [];
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    page.on('response', (it) => it.status() >= 400 && wrong.push(`${it.status()} ${it.url()}`));
    await page.goto(url);
    if (file) await page.locator('input[type=file]').first().setInputFiles(file);
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

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.BROWSER_PATH,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
