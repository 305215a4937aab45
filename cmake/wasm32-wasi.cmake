# Toolchain file: WebAssembly with WASI's C library, from Debian's clang (deps/debian.txt).
# The core is built without exceptions, threads or files; one instance serves one thread.
set(CMAKE_SYSTEM_NAME Generic)  # CMake 3.25 does not know WASI by name
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(EQ_WASM ON)

# Only one version's libc++ for wasm32 can be installed, so the compiler must be of that version.
file(GLOB EQ_WASM_LIBCXX /usr/share/doc/libc++-*-dev-wasm32)
string(REGEX MATCH "[0-9]+" EQ_WASM_LLVM "${EQ_WASM_LIBCXX}")
find_program(EQ_WASM_CC clang-${EQ_WASM_LLVM} REQUIRED)
find_program(EQ_WASM_CXX clang++-${EQ_WASM_LLVM} REQUIRED)
find_program(EQ_WASM_LD wasm-ld-${EQ_WASM_LLVM} REQUIRED)
set(CMAKE_C_COMPILER ${EQ_WASM_CC})
set(CMAKE_CXX_COMPILER ${EQ_WASM_CXX})
# Not wasm32-wasip1: under that name clang finds the host's C headers.
set(CMAKE_C_COMPILER_TARGET wasm32-wasi)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_C_FLAGS_INIT "-Wno-deprecated")  # says that the name is old
set(CMAKE_CXX_FLAGS_INIT "-Wno-deprecated -fno-exceptions")
# clang would run any wasm-opt it finds on the path: what is built must not depend on that.
set(CMAKE_EXE_LINKER_FLAGS_INIT "--no-wasm-opt -Wl,--strip-all -Wl,-z,stack-size=1048576")

set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE NEVER)
