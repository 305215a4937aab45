// Any request of a hotline: an answer in JSON, and a trail that still holds together.
// First line: method and target; the rest is the body, JSON unless the first byte is 'F'.
#include "apps/matching/api.h"
#include "eq/testing/seeded.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  using namespace eq::matching;
  testing::SeededRandom rng(1);
  std::string why;
  static const auto library = Library::open(":memory:", why);
  static const std::string token = library->make_token({"x", {}}, "c", Role::hotline, rng).value();
  static const bool has_bank = library->create_bank({"x", {}}, "b", "").ok();
  EQ_ASSERT(library && has_bank);
  Api api(*library, {[](View) -> Result<phash::Fingerprint> { return Err::unsupported; },
                     [] { return Time{1000}; }, 2});

  std::string all = to_string(View(data, size));
  const bool is_file = all.starts_with('F');
  if (is_file) all.erase(0, 1);
  const auto space = all.find(' '), end = all.find('\n');
  if (space == all.npos || end == all.npos || space > end) return 0;
  const auto r = api.handle(
      {all.substr(0, space), all.substr(space + 1, end - space - 1), "Bearer " + token,
       is_file ? "application/octet-stream" : "application/json", to_bytes(all.substr(end + 1))});
  const auto j = Json::parse(r.body, nullptr, false);
  EQ_ASSERT(!j.is_discarded() && (r.status == 200 || (j.contains("error") && j.contains("do"))) &&
            r.status != 503);
  if (library->standing().change % 64 == 0) EQ_ASSERT(!library->verify_audit().broken_at);
  return 0;
}
