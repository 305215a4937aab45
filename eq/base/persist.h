// Secrets as fields of a party's own saved state.  Include this only where a party writes or reads
// its own store; the layer check forbids it in eq/wire, so no secret can be put into a message by
// listing it as a field.
#pragma once

#include <map>

#include "eq/base/codec.h"
#include "eq/base/secret.h"

namespace eq {

template <std::size_t N>
struct Codec<Secret<N>> {
  static constexpr std::size_t kLeastWire = N;
  static void put(Writer& w, const Secret<N>& s) { w.raw(s.reveal("saved in its owner's store")); }
  static Result<Secret<N>> get(Reader& r) { return Secret<N>::from(TRY(r.raw(N))); }
};
template <>
struct Codec<SecretBytes> {
  static void put(Writer& w, const SecretBytes& s) {
    w.opaque(s.reveal("saved in its owner's store"));
  }
  static Result<SecretBytes> get(Reader& r) { return SecretBytes::from(TRY(r.opaque())); }
};

/// A map as a vector of pairs in strictly ascending order of key: one map, one encoding.  Wire
/// formats use vectors of named structs instead.
template <class K, class V>
struct Codec<std::map<K, V>> {
  static void put(Writer& w, const std::map<K, V>& m) {
    w.vector([&](Writer& in) {
      for (const auto& [k, v] : m) {
        eq::put(in, k);
        eq::put(in, v);
      }
    });
  }
  static Result<std::map<K, V>> get(Reader& r) {
    Reader in = TRY(r.vector());
    std::map<K, V> m;
    while (!in.empty()) {
      K k = TRY(eq::get<K>(in));
      REQUIRE_OR(m.empty() || m.rbegin()->first < k, Err::malformed);
      m.emplace(std::move(k), TRY(eq::get<V>(in)));
    }
    return m;
  }
};

}  // namespace eq
