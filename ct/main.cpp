// `make ct`: runs each case under valgrind and counts what memcheck reports.  Exit code 0 if no
// case leaks and the two that must leak do, 1 otherwise, 77 (skipped) outside valgrind.
#include <cstdio>
#include <cstring>

#include "ct/secrets.h"

namespace eq::ct {
namespace {

volatile std::uint8_t sink;

/// Stops at the first difference, as memcmp does.
__attribute__((noinline)) bool leaky_equal(View a, View b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i]) return false;
  return true;
}
/// A table looked up by a secret.
__attribute__((noinline)) std::uint8_t leaky_lookup(View table, std::uint8_t secret) {
  return table[secret];
}

/// The check itself must be able to fail.
std::vector<Case> leaky_cases() {
  return {{"a comparison that stops early",
           [] {
             const auto key = SecretRandom(1).array<32>();
             sink = leaky_equal(key, Array<32>{}) ? 1 : 0;
           }},
          {"a table look-up by a secret", [] {
             const auto key = SecretRandom(2).array<32>();
             sink = leaky_lookup(Bytes(256, 7), key[0]);
           }}};
}

unsigned reports_of(const Case& c) {
  const auto before = VALGRIND_COUNT_ERRORS;
  c.run();
  return static_cast<unsigned>(VALGRIND_COUNT_ERRORS - before);
}

bool all_as_expected(const char* title, const std::vector<Case>& cases, bool leaky) {
  std::printf("%s\n", title);
  bool good = true;
  for (const Case& c : cases) {
    std::fflush(stdout);
    const unsigned n = reports_of(c);
    const bool expected = (n > 0) == leaky;
    good = good && expected;
    std::printf("  %-4s %s (%u reports)\n", expected ? "ok" : "FAIL", c.name, n);
  }
  return good;
}

int run() {
  if (!RUNNING_ON_VALGRIND) {
    std::puts("skipped: to be run under valgrind (make ct)");
    return 77;
  }
  bool good = all_as_expected("must be reported:", leaky_cases(), true);
  good &= all_as_expected("eq/base, eq/crypto, nothing to report:", crypto_cases(), false);
  good &= all_as_expected("eq/mls, nothing to report:", mls_cases(), false);
  good &= all_as_expected("eq/franking, eq/gate, nothing to report:", conversation_cases(), false);
  std::puts(good ? "all as expected" : "NOT as expected");
  return good ? 0 : 1;
}

}  // namespace
}  // namespace eq::ct

int main() { return eq::ct::run(); }
