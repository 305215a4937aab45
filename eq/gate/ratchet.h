// From AK_0 to each message's wrap and locator.  spec/gate.md section 6.
#pragma once

#include <map>

#include "eq/gate/reach.h"
#include "eq/gate/tag.h"

namespace eq::gate {

/// AK_0, the key from which the sender's wraps and locators of a context follow.
struct AccessKey {
  Secret<32> bytes;
  AccessKey clone() const { return {bytes.clone()}; }
};

/// What a message carries in the clear: 40 bytes, unlinkable without the access key.
struct AccessFields {
  Array<32> wrap{};    // ck XOR HMAC(AK_i, 01)
  Array<8> locator{};  // HMAC(AK_i, 03)[:8]
  auto operator<=>(const AccessFields&) const = default;
  EQ_FIELDS(wrap, locator)
};

/// The sender's side.  Each step deletes the key it used, so a device seized later does not open
/// earlier messages.
class AccessRatchet {
 public:
  AccessRatchet() = default;  // only to be loaded into
  explicit AccessRatchet(AccessKey ak0) : ak_(std::move(ak0.bytes)) {}

  /// The number the next message carries as `ak_index`.
  std::uint32_t index() const { return index_; }
  /// @param content_key  the message's ck.  Constant-time in key and content key.
  AccessFields next(const Secret<32>& content_key);

  /// For the owner's own store (needs eq/base/persist.h where it is encoded).
  EQ_FIELDS(ak_, index_)

 private:
  Secret<32> ak_;
  std::uint32_t index_ = 0;
};

/// A recipient's check of the same chain.  Messages may arrive out of order or be lost; keys
/// skipped over are kept until used, at most kSkipMax of them.
class AccessReader {
 public:
  static constexpr std::uint32_t kSkipMax = 2048;

  AccessReader() = default;  // only to be loaded into
  explicit AccessReader(AccessKey ak0) : ak_(std::move(ak0.bytes)) {}

  /// Err::forged unless wrap and locator are the ones message `index` with this content key must
  /// carry; Err::stale if that index was used before; Err::too_large if an opener would not come so
  /// far (reach.h). On an error nothing changes.
  Status check(std::uint32_t index, const Secret<32>& content_key, const AccessFields& fields);

  /// For the owner's own store (needs eq/base/persist.h where it is encoded).
  void encode(Writer& w) const;
  static Result<AccessReader> decode(Reader& r);

 private:
  Secret<32> ak_;
  std::uint32_t index_ = 0;
  std::map<std::uint32_t, Secret<32>> skipped_;
};

/// One step of a walk along an opened chain: the locator to ask for, and the pad that unwraps its
/// ck.
struct AccessStep {
  Array<8> locator;
  Secret<32> pad;
};
/// The first n steps after AK_0, for whoever opened an envelope.
std::vector<AccessStep> walk(const AccessKey& ak0, std::uint32_t n);
/// ck = wrap XOR pad.
Secret<32> unwrap(const AccessStep& step, const Array<32>& wrap);

/// For a message of a day without a valid epoch object: fields that look like any others and open
/// for nobody.
AccessFields blank_fields(Random& rng);

}  // namespace eq::gate
