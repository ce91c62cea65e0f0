/** The list of the suite: every row runs all of it. */
import './backend.test.js';
import './pipeline.test.js';
import './pixels.test.js';
import './ends.test.js';
import './metadata.test.js';
import './drawing.test.js';
import './input.test.js';
import './ownership.test.js';
import './founding.test.js';
import './batch.test.js';
import './archive.test.js';
import './bytes.test.js';
import './unzip.test.js';
import './fflate.test.js';
import './entries.test.js';
import './abort.test.js';
import './errors.test.js';
