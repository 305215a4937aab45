#include "parties/platform/keys.h"

#include "eq/base/persist.h"

namespace eq::platform {
namespace {
constexpr std::string_view kMagic = "eqp-platform-keys-v1";
}

Result<Keys> Keys::generate(std::string origin, Random& rng) {
  REQUIRE_OR(tlog::is_key_name(origin) && origin.size() <= 200, Err::malformed);
  auto stamp = crypto::SigningKey::generate(rng);
  auto master = rng.secret<32>();
  auto orders = crypto::SigningKey::generate(rng);
  auto epochs = crypto::SigningKey::generate(rng);
  return Keys{std::move(origin), std::move(stamp),  std::move(master),
              std::move(orders), std::move(epochs), crypto::VoprfKey::generate(rng)};
}

Bytes Keys::save() const {
  Writer w;
  w.opaque(view(kMagic));
  put(w, origin);
  put(w, stamp.seed());
  put(w, stamp_master);
  put(w, orders_log.seed());
  put(w, epochs_log.seed());
  w.raw(match.scalar().reveal("saved in its owner's store"));
  return w.take();
}

Result<Keys> Keys::load(View saved) {
  Reader r(saved);
  REQUIRE_OR(equal_var(TRY(r.opaque()), view(kMagic)), Err::malformed);
  auto origin = TRY(eq::get<std::string>(r));
  auto stamp = TRY(eq::get<Secret<32>>(r));
  auto master = TRY(eq::get<Secret<32>>(r));
  auto orders = TRY(eq::get<Secret<32>>(r));
  auto epochs = TRY(eq::get<Secret<32>>(r));
  auto match = TRY(crypto::VoprfKey::decode(TRY(r.raw(32))));
  TRY(r.end());
  return Keys{std::move(origin),
              crypto::SigningKey::from_seed(std::move(stamp)),
              std::move(master),
              crypto::SigningKey::from_seed(std::move(orders)),
              crypto::SigningKey::from_seed(std::move(epochs)),
              match};
}

tlog::LogSigner Keys::log_signer(wire::LogName log) const {
  const auto& key = log == wire::LogName::orders ? orders_log : epochs_log;
  return {origin + "/" + std::string(to_text(log)), key.clone()};
}

void Keys::introduce(wire::Realm& realm) const {
  realm.stamp_key = stamp.verify_key();
  realm.orders_log = log_signer(wire::LogName::orders).verify_key().vkey();
  realm.epochs_log = log_signer(wire::LogName::epochs).verify_key().vkey();
  realm.match_key = match.public_key();
}

bool Keys::serves(const wire::Realm& realm) const {
  wire::Realm mine = realm;
  introduce(mine);
  return mine.stamp_key == realm.stamp_key && mine.orders_log == realm.orders_log &&
         mine.epochs_log == realm.epochs_log && mine.match_key == realm.match_key;
}

}  // namespace eq::platform
