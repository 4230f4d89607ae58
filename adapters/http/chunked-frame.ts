const lineEnd = 0x0d0a;

/**
 * A piece of a body in HTTP/1.1's chunked coding (RFC 9112, section 7.1), in one buffer: Node's own response writes the
 * size, the piece and the line ends as four, which costs a lone small piece a third more.
 */
export function chunkedFrame(piece: Buffer): Buffer {
  const size = piece.length.toString(16);
  const frame = Buffer.allocUnsafe(size.length + piece.length + 4);
  frame.write(size, 'latin1');
  frame.writeUInt16BE(lineEnd, size.length);
  piece.copy(frame, size.length + 2);
  frame.writeUInt16BE(lineEnd, frame.length - 2);
  return frame;
}
