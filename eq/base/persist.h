// Secrets as fields of a party's own saved state.  Include this only where a party writes or reads
// its own store; the layer check forbids it in eq/wire, so no secret can be put into a message by
// listing it as a field.
#pragma once

#include "eq/base/codec.h"
#include "eq/base/secret.h"

namespace eq {

template <std::size_t N> struct Codec<Secret<N>> {
  static void put(Writer& w, const Secret<N>& s) { w.raw(s.reveal("saved in its owner's store")); }
  static Result<Secret<N>> get(Reader& r) { return Secret<N>::from(TRY(r.raw(N))); }
};
template <> struct Codec<SecretBytes> {
  static void put(Writer& w, const SecretBytes& s) { w.opaque(s.reveal("saved in its owner's store")); }
  static Result<SecretBytes> get(Reader& r) { return SecretBytes::from(TRY(r.opaque())); }
};

}  // namespace eq
