# Where no installed library fits (WebAssembly), the same names from Debian's sources: PkgConfig::SODIUM,
# GTest::gtest, GTest::gmock, GTest::gtest_main.
enable_language(C)
set(CMAKE_EXECUTABLE_SUFFIX .wasm)
set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})

# libsodium, as deps/libsodium_source unpacked it.  Its configure script finds out what a system has; of
# this one it is known.
file(GLOB sodium_dir ${PROJECT_BINARY_DIR}/source/libsodium-*/src/libsodium)
if(NOT sodium_dir)
  message(FATAL_ERROR "No libsodium source: run deps/libsodium_source ${PROJECT_BINARY_DIR}/source")
endif()
file(GLOB_RECURSE sodium_sources ${sodium_dir}/*.c)
add_library(eq_sodium STATIC ${sodium_sources})
file(COPY ${sodium_dir}/../../builds/msvc/version.h DESTINATION ${sodium_dir}/include/sodium)
target_include_directories(eq_sodium SYSTEM PUBLIC ${sodium_dir}/include PRIVATE ${sodium_dir}/include/sodium)
target_compile_definitions(eq_sodium PRIVATE CONFIGURED=1 HAVE_EXPLICIT_BZERO HAVE_WEAK_SYMBOLS _WASI_EMULATED_SIGNAL)
target_compile_options(eq_sodium PRIVATE -w)
target_link_options(eq_sodium PUBLIC -lwasi-emulated-signal)
add_library(PkgConfig::SODIUM ALIAS eq_sodium)

# Tests are for what the libraries do, not for speed of their own.
set(EQ_TEST_FLAGS -O1)

# GoogleTest without threads, exceptions, child processes or the redirection of its output.
set(gtest /usr/src/googletest)
add_library(eq_gtest STATIC EXCLUDE_FROM_ALL ${gtest}/googletest/src/gtest-all.cc
            ${gtest}/googlemock/src/gmock-all.cc ${gtest}/googlemock/src/gmock_main.cc)
target_include_directories(eq_gtest SYSTEM PUBLIC ${gtest}/googletest/include ${gtest}/googlemock/include
                           PRIVATE ${gtest}/googletest ${gtest}/googlemock)
target_compile_definitions(eq_gtest PUBLIC GTEST_HAS_PTHREAD=0 GTEST_HAS_STREAM_REDIRECTION=0)
target_compile_options(eq_gtest PRIVATE -w ${EQ_TEST_FLAGS})
add_library(GTest::gtest ALIAS eq_gtest)
add_library(GTest::gmock ALIAS eq_gtest)
add_library(GTest::gtest_main ALIAS eq_gtest)
