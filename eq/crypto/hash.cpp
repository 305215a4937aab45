#include "eq/crypto/hash.h"

#include "eq/crypto/sha2.h"

namespace eq::crypto {
namespace {

/// A hash whose working state is wiped, because the input may be secret.
template <class Core>
class Hasher {
 public:
  ~Hasher() { explicit_bzero(&core_, sizeof core_); }
  Hasher& update(View v) {
    if (!v.empty()) core_.update(v);
    return *this;
  }
  typename Core::Out finish() {
    typename Core::Out out;
    core_.finish(out);
    return out;
  }

 private:
  Core core_;
};

template <class Core>
typename Core::Out hash(std::initializer_list<View> parts) {
  Hasher<Core> h;
  for (View p : parts) h.update(p);
  return h.finish();
}

/// HMAC with its two keyed states kept, so that HKDF-Expand hashes the key once.
template <class Core>
class Hmac {
 public:
  explicit Hmac(View key) {
    Array<Core::kBlock> pad{};
    if (key.size() > Core::kBlock) {
      auto d = hash<Core>({key});
      std::copy(d.begin(), d.end(), pad.begin());
      wipe(d);
    } else {
      std::copy(key.begin(), key.end(), pad.begin());
    }
    for (auto& b : pad) b ^= 0x36;
    inner_.update(pad);
    for (auto& b : pad) b ^= 0x36 ^ 0x5c;
    outer_.update(pad);
    wipe(pad);
  }
  typename Core::Out operator()(std::initializer_list<View> parts) const {
    auto inner = inner_;
    for (View p : parts) inner.update(p);
    auto d = inner.finish();
    auto outer = outer_;
    outer.update(d);
    wipe(d);
    return outer.finish();
  }

 private:
  Hasher<Core> inner_, outer_;
};

}  // namespace

Digest sha256(View data) { return hash<Sha256Core>({data}); }
Digest sha256(std::initializer_list<View> parts) { return hash<Sha256Core>(parts); }
Array<64> sha512(View data) { return hash<Sha512Core>({data}); }
Array<64> sha512(std::initializer_list<View> parts) { return hash<Sha512Core>(parts); }

struct Sha256::State {
  Hasher<Sha256Core> h;
};
Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(const Sha256& o) {
  EQ_ASSERT(o.state_);
  state_ = std::make_unique<State>(*o.state_);
}
Sha256::~Sha256() = default;
Sha256& Sha256::update(View data) {
  EQ_ASSERT(state_);
  state_->h.update(data);
  return *this;
}
Digest Sha256::finish() {
  EQ_ASSERT(state_);
  const Digest d = state_->h.finish();
  state_.reset();
  return d;
}

struct Sha512::State {
  Hasher<Sha512Core> h;
};
Sha512::Sha512() : state_(std::make_unique<State>()) {}
Sha512::~Sha512() = default;
Sha512& Sha512::update(View data) {
  EQ_ASSERT(state_);
  state_->h.update(data);
  return *this;
}
Array<64> Sha512::finish() {
  EQ_ASSERT(state_);
  const Array<64> d = state_->h.finish();
  state_.reset();
  return d;
}

Digest hmac_sha256(View key, View data) { return Hmac<Sha256Core>(key)({data}); }
Digest hmac_sha256(View key, std::initializer_list<View> parts) {
  return Hmac<Sha256Core>(key)(parts);
}
Array<64> hmac_sha512(View key, View data) { return Hmac<Sha512Core>(key)({data}); }

Secret<32> hkdf_extract(View salt, View ikm) { return Secret<32>(hmac_sha256(salt, ikm)); }
Secret<32> hkdf_extract(View salt, std::initializer_list<View> ikm) {
  return Secret<32>(hmac_sha256(salt, ikm));
}

SecretBytes hkdf_expand(View prk, std::initializer_list<View> info, std::size_t n) {
  EQ_ASSERT(n <= 255 * 32);
  const Hmac<Sha256Core> mac(prk);
  const Bytes all_info = info.size() == 1 ? Bytes() : concat(info);
  const View whole = info.size() == 1 ? *info.begin() : View(all_info);
  SecretBytes okm(n);
  const MutView out = okm.fill_in();
  Digest t{};
  std::uint8_t counter = 1;
  for (std::size_t at = 0; at < n; at += t.size(), ++counter) {
    const View previous = at == 0 ? View() : View(t);
    t = mac({previous, whole, View(&counter, 1)});
    std::copy_n(t.begin(), std::min(t.size(), n - at),
                out.begin() + static_cast<std::ptrdiff_t>(at));
  }
  wipe(t);
  return okm;
}
SecretBytes hkdf_expand(View prk, View info, std::size_t n) { return hkdf_expand(prk, {info}, n); }

SecretBytes hkdf(View salt, View ikm, View info, std::size_t n) {
  const Secret<32> prk = hkdf_extract(salt, ikm);
  return hkdf_expand(prk.reveal("HKDF-Expand"), info, n);
}

}  // namespace eq::crypto
