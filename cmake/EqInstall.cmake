# The libraries for other programs: headers below include/equipoise, find_package(equipoise), pkg-config.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(rooms base crypto tlog mls franking gate phash keytrans voucher order list evidence wire)
set(libraries "")
foreach(room ${rooms})
  list(APPEND EQ_INSTALLED eq_${room})
  install(TARGETS eq_${room} EXPORT equipoise ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  list(PREPEND libraries "-leq_${room}")
endforeach()
install(DIRECTORY eq DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/equipoise FILES_MATCHING PATTERN "*.h"
        PATTERN "*_for_tests.h" EXCLUDE PATTERN "test_*.h" EXCLUDE PATTERN "testing*" EXCLUDE PATTERN "world.h" EXCLUDE)

install(EXPORT equipoise NAMESPACE equipoise:: FILE equipoise-targets.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/equipoise)
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/equipoise-config.cmake [[
include(CMakeFindDependencyMacro)
find_dependency(OpenSSL 3.0)
find_dependency(PkgConfig)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
include(${CMAKE_CURRENT_LIST_DIR}/equipoise-targets.cmake)
]])
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/equipoise-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/equipoise-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/equipoise-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/equipoise)

list(JOIN libraries " " libraries)
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/equipoise.pc "prefix=\${pcfiledir}/../..
Name: equipoise
Description: End-to-end encrypted messaging with provable reports and bounded lawful access
Version: ${PROJECT_VERSION}
Requires: libsodium libcrypto
Cflags: -I\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}/equipoise
Libs: -L\${prefix}/${CMAKE_INSTALL_LIBDIR} ${libraries}
")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/equipoise.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
