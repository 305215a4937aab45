#include "parties/platform/keys.h"

#include "eq/crypto/persist.h"

namespace eq {

template <>
struct Codec<keytrans::DirectoryKeys> {
  static constexpr std::size_t kLeastWire = 64;
  static void put(Writer& w, const keytrans::DirectoryKeys& keys) {
    eq::put(w, keys.labels);
    eq::put(w, keys.nonces);
  }
  static Result<keytrans::DirectoryKeys> get(Reader& r) {
    const auto labels = TRY(eq::get<crypto::VrfKey>(r));
    // not inside the braces: clang 16 then forgets to destroy it
    auto nonces = TRY(eq::get<Secret<32>>(r));
    return keytrans::DirectoryKeys{labels, std::move(nonces)};
  }
};

}  // namespace eq

namespace eq::platform {
namespace {
constexpr std::uint16_t kFormat = 3;
}

Result<Keys> Keys::generate(std::string origin, Random& rng) {
  REQUIRE_OR(tlog::is_key_name(origin) && origin.size() <= 200, Err::malformed);
  auto stamp = crypto::SigningKey::generate(rng);
  auto master = rng.secret<32>();
  auto orders = crypto::SigningKey::generate(rng);
  auto epochs = crypto::SigningKey::generate(rng);
  auto directory_log = crypto::SigningKey::generate(rng);
  auto match = crypto::VoprfKey::generate(rng);
  auto directory = keytrans::DirectoryKeys::generate(rng);
  return Keys{std::move(origin), std::move(stamp),         std::move(master), std::move(orders),
              std::move(epochs), std::move(directory_log), std::move(match),  std::move(directory)};
}

Bytes Keys::save() const { return save_state(kFormat, *this); }
Result<Keys> Keys::load(View saved) { return load_state<Keys>(kFormat, saved); }

tlog::LogSigner Keys::log_signer(wire::LogName log) const {
  const auto& key = log == wire::LogName::orders   ? orders_log
                    : log == wire::LogName::epochs ? epochs_log
                                                   : directory_log;
  return {origin + "/" + std::string(to_text(log)), key.clone()};
}

void Keys::introduce(wire::Realm& realm) const {
  realm.stamp_key = stamp.verify_key();
  realm.orders_log = log_signer(wire::LogName::orders).verify_key().vkey();
  realm.epochs_log = log_signer(wire::LogName::epochs).verify_key().vkey();
  realm.directory_log = log_signer(wire::LogName::directory).verify_key().vkey();
  realm.match_key = match.public_key();
  realm.directory_key = directory.labels.public_key();
}

bool Keys::serves(const wire::Realm& realm) const {
  wire::Realm mine = realm;
  introduce(mine);
  return mine.stamp_key == realm.stamp_key && mine.orders_log == realm.orders_log &&
         mine.epochs_log == realm.epochs_log && mine.directory_log == realm.directory_log &&
         mine.match_key == realm.match_key && mine.directory_key == realm.directory_key;
}

}  // namespace eq::platform
