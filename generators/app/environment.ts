/** Runs the generator in a Yeoman environment of its own: one generator, no lookup, nothing installed. */
import Environment from 'yeoman-environment';
import type { Session } from '../session.ts';
import { TerminalAdapter } from './adapter.ts';
import CreateGenerator from './index.ts';
import type { CreateRun } from './run.ts';

/** Creates a product. What the run learns and writes is kept in `run`. */
export async function runGenerator(session: Session, run: CreateRun): Promise<void> {
  const adapter = new TerminalAdapter(session);
  const environment = new Environment({ adapter: adapter as never, skipInstall: true });
  const generator = await environment.instantiate(CreateGenerator as never, {
    generatorOptions: { session, run } as never,
  });
  await environment.runGenerator(generator as never);
}
