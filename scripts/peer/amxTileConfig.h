/*
 * Included before each C++ file of llama.cpp by buildServer.ts.
 *
 * The _tile_loadconfig of GCC 12 declares that it reads 8 of the 64 bytes of a tile configuration.
 * The optimizer then drops the stores to the other ones, and llama-server ends with a general
 * protection fault on CPUs with AMX.
 */
#if defined(__AMX_TILE__) && defined(__GNUC__) && !defined(__clang__)
#include <immintrin.h>
#define _tile_loadconfig(config) \
    __asm__ volatile("ldtilecfg\t%X0" ::"m"(*(const char(*)[64])(config)))
#endif
