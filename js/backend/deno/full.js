/** The full module, by a source import: no permission is asked for it. */
import source module from '../../../npm/wasm/pixmill_full.wasm';

export default module;
