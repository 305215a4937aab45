#include "parties/platform/keys.h"

#include "eq/base/persist.h"

namespace eq::platform {
namespace {
constexpr std::string_view kMagic = "eqp-platform-keys-v1";
}

Keys Keys::generate(Random& rng) {
  return {crypto::SigningKey::generate(rng), crypto::SigningKey::generate(rng), crypto::SigningKey::generate(rng),
          crypto::Scalar::random(rng)};
}

Bytes Keys::save() const {
  Writer w;
  w.opaque(view(kMagic));
  put(w, stamp.seed());
  put(w, orders_log.seed());
  put(w, epochs_log.seed());
  w.raw(match.reveal("saved in its owner's store"));
  return w.take();
}

Result<Keys> Keys::load(View saved) {
  Reader r(saved);
  REQUIRE_OR(equal_var(TRY(r.opaque()), view(kMagic)), Err::malformed);
  auto stamp = TRY(eq::get<Secret<32>>(r));
  auto orders = TRY(eq::get<Secret<32>>(r));
  auto epochs = TRY(eq::get<Secret<32>>(r));
  const auto match = TRY(crypto::Scalar::decode(TRY(r.raw(32))));
  TRY(r.end());
  return Keys{crypto::SigningKey::from_seed(std::move(stamp)), crypto::SigningKey::from_seed(std::move(orders)),
              crypto::SigningKey::from_seed(std::move(epochs)), match};
}

tlog::LogSigner Keys::orders_signer(const std::string& realm_name) const {
  return {realm_name + "/orders", orders_log.clone()};
}

tlog::LogSigner Keys::epochs_signer(const std::string& realm_name) const {
  return {realm_name + "/epochs", epochs_log.clone()};
}

void Keys::introduce(wire::Realm& realm) const {
  realm.stamp_key = stamp.verify_key();
  realm.orders_log = orders_signer(realm.name).verify_key().vkey();
  realm.epochs_log = epochs_signer(realm.name).verify_key().vkey();
  realm.match_key = crypto::mul_base(match);
}

bool Keys::match_realm(const wire::Realm& realm) const {
  wire::Realm mine = realm;
  introduce(mine);
  return mine.stamp_key == realm.stamp_key && mine.orders_log == realm.orders_log &&
         mine.epochs_log == realm.epochs_log && mine.match_key == realm.match_key;
}

}  // namespace eq::platform
