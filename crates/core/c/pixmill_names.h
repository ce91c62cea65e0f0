/**
 * Put before every C file (.cargo/config.toml, crates/xtask/src/c_env.rs): C's functions whose results differ between
 * systems, under the names of core's own (crates/core/src/codecs/c_names.rs). It includes nothing, so that a file can
 * still choose its feature macros; a system's own declaration of such a name then declares ours once more.
 */
#if !defined(PIXMILL_NAMES_H) && !defined(__ASSEMBLER__)
#define PIXMILL_NAMES_H

#ifdef __cplusplus
extern "C" {
#endif

double pixmill_exp(double x);
double pixmill_log(double x);
double pixmill_log10(double x);
double pixmill_log1p(double x);
double pixmill_log2(double x);
double pixmill_pow(double x, double y);
double pixmill_sin(double x);
double pixmill_cos(double x);
double pixmill_tanh(double x);
float pixmill_expf(float x);
float pixmill_logf(float x);
float pixmill_log1pf(float x);
float pixmill_powf(float x, float y);
void pixmill_qsort(void *base, __SIZE_TYPE__ count, __SIZE_TYPE__ size, int (*compare)(const void *, const void *));

#ifdef __cplusplus
}
#endif

#define exp(x) pixmill_exp(x)
#define log(x) pixmill_log(x)
#define log10(x) pixmill_log10(x)
#define log1p(x) pixmill_log1p(x)
#define log2(x) pixmill_log2(x)
#define pow(x, y) pixmill_pow(x, y)
#define sin(x) pixmill_sin(x)
#define cos(x) pixmill_cos(x)
#define tanh(x) pixmill_tanh(x)
#define expf(x) pixmill_expf(x)
#define logf(x) pixmill_logf(x)
#define log1pf(x) pixmill_log1pf(x)
#define powf(x, y) pixmill_powf(x, y)
#define qsort(base, count, size, compare) pixmill_qsort(base, count, size, compare)

#endif
