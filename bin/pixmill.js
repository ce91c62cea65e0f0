#!/usr/bin/env node
/** The command line: js/cli/main.js with this process's arguments. */
import { main } from '../js/cli/main.js';

process.exitCode = await main(process.argv.slice(2));
