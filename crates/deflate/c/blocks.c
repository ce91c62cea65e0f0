/*
 * One block of a larger input, or the whole of a small one, by libdeflate's compressor as edits.rs changes it: its state is not for other files,
 * so it is compiled with this one.
 */
#include "lib/deflate_compress.c"

/* What may follow the last block: two bytes to end at a byte, two lengths. */
#define TAIL 6

/*
 * Deflates the len bytes that follow history bytes (at most MATCHFINDER_WINDOW_SIZE) of in, which they may refer to. Where the stream goes on, the
 * output ends at a byte, with an empty stored block (RFC 1951, 3.2.4). Returns how many bytes were written, 0 if there is no room for them.
 */
size_t
pixmill_deflate_compress(struct libdeflate_compressor *c, const void *in, size_t history, size_t len, bool last, void *out, size_t room)
{
	struct deflate_output_bitstream os;

	if (room < TAIL)
		return 0;
	os.bitbuf = 0;
	os.bitcount = 0;
	os.next = out;
	os.end = os.next + room - TAIL;
	os.overflow = false;
	os.history = history;
	os.last = last;

	if (len != 0) {
		c->impl(c, in, history + len, &os);
		if (os.overflow)
			return 0;
	} else if (last) {
		/* A block of the fixed codes with nothing but its end: 3 + 7 bits. */
		*os.next++ = 1 | (DEFLATE_BLOCKTYPE_STATIC_HUFFMAN << 1);
		os.bitcount = 2;
	}

	if (last) {
		if (os.bitcount != 0)
			*os.next++ = os.bitbuf;
	} else {
		/* Three bits of the stored block's head follow: they may need a byte more. */
		*os.next++ = os.bitbuf;
		if (os.bitcount > 5)
			*os.next++ = 0;
		put_unaligned_le32(0xFFFF0000, os.next);
		os.next += 4;
	}
	return os.next - (u8 *)out;
}
