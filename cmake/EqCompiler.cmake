# Flags for every target.  EQ_SANITIZE builds with ASan, UBSan and libFuzzer instrumentation (clang).
option(EQ_WERROR "Treat warnings as errors" OFF)
option(EQ_SANITIZE "AddressSanitizer + UndefinedBehaviorSanitizer, and the fuzz targets" OFF)
option(EQ_TSAN "ThreadSanitizer" OFF)

add_compile_options(-Wall -Wextra -Wnon-virtual-dtor -Wimplicit-fallthrough -Wundef)
if(NOT EQ_WASM)  # where return addresses are out of reach and there is no frame to walk
  add_compile_options(-fno-omit-frame-pointer -fstack-protector-strong)
endif()
# GCC 12 reports moved-from std::variant alternatives as uninitialised; clang's analysis and the
# sanitizers look for the real thing.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options(-Wno-maybe-uninitialized)
  if(CMAKE_BUILD_TYPE STREQUAL Release)
    # At -O3 it also sees overruns inside std::vector's own copies that cannot happen.
    add_compile_options(-Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict)
  endif()
endif()
if(EQ_WERROR)
  add_compile_options(-Werror)
endif()
if(EQ_SANITIZE)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    message(FATAL_ERROR "EQ_SANITIZE needs clang (libFuzzer): use the asan preset")
  endif()
  add_compile_options(-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
elseif(EQ_TSAN)
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
endif()

find_program(EQ_CCACHE ccache)
if(EQ_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
      CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros ${EQ_CCACHE})
endif()

# eq_precompile(TARGET HEADER ...): what nearly every file of a target includes is read once.  Only for
# the sanitizers, whose build is the longest: GCC's and an editor's see each file as it stands, so
# that an include which was forgotten shows.
function(eq_precompile target)
  if(EQ_SANITIZE)
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")  # for ccache
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()
find_program(EQ_MOLD mold)
if(EQ_MOLD AND NOT EQ_WASM)
  add_link_options(-fuse-ld=mold)
endif()
