/** The registry's process: `node registry-server.mjs <config.yaml>` takes a free port and prints it. */
import { runServer } from 'verdaccio';

const server = await runServer(process.argv[2]);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
