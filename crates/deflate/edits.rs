//! What is changed in libdeflate's C before it is compiled. Each place must be there as often as it says: another version is looked at anew.

use std::fs;
use std::path::Path;

/// A file, what stands there, how often, and what stands there then.
type Edit = (&'static str, &'static str, usize, &'static str);

const WORDS: &str = "common_defs.h";
const COMPRESS: &str = "lib/deflate_compress.c";
const DECOMPRESS: &str = "lib/deflate_decompress.c";
const LOOP: &str = "lib/decompress_template.h";
const UTILS: &str = "lib/utils.c";

const EDITS: &[Edit] = &[
    // WebAssembly's registers have 64 bits, whatever a pointer has.
    (
        WORDS,
        "typedef size_t machine_word_t;",
        1,
        "#ifdef __wasm__\ntypedef unsigned long long machine_word_t;\n#else\ntypedef size_t machine_word_t;\n#endif",
    ),
    // Memory comes from the caller alone.
    (UTILS, "_malloc_func = malloc;", 1, "_malloc_func;"),
    (UTILS, "_free_func = free;", 1, "_free_func;"),
    // `history`: how many bytes stand before the input that it may refer to. `last`: whether the stream ends with the input.
    (COMPRESS, "\tbool overflow;\n};", 1, "\tbool overflow;\n\tsize_t history;\n\tbool last;\n};"),
    (
        COMPRESS,
        "\tunsigned sym;\n\n\tASSERT(block_length >=",
        1,
        "\tunsigned sym;\n\n\tis_final_block &= os->last;\n\tASSERT(block_length >=",
    ),
    (
        COMPRESS,
        "\tht_matchfinder_init(&c->p.f.ht_mf);\n",
        1,
        "\tht_matchfinder_init(&c->p.f.ht_mf);\n\
         \tif (os->history) {\n\
         \t\tht_matchfinder_skip_bytes(&c->p.f.ht_mf, &in_cur_base, in_next, in_end, os->history, &next_hash);\n\
         \t\tin_next += os->history;\n\t}\n",
    ),
    (
        COMPRESS,
        "\thc_matchfinder_init(&c->p.g.hc_mf);\n",
        2,
        "\thc_matchfinder_init(&c->p.g.hc_mf);\n\
         \tif (os->history) {\n\
         \t\thc_matchfinder_skip_bytes(&c->p.g.hc_mf, &in_cur_base, in_next, in_end, os->history, next_hashes);\n\
         \t\tin_next += os->history;\n\t}\n",
    ),
    (COMPRESS, "\tconst u8 *in_block_begin = in_next;", 1, "\tconst u8 *in_block_begin = in + os->history;"),
    (COMPRESS, "(in_block_begin == in)", 2, "(in_block_begin == in + os->history)"),
    (
        COMPRESS,
        "\tbt_matchfinder_init(&c->p.n.bt_mf);\n",
        1,
        "\tbt_matchfinder_init(&c->p.n.bt_mf);\n\
         \tfor (; in_next != in_block_begin; in_next++) {\n\
         \t\tadjust_max_and_nice_len(&max_len, &nice_len, in_end - in_next);\n\
         \t\tif (max_len >= BT_MATCHFINDER_REQUIRED_NBYTES)\n\
         \t\t\tbt_matchfinder_skip_byte(&c->p.n.bt_mf, in_cur_base, in_next - in_cur_base, nice_len,\n\
         \t\t\t\t\t\t c->max_search_depth, next_hashes);\n\t}\n",
    ),
    // RFC 1951, 3.2.6: the symbols 286 and 287 of lengths and 30 and 31 of offsets never occur. The first end a block in error, the others have the offset 0.
    (
        DECOMPRESS,
        "#define HUFFDEC_END_OF_BLOCK\t\t0x00002000\n",
        1,
        "#define HUFFDEC_END_OF_BLOCK\t\t0x00002000\n#define HUFFDEC_INVALID 0x00010000\n",
    ),
    (
        DECOMPRESS,
        "\tENTRY(258, 0) , ENTRY(258, 0) , ENTRY(258, 0) ,\n#undef ENTRY\n",
        1,
        "\tENTRY(258, 0) ,\n#undef ENTRY\n\
         \tHUFFDEC_EXCEPTIONAL | HUFFDEC_END_OF_BLOCK | HUFFDEC_INVALID,\n\
         \tHUFFDEC_EXCEPTIONAL | HUFFDEC_END_OF_BLOCK | HUFFDEC_INVALID,\n",
    ),
    (
        DECOMPRESS,
        "ENTRY(24577 , 13) , ENTRY(24577 , 13) , ENTRY(24577 , 13) ,",
        1,
        "ENTRY(24577 , 13) , ENTRY(0 , 0) , ENTRY(0 , 0) ,",
    ),
    (
        LOOP,
        "SAFETY_CHECK(offset <= out_next - (const u8 *)out);",
        2,
        "SAFETY_CHECK((u32)(offset - 1) < (size_t)(out_next - (const u8 *)out));",
    ),
    (
        LOOP,
        "HUFFDEC_END_OF_BLOCK))\n\t\t\t\tgoto block_done;",
        2,
        "HUFFDEC_END_OF_BLOCK))\n\t\t\t\tgoto huffman_done;",
    ),
    (
        LOOP,
        "HUFFDEC_END_OF_BLOCK))\n\t\t\tgoto block_done;",
        1,
        "HUFFDEC_END_OF_BLOCK))\n\t\t\tgoto huffman_done;",
    ),
    (
        LOOP,
        "\nblock_done:\n",
        1,
        "\nhuffman_done:\n\tSAFETY_CHECK(!(entry & HUFFDEC_INVALID));\nblock_done:\n",
    ),
    (
        LOOP,
        "\t\td->static_codes_loaded = false;\n",
        1,
        "\t\tSAFETY_CHECK(num_litlen_syms <= 286 && num_offset_syms <= 30);\n\t\td->static_codes_loaded = false;\n",
    ),
    // Incomplete codes, of which zlib allows some, are left to the caller, who has an inflater that knows which.
    (
        DECOMPRESS,
        "\tif (unlikely(codespace_used < (1U << max_codeword_len))) {\n",
        1,
        "\tif (unlikely(codespace_used < (1U << max_codeword_len)))\n\t\treturn false;\n\tif (false) {\n",
    ),
    // A block must be able to end.
    (
        DECOMPRESS,
        "\tSTATIC_ASSERT(LITLEN_TABLEBITS == 11",
        1,
        "\tif (d->u.l.lens[DEFLATE_END_OF_BLOCK] == 0)\n\t\treturn false;\n\tSTATIC_ASSERT(LITLEN_TABLEBITS == 11",
    ),
];

/// Changes the files below a folder.
pub fn apply(folder: &Path) -> Result<(), String> {
    for (file, found, times, changed) in EDITS {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).map_err(|fault| format!("{}: {fault}", path.display()))?;
        let count = text.matches(found).count();
        if count != *times {
            return Err(format!(
                "expected {times} places in libdeflate's {file} with {found:?}, found {count}"
            ));
        }
        fs::write(&path, text.replace(found, changed))
            .map_err(|fault| format!("{}: {fault}", path.display()))?;
    }
    Ok(())
}
