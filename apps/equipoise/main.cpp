// equipoise: one binary, every party.  Whoever one is, one's commands are in the folder of that
// name beside this file.
#include <sys/prctl.h>
#include <sys/resource.h>

#include <iostream>

#include "apps/equipoise/frame/parse.h"
#include "apps/equipoise/operator/commands.h"
#include "apps/equipoise/sections.h"
#include "eq/crypto/self_check.h"

namespace {
/// Keys are in the memory of nearly every command: no dump of it is ever written.
void leave_no_core() {
#ifndef EQ_SANITIZED  // LeakSanitizer looks on as a debugger
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
#endif
}
}  // namespace

int main(int argc, char** argv) {
  leave_no_core();
  if (!eq::crypto::self_check().ok()) {
    std::cerr
        << "equipoise: The libsodium on this machine takes points outside its group for members (CVE-2025-69277). Install a "
           "mended one (Debian 12: libsodium23 1.0.18-1+deb12u1 or later). Nothing was done.\n";
    return 1;
  }
  const eq::app::Program program{
      "equipoise",
      "Equipoise: end-to-end encrypted messaging with provable reports and lawful access that "
      "mathematics limits.\nNew here? Try `equipoise demo`.",
      EQ_VERSION, eq::app::sections(), eq::app::add_settings};
  return eq::app::run(program, argc, argv);
}
