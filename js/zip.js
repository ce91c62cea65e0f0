/** stub */
export function createZip() {}
export function zipSync() {}
