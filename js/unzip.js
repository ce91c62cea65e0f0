/** stub */
export function openArchive() {}
export function unzipSync() {}
