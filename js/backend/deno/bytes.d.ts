/** The compiled bytes module. */
declare const module: WebAssembly.Module;
export default module;
