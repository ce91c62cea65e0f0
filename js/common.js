/** What the CommonJS loader takes from the front: scripts/bundle.js makes js/front.cjs of it. */
export { overridden } from './backend/override.js';
export { createFflate } from './fflate/index.js';
export { createFront, instanceOf } from './front.js';
