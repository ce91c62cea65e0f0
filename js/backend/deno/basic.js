/** The basic module, by a source import: no permission is asked for it. */
import source module from '../../../npm/wasm/pixmill_basic.wasm';

export default module;
