/** Formats, operations, codes and options, from the tables in crates/core by `cargo xtask generate`. */

/** The version of this build. */
export const version = "0.1.0";

/** The recipe's `version`. */
export const recipeVersion = 1;

/** One row a format. */
export const formats = [
  {"name":"jpeg","aliases":["jpg"],"extensions":["jpg","jpeg","jpe","jfif"],"mime":"image/jpeg","flavour":"basic","reads":true,"writes":true,"compressed":true,"alpha":false,"animation":false,"options":[{"name":"quality","min":1,"max":100,"type":"integer","default":80,"unit":"","doc":"higher is larger and closer to the original"},{"name":"progressive","type":"boolean","unit":"","doc":"scans that refine, for slow networks; without it as `mozjpeg` says"},{"name":"chromaSubsampling","values":["4:2:0","4:2:2","4:4:4"],"type":"choice","default":"4:2:0","unit":"","doc":"4:4:4 keeps full colour resolution"},{"name":"optimiseCoding","type":"boolean","default":true,"unit":"","doc":"Huffman tables made for the image"},{"name":"quantisationTable","min":0,"max":8,"type":"integer","unit":"","doc":"0 Annex K, 1 flat, 2 for MS-SSIM, 3 Robidoux, 4 for PSNR-HVS, 5 Klein, 6 Watson (DCTune), 7 Ahumada, 8 Peterson; without it 0, or 3 with `mozjpeg`"},{"name":"trellisQuantisation","type":"boolean","unit":"","doc":"coefficients are rounded by what they cost in bits: smaller, and several times slower; without it as `mozjpeg` says"},{"name":"mozjpeg","type":"boolean","default":false,"unit":"","doc":"progressive with trellis quantisation and table 3, each unless it is said otherwise"}],"doc":"Photographs. Transparency is flattened onto black unless a flatten step names a colour."},
  {"name":"png","aliases":[],"extensions":["png","apng"],"mime":"image/png","flavour":"basic","reads":true,"writes":true,"compressed":true,"alpha":true,"animation":true,"options":[{"name":"compressionLevel","min":0,"max":10,"type":"integer","default":6,"unit":"","doc":"0 stores, 1 to 3 are quick, 4 to 9 smaller; 10 tries every filter and every smaller form that shows the same"},{"name":"adaptiveFiltering","type":"boolean","unit":"","doc":"each row gets the filter that suits it; without it so for all but palettes and few bits"},{"name":"progressive","type":"boolean","default":false,"unit":"","doc":"interlaced: a coarse image comes first; larger"},{"name":"palette","type":"boolean","unit":"","doc":"at most 256 colours with alpha; without it so where quality, effort, colours or dither are given"},{"name":"quality","min":0,"max":100,"type":"integer","unit":"","doc":"of a palette: below 100 the fewest colours that are close enough"},{"name":"effort","min":1,"max":10,"type":"integer","unit":"","doc":"of a palette: how often its colours are refined; without it 7"},{"name":"colours","min":2,"max":256,"type":"integer","unit":"colours","doc":"of a palette: at most so many"},{"name":"dither","min":0,"max":1,"type":"number","unit":"","doc":"of a palette: how much of a colour's error goes to its neighbours; without it 1, 0 gives flat areas"},{"name":"bitdepth","min":1,"max":16,"type":"integer","unit":"bits","doc":"1, 2, 4, 8 or 16 a sample; without it 8, or 16 where the pixels have it; below 8: grey, or a palette of 2, 4 or 16 colours"},{"name":"loop","min":0,"max":65535,"type":"integer","unit":"","doc":"times that an animation is shown, 0 for ever; without it the input's own"},{"name":"delay","min":0,"max":655350,"most":10000,"type":"integers","unit":"ms","doc":"how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own"}],"doc":"Drawings, screenshots and transparency, without loss, 8 and 16 bit; animations as APNG."},
  {"name":"webp","aliases":[],"extensions":["webp"],"mime":"image/webp","flavour":"basic","reads":true,"writes":true,"compressed":true,"alpha":true,"animation":true,"options":[{"name":"quality","min":1,"max":100,"type":"integer","default":80,"unit":"","doc":"higher is larger and closer to the original; lossless: more effort"},{"name":"alphaQuality","min":0,"max":100,"type":"integer","default":100,"unit":"","doc":"of the alpha channel beside lossy colours; 100 keeps it exactly"},{"name":"lossless","type":"boolean","default":false,"unit":"","doc":"every visible pixel is kept as it is"},{"name":"nearLossless","type":"boolean","default":false,"unit":"","doc":"lossless after small changes that save bytes; quality says how small"},{"name":"effort","min":0,"max":6,"type":"integer","default":4,"unit":"","doc":"0 is quick, 6 slow and smaller"},{"name":"smartSubsample","type":"boolean","default":false,"unit":"","doc":"sharper colour edges in lossy files, slower"},{"name":"exact","type":"boolean","default":false,"unit":"","doc":"keep the colours of wholly transparent pixels too"},{"name":"minSize","type":"boolean","default":false,"unit":"","doc":"animations: every way to write a frame is tried, and no frame stands alone; slower"},{"name":"mixed","type":"boolean","default":false,"unit":"","doc":"animations: each frame lossy or lossless, whichever is smaller"},{"name":"loop","min":0,"max":65535,"type":"integer","unit":"","doc":"times that an animation is shown, 0 for ever; without it the input's own"},{"name":"delay","min":0,"max":655350,"most":10000,"type":"integers","unit":"ms","doc":"how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own"}],"doc":"Photographs and drawings for the web, with transparency; up to 16,383 pixels on a side."},
  {"name":"gif","aliases":[],"extensions":["gif"],"mime":"image/gif","flavour":"basic","reads":true,"writes":true,"compressed":true,"alpha":true,"animation":true,"options":[{"name":"colours","min":2,"max":256,"type":"integer","default":256,"unit":"colours","doc":"at most so many, the transparent one among them"},{"name":"dither","min":0,"max":1,"type":"number","default":1,"unit":"","doc":"how much of a colour's error goes to its neighbours; 0 gives flat areas"},{"name":"interFrameMaxError","min":0,"max":32,"type":"number","default":0,"unit":"levels","doc":"a pixel stays as the frame before shows it while its colour is no further away; 0 keeps what is equal"},{"name":"interPaletteMaxError","min":0,"max":256,"type":"number","default":3,"unit":"levels","doc":"a frame takes the first one's palette while its own would be no further away on average; 0: only where that is exact"},{"name":"loop","min":0,"max":65535,"type":"integer","unit":"","doc":"times that an animation is shown, 0 for ever; without it the input's own"},{"name":"delay","min":0,"max":655350,"most":10000,"type":"integers","unit":"ms","doc":"how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own"}],"doc":"Stills and short animations with up to 256 colours a frame, one of them transparent."},
  {"name":"avif","aliases":[],"extensions":["avif"],"mime":"image/avif","flavour":"full","reads":true,"writes":true,"compressed":true,"alpha":true,"animation":false,"options":[{"name":"quality","min":1,"max":100,"type":"integer","default":50,"unit":"","doc":"higher is larger and closer to the original"},{"name":"lossless","type":"boolean","default":false,"unit":"","doc":"every sample is kept as it is, at 4:4:4"},{"name":"effort","min":0,"max":9,"type":"integer","default":3,"unit":"","doc":"0 is quick, 9 slow and smaller; each step from 4 on takes some times longer"},{"name":"chromaSubsampling","values":["4:2:0","4:4:4"],"type":"choice","default":"4:4:4","unit":"","doc":"4:4:4 keeps full colour resolution"},{"name":"bitdepth","min":8,"max":10,"type":"integer","default":8,"unit":"bits","doc":"8 or 10 a sample; 10 bands less"}],"doc":"Small photos with alpha; 8 to 12 bit read, 8 and 10 written. Of a sequence the primary image is read."},
  {"name":"jxl","aliases":["jpegxl","jpeg-xl"],"extensions":["jxl"],"mime":"image/jxl","flavour":"full","reads":true,"writes":false,"compressed":true,"alpha":true,"animation":false,"options":[],"doc":"Photographs and drawings of any depth, with alpha and animation; read only."},
  {"name":"tiff","aliases":["tif"],"extensions":["tiff","tif"],"mime":"image/tiff","flavour":"full","reads":true,"writes":true,"compressed":false,"alpha":true,"animation":false,"options":[{"name":"compression","values":["none","lzw","deflate"],"type":"choice","default":"lzw","unit":"","doc":"of the strips, without loss"},{"name":"predictor","type":"boolean","default":true,"unit":"","doc":"store differences of neighbours, which compress better"}],"doc":"Scans and print, without loss, 8 and 16 bit and float; one page or all."},
  {"name":"bmp","aliases":[],"extensions":["bmp","dib"],"mime":"image/bmp","flavour":"basic","reads":true,"writes":true,"compressed":false,"alpha":true,"animation":false,"options":[],"doc":"Uncompressed pixels for old programs; alpha by a version 4 header."},
  {"name":"ico","aliases":[],"extensions":["ico","cur"],"mime":"image/x-icon","flavour":"basic","reads":true,"writes":true,"compressed":false,"alpha":true,"animation":false,"options":[{"name":"sizes","min":1,"max":256,"most":32,"type":"integers","unit":"pixels","doc":"squares that hold the whole image, transparent beside it; without it the image as it is, if no side is over 256"}],"doc":"Icons of Windows and favicons, in one size or several; of icons and cursors the largest image is read."},
  {"name":"qoi","aliases":[],"extensions":["qoi"],"mime":"image/qoi","flavour":"basic","reads":true,"writes":true,"compressed":true,"alpha":true,"animation":false,"options":[],"doc":"Without loss, quick to write and read, larger than PNG."},
  {"name":"pnm","aliases":["ppm","pgm","pbm","pam"],"extensions":["ppm","pgm","pbm","pam","pnm","pfm"],"mime":"image/x-portable-anymap","flavour":"basic","reads":true,"writes":true,"compressed":false,"alpha":true,"animation":false,"options":[],"doc":"Netpbm's PBM, PGM, PPM and PAM, in text and binary, 8 and 16 bit, and PFM; written as PGM, PPM, or with alpha PAM."},
  {"name":"hdr","aliases":["rgbe"],"extensions":["hdr","rgbe","xyze","pic"],"mime":"image/vnd.radiance","flavour":"basic","reads":true,"writes":true,"compressed":false,"alpha":false,"animation":false,"options":[],"doc":"Radiance's light in floats, far over white: for scenes and environments of 3D programs."},
  {"name":"farbfeld","aliases":[],"extensions":["ff"],"mime":"image/x-farbfeld","flavour":"basic","reads":true,"writes":false,"compressed":false,"alpha":true,"animation":false,"options":[],"doc":"Pixels of four times 16 bit with nothing around them, for pipes."},
  {"name":"dds","aliases":[],"extensions":["dds"],"mime":"image/vnd-ms.dds","flavour":"basic","reads":true,"writes":false,"compressed":false,"alpha":true,"animation":false,"options":[],"doc":"Textures of games: uncompressed, BC1 to BC5 (DXT1 to DXT5) and BC7; the first surface."},
  {"name":"tga","aliases":[],"extensions":["tga","icb","vda","vst"],"mime":"image/x-tga","flavour":"basic","reads":true,"writes":true,"compressed":false,"alpha":true,"animation":false,"options":[{"name":"rle","type":"boolean","default":true,"unit":"","doc":"equal neighbours are stored once, without loss"}],"doc":"Textures of games: grey, palette, 15 to 32 bit, plain and run-length; written with 8 to 32 bit."},
  {"name":"svg","aliases":[],"extensions":["svg","svgz"],"mime":"image/svg+xml","flavour":"full","reads":true,"writes":false,"compressed":false,"alpha":true,"animation":false,"options":[],"doc":"Drawings, rendered at the size that the first resize wants; text needs fonts, files from elsewhere are not read; read only."},
  {"name":"raw","aliases":[],"extensions":["raw"],"mime":"application/octet-stream","flavour":"basic","reads":true,"writes":true,"compressed":false,"alpha":true,"animation":false,"options":[{"name":"depth","values":["uchar","ushort","float"],"type":"choice","unit":"","doc":"8 bit, 16 bit or 32 bit float a sample; without it as the pixels are"},{"name":"channels","min":3,"max":4,"type":"integer","unit":"","doc":"3: RGB, alpha is laid on black; 4: RGBA, opaque where there was none; without it as the pixels are"}],"doc":"Samples without a file format: row by row from the top, channels interleaved; 8 bit, 16 bit or float little-endian. Sample c of pixel (x, y) is number (y × width + x) × channels + c."},
];

/** One row an operation. */
export const ops = [
  {"name":"autoOrient","aliases":[],"positional":[],"fields":[],"doc":"Turns the image upright by its orientation tag. It already happens before the first step unless input.autoOrient is false."},
  {"name":"bandbool","aliases":[],"positional":["boolOp"],"fields":[{"name":"boolOp","values":["and","or","eor"],"type":"choice","required":true,"unit":"","doc":"eor is exclusive or"}],"doc":"Joins all channels of a pixel, alpha too, into one grey, bit by bit. Floats become 16 bit."},
  {"name":"clahe","aliases":[],"positional":[],"fields":[{"name":"width","min":1,"max":65536,"type":"integer","required":true,"unit":"pixels","doc":"of the window; at most the image's"},{"name":"height","min":1,"max":65536,"type":"integer","required":true,"unit":"pixels","doc":"of the window; at most the image's"},{"name":"maxSlope","min":0,"max":100,"type":"integer","default":3,"unit":"pixels","doc":"that count at most of each of 256 levels, the rest is spread over all; 0: no limit"}],"doc":"Equalises each colour channel by the histogram of the window around each pixel (at width ÷ 2, height ÷ 2 of it), the image mirrored at its borders. Alpha stays. 16 bit and floats are counted in 256 levels and placed within them."},
  {"name":"ensureAlpha","aliases":[],"positional":["alpha"],"fields":[{"name":"alpha","min":0,"max":1,"type":"number","default":1,"unit":"","doc":"of the alpha that is added: 0 is transparent, 1 opaque"}],"doc":"Adds alpha where there is none; alpha that is there stays."},
  {"name":"extractChannel","aliases":[],"positional":["channel"],"fields":[{"name":"channel","min":0,"max":4,"values":["red","green","blue","alpha"],"type":"index","required":true,"unit":"","doc":"by name or place; alpha is the last channel, red, green and blue of a grey image are its grey"}],"doc":"Makes a grey image of one channel."},
  {"name":"flatten","aliases":[],"positional":[],"fields":[{"name":"background","type":"colour","default":"#000000","unit":"","doc":"what lies below; its own alpha is ignored"}],"doc":"Composes the image onto a colour and drops its alpha. Opaque images stay as they are."},
  {"name":"gamma","aliases":[],"positional":["gamma","gammaOut"],"fields":[{"name":"gamma","min":1,"max":3,"type":"number","default":2.2,"unit":"","doc":"darkens: sample to the power of it"},{"name":"gammaOut","min":1,"max":3,"type":"number","unit":"","doc":"brightens: to the power of 1 by it; absent: gamma"}],"doc":"Darkens by `gamma`, cuts to whole numbers, then brightens by `gammaOut`, as sharp does around its other steps. Here it is one step: to have others between, write `gamma(2.2, 1)` before them and `gamma(1, 2.2)` behind. Alpha stays."},
  {"name":"greyscale","aliases":["grayscale"],"positional":["greyscale"],"fields":[{"name":"greyscale","type":"boolean","default":true,"unit":"","doc":"false: the image stays as it is"}],"doc":"Grey with the colour's luminance in linear light (Rec. 709), in one channel; alpha and depth stay."},
  {"name":"linear","aliases":[],"positional":["a","b"],"fields":[{"name":"a","min":-1000000000,"max":1000000000,"least":1,"most":5,"type":"numbers","unit":"","doc":"factors: one, one a colour, or one a channel with alpha; absent: 1"},{"name":"b","min":-1000000000,"max":1000000000,"least":1,"most":5,"type":"numbers","unit":"","doc":"what is added, as many as factors; white is 255, 65535 at 16 bit, 1 in floats; absent: 0"}],"doc":"Makes a × sample + b of each sample, cut to a whole number. Alpha stays, unless it has numbers of its own."},
  {"name":"modulate","aliases":[],"positional":[],"fields":[{"name":"brightness","min":0,"max":1000000,"type":"number","default":1,"unit":"","doc":"factor of the lightness"},{"name":"saturation","min":0,"max":1000000,"type":"number","default":1,"unit":"","doc":"factor of the chroma"},{"name":"hue","min":-1000000000,"max":1000000000,"type":"integer","default":0,"unit":"degrees","doc":"by which hues turn"},{"name":"lightness","min":-1000000,"max":1000000,"type":"number","default":0,"unit":"of 100","doc":"added to the lightness"}],"doc":"Changes brightness, saturation, hue and lightness, in CIELAB (D65). What leaves sRGB is cut; alpha stays."},
  {"name":"negate","aliases":[],"positional":["negate"],"fields":[{"name":"negate","type":"boolean","default":true,"unit":"","doc":"false: the image stays as it is"},{"name":"alpha","type":"boolean","default":true,"unit":"","doc":"alpha too"}],"doc":"Makes the negative: white less each sample. Alpha is negated too, unless `alpha` is false."},
  {"name":"normalise","aliases":["normalize"],"positional":[],"fields":[{"name":"lower","min":0,"max":99,"type":"number","default":1,"unit":"percent","doc":"of the pixels are darker than what becomes black"},{"name":"upper","min":1,"max":100,"type":"number","default":99,"unit":"percent","doc":"are darker than what becomes white; more than lower"}],"doc":"Stretches CIELAB's lightness so that it reaches from black to white; chroma and alpha stay. The ends are whole steps of lightness; an image with no more than one step between them stays as it is."},
  {"name":"recomb","aliases":[],"positional":["matrix"],"fields":[{"name":"matrix","min":-1000000,"max":1000000,"least":9,"most":16,"type":"numbers","required":true,"unit":"","doc":"3 × 3 for red, green and blue, or 4 × 4 with alpha; row by row, a row for each channel that comes out"}],"doc":"Makes each channel a sum of all, cut to whole numbers. Grey becomes colour first; a matrix for four channels adds alpha."},
  {"name":"removeAlpha","aliases":[],"positional":[],"fields":[],"doc":"Drops alpha; colours stay as they are under it. `flatten` composes them onto a background instead."},
  {"name":"resize","aliases":[],"positional":["width","height"],"fields":[{"name":"width","min":1,"max":1000000,"type":"integer","unit":"pixels","doc":"absent: follows from the height"},{"name":"height","min":1,"max":1000000,"type":"integer","unit":"pixels","doc":"absent: follows from the width"},{"name":"fit","values":["cover","contain","fill","inside","outside"],"type":"choice","default":"cover","unit":"","doc":"cover crops, contain pads, fill stretches, inside and outside keep the aspect within or around the box"},{"name":"position","values":["centre","center","top","north","right top","northeast","right","east","right bottom","southeast","bottom","south","left bottom","southwest","left","west","left top","northwest"],"type":"choice","default":"centre","unit":"","doc":"what a crop keeps, or where padding leaves the image"},{"name":"kernel","values":["nearest","linear","cubic","mitchell","lanczos2","lanczos3"],"type":"choice","default":"lanczos3","unit":"","doc":"the interpolation"},{"name":"background","type":"colour","default":"#000000","unit":"","doc":"the padding of contain"},{"name":"withoutEnlargement","type":"boolean","default":false,"unit":"","doc":"never larger than the input"},{"name":"withoutReduction","type":"boolean","default":false,"unit":"","doc":"never smaller than the input"}],"doc":"Resizes to width × height. With one of both, the other follows from the aspect ratio."},
  {"name":"threshold","aliases":[],"positional":["threshold"],"fields":[{"name":"threshold","min":0,"max":255,"type":"integer","default":128,"unit":"","doc":"what is at least as bright becomes white; of 255 at every depth; 0: the image stays as it is"},{"name":"greyscale","type":"boolean","default":true,"unit":"","doc":"of the grey; false: of each channel"},{"name":"grayscale","type":"boolean","default":true,"unit":"","doc":"the same by its other spelling"}],"doc":"Makes white of what is at least as bright as the threshold, black of the rest. Alpha becomes opaque or transparent by the same rule, as in sharp."},
  {"name":"tint","aliases":[],"positional":["tint"],"fields":[{"name":"tint","type":"colour","required":true,"unit":"","doc":"the colour; its own lightness and alpha are ignored"}],"doc":"Gives the image's lightness the chroma of a colour, in CIELAB (D65): all of it at middle grey, none at black and white. Grey images become coloured; alpha stays."},
  {"name":"toColourspace","aliases":["toColorspace","pipelineColourspace","pipelineColorspace"],"positional":["space"],"fields":[{"name":"space","values":["srgb","b-w","rgb16","grey16"],"type":"choice","required":true,"unit":"","doc":"srgb and rgb16 have three channels of 8 and 16 bit, b-w and grey16 one; alpha stays beside them"}],"doc":"Colour or grey, 8 or 16 bit, for the steps that follow and the output. A grey has the colour's luminance in linear light (Rec. 709), as sharp's has."},
  {"name":"unflatten","aliases":[],"positional":[],"fields":[],"doc":"Makes transparent what is white, by its grey at the image's depth; alpha elsewhere stays, or is opaque where there was none."},
];

/** The recipe's `input`. */
export const input = [
  {"name":"autoOrient","type":"boolean","default":true,"unit":"","doc":"turn upright by the orientation tag before step 1"},
  {"name":"animated","type":"boolean","default":true,"unit":"","doc":"all frames, where the output can carry them; else the first"},
  {"name":"page","min":0,"max":1000000,"type":"integer","default":0,"unit":"","doc":"the frame or page to begin with"},
  {"name":"density","min":1,"max":100000,"type":"number","default":72,"unit":"pixels an inch","doc":"at which a drawing (SVG) has its own size: 144 doubles it"},
  {"name":"fonts","most":32,"type":"files","unit":"","doc":"TrueType and OpenType files for text in drawings (SVG); the first stands in for families that are not among them"},
  {"name":"failOn","values":["none","truncated","error","warning"],"type":"choice","default":"truncated","unit":"","doc":"the damage that is an error: none takes what can be decoded, warning refuses the slightest"},
  {"name":"limits","fields":[{"name":"pixels","min":1,"max":9007199254740991,"type":"integer","default":268402689,"unit":"pixels","doc":"width × height × frames"},{"name":"side","min":1,"max":9007199254740991,"type":"integer","default":100000,"unit":"pixels","doc":"width or height"},{"name":"frames","min":1,"max":9007199254740991,"type":"integer","default":10000,"unit":"frames","doc":"frames or pages"},{"name":"memory","min":1,"max":9007199254740991,"type":"integer","default":2147483648,"unit":"bytes","doc":"bytes that one job may hold decoded"},{"name":"metadata","min":0,"max":9007199254740991,"type":"integer","default":16777216,"unit":"bytes","doc":"bytes of metadata that are kept"},{"name":"scans","min":1,"max":9007199254740991,"type":"integer","default":500,"unit":"scans","doc":"scans of a progressive JPEG"},{"name":"fonts","min":0,"max":9007199254740991,"type":"integer","default":33554432,"unit":"bytes","doc":"bytes of the fonts that are given, all together"}],"type":"object","unit":"","doc":"what the image may be and use"},
];

/** The recipe's `input.limits`. */
export const limits = [
  {"name":"pixels","min":1,"max":9007199254740991,"type":"integer","default":268402689,"unit":"pixels","doc":"width × height × frames"},
  {"name":"side","min":1,"max":9007199254740991,"type":"integer","default":100000,"unit":"pixels","doc":"width or height"},
  {"name":"frames","min":1,"max":9007199254740991,"type":"integer","default":10000,"unit":"frames","doc":"frames or pages"},
  {"name":"memory","min":1,"max":9007199254740991,"type":"integer","default":2147483648,"unit":"bytes","doc":"bytes that one job may hold decoded"},
  {"name":"metadata","min":0,"max":9007199254740991,"type":"integer","default":16777216,"unit":"bytes","doc":"bytes of metadata that are kept"},
  {"name":"scans","min":1,"max":9007199254740991,"type":"integer","default":500,"unit":"scans","doc":"scans of a progressive JPEG"},
  {"name":"fonts","min":0,"max":9007199254740991,"type":"integer","default":33554432,"unit":"bytes","doc":"bytes of the fonts that are given, all together"},
];

/** What describes raw input. */
export const raw = [
  {"name":"width","min":1,"max":4294967295,"type":"integer","required":true,"unit":"pixels","doc":"columns"},
  {"name":"height","min":1,"max":4294967295,"type":"integer","required":true,"unit":"pixels","doc":"rows"},
  {"name":"channels","min":1,"max":4,"type":"integer","required":true,"unit":"","doc":"1 grey, 2 grey and alpha, 3 RGB, 4 RGBA; alpha is straight"},
  {"name":"depth","values":["uchar","ushort","float"],"type":"choice","default":"uchar","unit":"","doc":"8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1"},
];

/** The recipe's `outputs[].metadata`. */
export const metadata = [
  {"name":"keepExif","type":"boolean","default":false,"unit":"","doc":"keep the input's EXIF; its orientation becomes 1 where it was applied"},
  {"name":"keepIccProfile","type":"boolean","default":false,"unit":"","doc":"keep the input's own colours and their profile, instead of sRGB"},
  {"name":"keepXmp","type":"boolean","default":false,"unit":"","doc":"keep the input's XMP packet"},
  {"name":"keepIptc","type":"boolean","default":false,"unit":"","doc":"keep the input's IPTC records"},
  {"name":"exif","type":"tags","unit":"","doc":"tags to set: IFD0 the image, IFD2 how and IFD3 where it was taken"},
  {"name":"xmp","max":16777216,"type":"text","unit":"","doc":"an XMP packet to set, as XML"},
  {"name":"icc","max":16777216,"type":"text","unit":"","doc":"convert to this profile and attach it: srgb, p3, or an RGB or grey ICC profile in base64"},
  {"name":"density","min":1,"max":65535,"type":"number","unit":"pixels an inch","doc":"the print size to note"},
];

/** How an entry of an archive is packed. */
export const archive = [
  {"name":"level","min":0,"max":9,"type":"integer","default":6,"unit":"","doc":"0 stores, 1 is quick, 9 small"},
  {"name":"store","values":["auto","always","never"],"type":"choice","default":"auto","unit":"","doc":"auto stores what is compressed already, or would not become smaller"},
];

/** Options of what reads archives. */
export const unzip = [
  {"name":"strict","type":"boolean","default":false,"unit":"","doc":"refuse what is otherwise only warned of"},
  {"name":"allow","values":["DuplicateName","HeaderMismatch","BytesAfterData","PrefixBytes","TrailingBytes","GapBytes","BackslashName","SimilarName","DeceptiveName","UnsafeName","SpecialFile","ReservedName"],"type":"words","unit":"","doc":"rules that the archive may break: the codes of the errors"},
  {"name":"limits","fields":[{"name":"entries","min":1,"max":9007199254740991,"type":"integer","default":1000000,"unit":"entries","doc":"entries"},{"name":"directory","min":1,"max":9007199254740991,"type":"integer","default":268435456,"unit":"bytes","doc":"the directory, which is held in memory while it is read"},{"name":"bytes","min":1,"max":9007199254740991,"type":"integer","default":68719476736,"unit":"bytes","doc":"all entries together"},{"name":"entryBytes","min":1,"max":9007199254740991,"type":"integer","default":17179869184,"unit":"bytes","doc":"one entry"},{"name":"ratio","min":1,"max":9007199254740991,"type":"integer","default":500,"unit":"","doc":"an entry's bytes for each byte of its data, where it has over 32 MiB"}],"type":"object","unit":"","doc":"what an archive may hold"},
];

/** What `deflate` and `zlib` accept. */
export const compress = [
  {"name":"level","min":0,"max":9,"type":"integer","default":6,"unit":"","doc":"0 stores, 1 is quick, 9 small"},
];

/** What `gzip` accepts. */
export const gzip = [
  {"name":"level","min":0,"max":9,"type":"integer","default":6,"unit":"","doc":"0 stores, 1 is quick, 9 small"},
  {"name":"mtime","min":0,"max":4294967295000,"type":"integer","default":0,"unit":"milliseconds since 1970","doc":"the time that the header tells, in whole seconds; 0 tells none"},
  {"name":"filename","max":65535,"type":"text","unit":"","doc":"a name in the header, in Latin-1"},
  {"name":"comment","max":65535,"type":"text","unit":"","doc":"a comment in the header, in Latin-1"},
];

/** What the calls that inflate accept. */
export const inflate = [
  {"name":"maxOutputBytes","min":0,"max":9007199254740991,"type":"integer","default":2147483648,"unit":"bytes","doc":"more than this is OutputLimit"},
];

/** What becomes of names that cannot stay as they are. */
export const naming = [
  {"name":"unsafeNames","values":["refuse","mend"],"type":"choice","default":"refuse","unit":"","doc":"what a name with .., a drive, a leading slash, a NUL or a Windows device (CON, COM1) is: an error, or made safe"},
  {"name":"duplicates","values":["refuse","number"],"type":"choice","default":"refuse","unit":"","doc":"what an equal name is: an error, or given ' (2)', then also if only letter case differs"},
];

/** One row an error code. */
export const codes = {
  UnknownFormat: {"kind":"Unsupported","message":"expected an image, found {found}","doc":"The first bytes are of no format that pixmill knows. Check that the file is what its name says."},
  UnsupportedFormat: {"kind":"Unsupported","message":"cannot {op} {format}[: {reason}]","doc":"The format is known, but this direction is not supported. Choose another format."},
  UnsupportedFeature: {"kind":"Unsupported","message":"{format} feature not supported: {found}","doc":"The file uses a part of its format that no decoder here reads."},
  EmptyInput: {"kind":"Malformed","message":"expected an image, found 0 bytes","doc":"The input holds no bytes."},
  TruncatedImage: {"kind":"Malformed","message":"{format} image ends early[: {reason}]","doc":"The file was cut off. Fetch it again, or pass failOn: 'none' to take what is there."},
  CorruptImage: {"kind":"Malformed","message":"{format} image is damaged[: {reason}]","doc":"The file breaks its own format's rules."},
  DecoderPanicked: {"kind":"Malformed","message":"the {format} decoder gave up on a damaged image","doc":"A decoder hit a bug on damaged input; the job was isolated and nothing else was lost."},
  InvalidOption: {"kind":"InvalidOption","message":"expected {expected}[ for {path}], found {found}","doc":"An option has a wrong name, type or value."},
  PixelLimit: {"kind":"LimitExceeded","message":"image has {found} pixels, over the limit of {limit}[; raise {option} to allow it]","doc":"Width × height × frames is over limits.pixels."},
  SideLimit: {"kind":"LimitExceeded","message":"image is {found} pixels on a side, over the limit of {limit}[; raise {option} to allow it]","doc":"Width or height is over limits.side."},
  FrameLimit: {"kind":"LimitExceeded","message":"image has more than {limit} frames[; raise {option} to allow it]","doc":"Frames are over limits.frames."},
  ScanLimit: {"kind":"LimitExceeded","message":"image has more than {limit} scans","doc":"A progressive JPEG with absurdly many scans."},
  MemoryLimit: {"kind":"LimitExceeded","message":"needs {found} bytes, over the limit of {limit}[; raise {option} to allow it]","doc":"One job would need more memory than limits.memory, or the system refused it."},
  MetadataLimit: {"kind":"LimitExceeded","message":"{format} image carries {found} bytes of metadata, over the limit of {limit}[; raise {option} to allow it]","doc":"ICC, EXIF, XMP and IPTC together are over limits.metadata."},
  MetadataDropped: {"kind":"Unsupported","message":"{format} cannot carry {found}[: {reason}]","doc":"A warning: the output was written without this metadata. Choose another format, or less of it."},
  InputLimit: {"kind":"LimitExceeded","message":"input has {found} bytes, over the limit of {limit}[; raise {option} to allow it]","doc":"The input is larger than limits.input."},
  OutputLimit: {"kind":"LimitExceeded","message":"output passes {limit} bytes[; raise {option} to allow it]","doc":"What was inflated or encoded is larger than limits.output."},
  SizeLimit: {"kind":"LimitExceeded","message":"expected width and height from 1 to {limit} for {format}, found {found}","doc":"The output format cannot carry an image of this size. Resize first."},
  WasmMemory: {"kind":"LimitExceeded","message":"out of memory in WebAssembly[ during {stage}]","doc":"The job does not fit the 4 GiB of a wasm instance. Use the native backend or a smaller image."},
  Aborted: {"kind":"Aborted","message":"the operation was aborted","doc":"The caller's signal fired, or close() was called."},
  Timeout: {"kind":"Timeout","message":"timed out after {limit} ms","doc":"timeoutMs passed."},
  NotFound: {"kind":"Io","message":"no such file or folder: {path}","doc":"Check the path."},
  IsDirectory: {"kind":"Io","message":"expected a file, found a folder: {path}","doc":"Give a file, or use the command line, which recurses into folders."},
  PermissionDenied: {"kind":"Io","message":"permission denied: {path}","doc":"Check the permissions of the file, or of the runtime."},
  AlreadyExists: {"kind":"Io","message":"already exists: {path}","doc":"Pass overwrite: true to replace it."},
  DiskFull: {"kind":"Io","message":"no space left: {path}","doc":"Free some space; nothing was left under the final name."},
  IoFailed: {"kind":"Io","message":"input or output failed[: {reason}]","doc":"The system's own error is in cause."},
  FetchFailed: {"kind":"Io","message":"expected a response with status 200, found {found}","doc":"The Response given as input is not ok."},
  Panicked: {"kind":"Internal","message":"internal error[ during {stage}][: {reason}]","doc":"A bug in pixmill. Please report it with the input."},
  WorkerLost: {"kind":"Internal","message":"a worker stopped unexpectedly[: {reason}]","doc":"The worker was replaced; only its job was lost."},
  QueueFull: {"kind":"QueueFull","message":"the queue holds {found}, its limit is {limit}","doc":"Await results before starting more, or raise queueLimit."},
  BackendUnavailable: {"kind":"Unavailable","message":"no backend could be loaded[: {reason}]","doc":"Each attempt's reason and the command to type are in the message."},
  NotReady: {"kind":"Unavailable","message":"expected await ready() before a synchronous call","doc":"In browsers the module loads asynchronously."},
  Unavailable: {"kind":"Unavailable","message":"{op} is not available in this runtime","doc":"The runtime lacks what this call needs."},
  AlreadyStarted: {"kind":"Closed","message":"expected configure() before the first job","doc":"Backend and URLs are fixed once a job has run. Use createPixmill for another instance."},
  Closed: {"kind":"Closed","message":"already closed[: {reason}]","doc":"The instance, writer or archive was closed or aborted, or the batch was run."},
  NotConsumed: {"kind":"Closed","message":"expected a sink or a reader for the archive within 30 s","doc":"zip() without a sink fills z.readable; read it, or pass a sink."},
  AllFailed: {"kind":"Malformed","message":"all {found} images failed","doc":"Nothing was written; each item's error is in errors."},
  CrcMismatch: {"kind":"Malformed","message":"[{path}: ]expected CRC-32 {expected}, found {found}","doc":"The bytes are not what was archived or compressed."},
  SizeMismatch: {"kind":"Malformed","message":"[{path}: ]expected {expected} bytes, found {found}","doc":"The size is not what the archive or gzip's trailer says."},
  AdlerMismatch: {"kind":"Malformed","message":"expected Adler-32 {expected}, found {found}","doc":"The bytes are not what was compressed."},
  CorruptHeader: {"kind":"Malformed","message":"expected a {format} header[: {reason}]","doc":"The data is of another form, or its header is damaged."},
  TruncatedData: {"kind":"Malformed","message":"compressed data ends early","doc":"The data was cut off. Fetch it again."},
  TrailingData: {"kind":"Malformed","message":"bytes follow the end of the compressed data","doc":"Behind the end there may be zeros in gzip, and nothing else."},
  WrongDictionary: {"kind":"InvalidOption","message":"expected the dictionary with Adler-32 {expected}, found {found}","doc":"The data was compressed with a preset dictionary: pass the same one."},
  NotAnArchive: {"kind":"Malformed","message":"expected a ZIP archive[: {reason}]","doc":"No end record was found."},
  CorruptArchive: {"kind":"Malformed","message":"archive is damaged[: {reason}]","doc":"The archive breaks the format's rules."},
  CorruptDeflate: {"kind":"Malformed","message":"compressed data is damaged[: {reason}]","doc":"The deflate stream cannot be inflated."},
  UnsupportedMethod: {"kind":"Unsupported","message":"{path}: method {found} is not supported","doc":"Entries are read that are stored, deflated or of deflate64, and encrypted by AES or ZipCrypto."},
  SizeUnknown: {"kind":"Unsupported","message":"{path}: the entry's size is behind its data, whose end nothing tells","doc":"A stream cannot be read so: pass bytes, a Blob or a path."},
  Encrypted: {"kind":"InvalidOption","message":"{path}: expected a password, the entry is encrypted","doc":"Pass password."},
  WrongPassword: {"kind":"InvalidOption","message":"{path}: the password is wrong","doc":"Pass another. With ZipCrypto, damaged data cannot be told from a wrong password."},
  AuthenticationFailed: {"kind":"Malformed","message":"{path}: the encrypted data was changed","doc":"Its authentication code is not that of its bytes."},
  Overlap: {"kind":"Malformed","message":"{path}: entries overlap","doc":"Two entries claim the same bytes: a bomb, or damage."},
  UnsafeName: {"kind":"Malformed","message":"expected a relative name without .., found {found}","doc":"The name could leave the target folder."},
  ReservedName: {"kind":"Malformed","message":"expected a name that every system takes as it is, found {found}","doc":"Windows takes the name for a device or a stream, or drops its end. Allowed, unzipTo writes it where the system is another."},
  DeceptiveName: {"kind":"Malformed","message":"expected a name that is what it shows, found {found}","doc":"It has control characters, marks that change the direction of writing, broken UTF-8 or a second name. Show names escaped."},
  BackslashName: {"kind":"Malformed","message":"expected slashes in a name, found {found}","doc":"They are read as slashes."},
  SimilarName: {"kind":"Malformed","message":"{path} and {found} are one place where letter case and composition do not count","doc":"Some file systems keep only one of them."},
  AmbiguousArchive: {"kind":"Malformed","message":"archive can be read in two ways[: {reason}]","doc":"Two readers would find different entries in it. Ask its maker for another."},
  HeaderMismatch: {"kind":"Malformed","message":"{path}: {op} differs between the directory and the local header: expected {expected}, found {found}","doc":"Two readers would read the entry differently. Allowed, the directory is believed."},
  BytesAfterData: {"kind":"Malformed","message":"{path}: {found} bytes follow the end of the compressed data","doc":"The entry's data is longer than what it unpacks to. Allowed, they are passed over."},
  PrefixBytes: {"kind":"Malformed","message":"{found} bytes before the archive","doc":"Self-extracting archives have a program there."},
  TrailingBytes: {"kind":"Malformed","message":"{found} bytes after the archive","doc":"Something was added to the file, or it was not cut."},
  GapBytes: {"kind":"Malformed","message":"{found} bytes between {path} and what follows it belong to no entry","doc":"A signing block, a deleted entry, or something hidden."},
  SpecialFile: {"kind":"Unsupported","message":"{path} is a symbolic link or a device, which is not extracted","doc":"A warning of unzipTo, and an error when strict. Read the entry to see where a link leads."},
  SymbolicLink: {"kind":"Io","message":"{path} is a symbolic link, which is not followed","doc":"It was in the folder before, and would lead elsewhere. Remove it, or choose another folder."},
  DuplicateName: {"kind":"Malformed","message":"duplicate entry {found}","doc":"Two entries have one name."},
  NoSuchEntry: {"kind":"InvalidOption","message":"no entry {found} in the archive","doc":"List the entries to see their names."},
  ArchiveLimit: {"kind":"LimitExceeded","message":"[{path}: ]archive holds {found} {op}, over the limit of {limit}[; raise {option} to allow it]","doc":"The archive passes a limit on entries, bytes or ratio."},
};
