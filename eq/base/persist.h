// A party's own saved state: secrets and maps as fields, and the whole of it.  Include this only
// where a party writes or reads its own store; the layer check forbids it in eq/wire, so no secret
// can be put into a message by listing it as a field.
#pragma once

#include <deque>
#include <map>
#include <tuple>

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

template <class A, class B>
struct Codec<std::pair<A, B>> {
  static void put(Writer& w, const std::pair<A, B>& p) {
    eq::put(w, p.first);
    eq::put(w, p.second);
  }
  static Result<std::pair<A, B>> get(Reader& r) {
    auto first = TRY(eq::get<A>(r));
    return std::pair<A, B>(std::move(first), TRY(eq::get<B>(r)));
  }
};

/// A queue as a vector.
template <class T>
struct Codec<std::deque<T>> {
  static void put(Writer& w, const std::deque<T>& queue) {
    w.vector([&](Writer& in) {
      for (const auto& t : queue) eq::put(in, t);
    });
  }
  static Result<std::deque<T>> get(Reader& r) {
    Reader in = TRY(r.vector());
    std::deque<T> queue;
    while (!in.empty()) queue.push_back(TRY(eq::get<T>(in)));
    return queue;
  }
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

/// The state of a party as it is kept: the number of its format, then its fields, all of them, in
/// the order in which they are declared.
template <Fielded State>
Bytes save_state(std::uint16_t format, const State& state) {
  Writer w;
  w.u16(format);
  state.fields([&w](const auto&... field) { (eq::put(w, field), ...); });
  return w.take();
}

/// A struct that lists every field, in the order in which they are declared, and of which there is
/// none without them, as of keys: they are read first.
template <Fielded T>
Result<T> get_whole(Reader& r) {
  using Read = decltype(std::declval<T&>().fields([](auto&... field) {
    return std::tuple<std::optional<std::remove_cvref_t<decltype(field)>>...>();
  }));
  Read read;
  Status done;
  const auto next = [&]<class F>(std::optional<F>& field) {
    auto value = eq::get<F>(r);
    done = value.ok() ? ok() : Status(value.error());
    if (value.ok()) field.emplace(std::move(value).take());
    return value.ok();
  };
  std::apply([&](auto&... field) { (void)(next(field) && ...); }, read);
  TRY(done);
  return std::apply([](auto&... field) { return T{std::move(*field)...}; }, read);
}
/// What save_state() wrote.  Err::unsupported for another format; Err::malformed.
template <Fielded State>
Result<State> load_state(std::uint16_t format, View saved) {
  Reader r(saved);
  REQUIRE_OR(TRY(r.u16()) == format, Err::unsupported);
  auto state = TRY(get_whole<State>(r));
  TRY(r.end());
  return state;
}

}  // namespace eq
