/** The files of one folder as they were at start, in memory. */
export interface StaticFiles {
  /** The file at `path` inside the folder (`1.0.0/civic-pay.js`), matched letter by letter; null where none. */
  find(path: string): StaticFile | null
}

export interface StaticFile {
  /** `text/javascript; charset=utf-8`, by the file's extension. */
  readonly contentType: string
  readonly plain: StaticBytes
  /** The same content under Brotli; null where that is not smaller. */
  readonly brotli: StaticBytes | null
}

export interface StaticBytes {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** A strong entity tag with its quotes: another one for each encoding (RFC 9110, section 8.8.3). */
  readonly etag: string
}
