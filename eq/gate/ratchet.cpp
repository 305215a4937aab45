#include "eq/gate/ratchet.h"

#include "eq/base/persist.h"

namespace eq::gate {
namespace {

constexpr Array<1> kPad{1}, kNext{2}, kLocator{3};

Secret<32> hmac_secret(const Secret<32>& key, View data) {
  return Secret<32>(crypto::hmac_sha256(key.reveal("access ratchet"), data));
}

Array<8> locator_of(const Secret<32>& ak) {
  const Digest d = crypto::hmac_sha256(ak.reveal("access ratchet"), kLocator);
  Array<8> out;
  std::copy_n(d.begin(), 8, out.begin());
  return out;
}

Array<32> exclusive_or(const Secret<32>& a, View b) {
  const auto bytes = a.reveal("pad of a content key");
  Array<32> out;
  for (std::size_t i = 0; i < 32; ++i) out[i] = static_cast<std::uint8_t>(bytes[i] ^ b[i]);
  return out;
}

AccessFields fields_at(const Secret<32>& ak, const Secret<32>& content_key) {
  return {exclusive_or(hmac_secret(ak, kPad), content_key.reveal("wrapped for an order's scope")),
          locator_of(ak)};
}

}  // namespace

AccessFields AccessRatchet::next(const Secret<32>& content_key) {
  AccessFields fields = fields_at(ak_, content_key);
  ak_ = hmac_secret(ak_, kNext);
  ++index_;
  return fields;
}

Status AccessReader::check(std::uint32_t index, const Secret<32>& content_key,
                           const AccessFields& fields) {
  const auto matches = [&](const Secret<32>& ak) {
    const AccessFields want = fields_at(ak, content_key);
    const bool wrap = equal_ct(want.wrap, fields.wrap),
               locator = equal_ct(want.locator, fields.locator);
    return wrap && locator;  // both are always compared
  };
  if (index < index_) {
    const auto kept = skipped_.find(index);
    REQUIRE_OR(kept != skipped_.end(), Err::stale);
    REQUIRE_OR(matches(kept->second), Err::forged);
    skipped_.erase(kept);
    return ok();
  }
  REQUIRE_OR(reaches_index(index_, index), Err::too_large);
  std::map<std::uint32_t, Secret<32>> passed;
  Secret<32> ak = ak_.clone();
  for (std::uint32_t i = index_; i < index; ++i) {
    Secret<32> next = hmac_secret(ak, kNext);
    passed.emplace(i, std::move(ak));
    ak = std::move(next);
  }
  REQUIRE_OR(matches(ak), Err::forged);
  skipped_.merge(passed);
  while (skipped_.size() > kSkipMax) skipped_.erase(skipped_.begin());
  ak_ = hmac_secret(ak, kNext);
  index_ = index + 1;
  return ok();
}

void AccessReader::encode(Writer& w) const {
  put(w, ak_);
  w.u32(index_);
  w.vector([&](Writer& in) {
    for (const auto& [i, ak] : skipped_) {
      in.u32(i);
      put(in, ak);
    }
  });
}

Result<AccessReader> AccessReader::decode(Reader& r) {
  AccessReader reader;
  reader.ak_ = TRY(get<Secret<32>>(r));
  reader.index_ = TRY(r.u32());
  Reader in = TRY(r.vector());
  while (!in.empty()) {
    const std::uint32_t i = TRY(in.u32());
    Secret<32> ak = TRY(get<Secret<32>>(in));
    // One encoding each: ascending, and below the index reached.
    REQUIRE_OR(i < reader.index_, Err::malformed);
    REQUIRE_OR(reader.skipped_.empty() || i > reader.skipped_.rbegin()->first, Err::malformed);
    reader.skipped_.emplace(i, std::move(ak));
  }
  return reader;
}

std::vector<AccessStep> walk(const AccessKey& ak0, std::uint32_t n) {
  std::vector<AccessStep> steps;
  Secret<32> ak = ak0.bytes.clone();
  for (std::uint32_t i = 0; i < n; ++i) {
    steps.push_back({locator_of(ak), hmac_secret(ak, kPad)});
    ak = hmac_secret(ak, kNext);
  }
  return steps;
}

Secret<32> unwrap(const AccessStep& step, const Array<32>& wrap) {
  return Secret<32>(exclusive_or(step.pad, wrap));
}

AccessFields blank_fields(Random& rng) { return {rng.array<32>(), rng.array<8>()}; }

}  // namespace eq::gate
