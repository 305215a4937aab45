// equipoise: one binary, every party.  Whoever one is, one's commands are in the folder of that
// name beside this file.
#include <iostream>

#include "apps/equipoise/frame/parse.h"
#include "apps/equipoise/sections.h"
#include "eq/crypto/self_check.h"

int main(int argc, char** argv) {
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
      EQ_VERSION, eq::app::sections()};
  return eq::app::run(program, argc, argv);
}
