# eq_room(NAME DEPS ...): one library from the sources of this folder, and what goes with it.
#   *_test.cpp           unit tests, one executable per room
#   *_vectors_test.cpp   tests against official vectors, CTest label "vectors"
#   *_fuzz.cpp           one fuzz target each (built with EQ_SANITIZE)
#   *_bench.cpp          rows for `equipoise bench NAME`
# THREAD_TESTS are those of the tests that start threads.
# PREFIX is "eq" for library rooms and "party" for parties.  In another project's tree: the library alone.
function(eq_room name)
  cmake_parse_arguments(ARG "" "PREFIX" "DEPS;PRIVATE_DEPS;TEST_DEPS;THREAD_TESTS" ${ARGN})
  if(NOT ARG_PREFIX)
    set(ARG_PREFIX eq)
  endif()
  set(target ${ARG_PREFIX}_${name})

  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  file(GLOB tests CONFIGURE_DEPENDS *_test.cpp)
  file(GLOB vectors CONFIGURE_DEPENDS *_vectors_test.cpp)
  file(GLOB fuzzers CONFIGURE_DEPENDS *_fuzz.cpp)
  file(GLOB benches CONFIGURE_DEPENDS *_bench.cpp)
  list(REMOVE_ITEM sources ${tests} ${fuzzers} ${benches})
  list(REMOVE_ITEM tests ${vectors})

  if(NOT PROJECT_IS_TOP_LEVEL)
    unset(tests)
    unset(vectors)
    unset(fuzzers)
    unset(benches)
  endif()

  if(sources)
    set(scope PUBLIC)
    add_library(${target} STATIC ${sources})
    # libequipoise_client.so holds the libraries and the client's party; nobody outside replaces a function of theirs.
    if(NOT EQ_WASM AND NOT EQ_SANITIZE AND NOT EQ_TSAN AND (ARG_PREFIX STREQUAL "eq" OR name STREQUAL "client"))
      set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
      target_compile_options(${target} PRIVATE -fno-semantic-interposition)
    endif()
  else()
    set(scope INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  add_library(equipoise::${target} ALIAS ${target})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                             $<INSTALL_INTERFACE:include/equipoise>)
  target_link_libraries(${target} ${scope} ${ARG_DEPS})
  if(ARG_PRIVATE_DEPS AND sources)
    target_link_libraries(${target} PRIVATE ${ARG_PRIVATE_DEPS})
  endif()

  if(EQ_CRYPTO STREQUAL "sodium" AND "app_media" IN_LIST ARG_TEST_DEPS)
    # Only libraries are built: of the tests that reach up to picture files the golden ones remain.
    list(FILTER tests INCLUDE REGEX "/golden_test.cpp$")
    set(vectors)
    list(REMOVE_ITEM ARG_TEST_DEPS app_media)
  endif()
  if(EQ_CRYPTO STREQUAL "sodium" AND "eq_journeys" IN_LIST ARG_TEST_DEPS)
    set(tests)  # stories need every party, and so OpenSSL
  endif()

  if(EQ_WASM AND ARG_THREAD_TESTS)  # where there are no threads
    list(TRANSFORM ARG_THREAD_TESTS PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    list(REMOVE_ITEM tests ${ARG_THREAD_TESTS})
  endif()

  if(tests)
    add_executable(${target}_test ${tests})
    target_compile_options(${target}_test PRIVATE ${EQ_TEST_FLAGS})
    target_link_libraries(${target}_test ${target} eq_testing ${ARG_TEST_DEPS} GTest::gmock GTest::gtest_main)
    list(LENGTH tests how_many)
    if(how_many GREATER 3)
      eq_precompile(${target}_test <gmock/gmock.h>)
    endif()
    add_test(NAME ${name} COMMAND ${target}_test)
    set_tests_properties(${name} PROPERTIES LABELS "unit" TIMEOUT 1200)
  endif()
  if(vectors)
    add_executable(${target}_vectors_test ${vectors})
    target_compile_options(${target}_vectors_test PRIVATE ${EQ_TEST_FLAGS})
    target_link_libraries(${target}_vectors_test ${target} eq_testing ${ARG_TEST_DEPS} GTest::gmock eq_skipping_main)
    add_test(NAME ${name}_vectors COMMAND ${target}_vectors_test)
    set_tests_properties(${name}_vectors PROPERTIES LABELS "vectors" TIMEOUT 1200
                         SKIP_RETURN_CODE 77)
  endif()
  if(EQ_SANITIZE)
    foreach(fuzzer ${fuzzers})
      get_filename_component(stem ${fuzzer} NAME_WE)
      add_executable(${name}_${stem} ${fuzzer})
      target_link_libraries(${name}_${stem} ${target} eq_testing ${ARG_TEST_DEPS})
      target_link_options(${name}_${stem} PRIVATE -fsanitize=fuzzer)
      set_target_properties(${name}_${stem} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
    endforeach()
  endif()
  if(benches AND EQ_CRYPTO STREQUAL "openssl")  # their yardstick is OpenSSL's
    add_library(${target}_bench OBJECT ${benches})
    target_link_libraries(${target}_bench PUBLIC ${target} eq_bench eq_testing)
    set_property(GLOBAL APPEND PROPERTY EQ_BENCHES ${target}_bench)
  endif()
endfunction()
