# How libaom is compiled natively (.cargo/config.toml): as in a release, whatever the profile of the Rust around it is. Its
# debug build is too slow for tests, and the build script of libaom-sys hands no other setting on.
set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
# Conversions of its command line tools: not used.
set(CONFIG_LIBYUV 0 CACHE STRING "")
set(CONFIG_WEBM_IO 0 CACHE STRING "")
# Its AVX2 convolutions, for moving pictures, are under another licence.
set(CONFIG_SVT_AV1 0 CACHE STRING "")
# Compiled once where it is built for several profiles, if there is ccache: their folders differ, the code does not.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=/ CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
