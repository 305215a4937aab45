// The TLS presentation language (RFC 8446 section 3, variable-length vectors of RFC 9420 section
// 2.1.2), written once for every wire and file format of the project.
//
// A struct lists its fields in wire order with EQ_FIELDS(a, b, c); encode() and decode<T>() follow
// that one list, so the two directions cannot disagree.  Decoding is strict: trailing bytes,
// non-minimal lengths, unknown enum values and short input are Err::malformed.  Decoding allocates
// at most kDecodeFactor bytes for each byte of its input: a vector of what could cost more does not
// compile.
#pragma once

#include <algorithm>
#include <concepts>
#include <optional>
#include <type_traits>

#include "eq/base/bytes.h"
#include "eq/base/id.h"
#include "eq/base/secret.h"
#include "eq/base/time.h"

namespace eq {

/// May hold secrets: whatever it leaves behind, when it grows or dies, is wiped.  What take() gives
/// is the caller's to wipe.
class Writer {
 public:
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { wipe(out_); }

  void u8(std::uint8_t x) { raw({&x, 1}); }
  void u16(std::uint16_t x) { raw(be16(x)); }
  void u24(std::uint32_t x);
  void u32(std::uint32_t x) { raw(be32(x)); }
  void u64(std::uint64_t x) { raw(be64(x)); }
  /// Bytes as they are, no length.
  void raw(View v) {
    make_room(v.size());
    append(out_, v);
  }
  /// opaque x<V>: length as a variable-size integer, then the bytes.
  void opaque(View v) {
    varint(v.size());
    raw(v);
  }
  /// Minimal variable-size integer, at most 2^30 - 1 (RFC 9420 section 2.1.2).
  void varint(std::size_t n);
  /// A <V> vector whose body is written by `body(Writer&)`; the length is of the body in bytes.
  template <class F>
  void vector(F&& body) {
    const std::size_t at = out_.size();
    body(*this);
    put_length_before(at);
  }

  const Bytes& bytes() const { return out_; }
  Bytes take() { return std::exchange(out_, {}); }

 private:
  void make_room(std::size_t n) {
    if (out_.capacity() - out_.size() < n) grow(n);
  }
  void grow(std::size_t n);
  /// Turn what was written from `at` on into the body of an opaque<V>.
  void put_length_before(std::size_t at);

  Bytes out_;
};

class Reader {
 public:
  explicit Reader(View v) : rest_(v) {}

  Result<std::uint8_t> u8();
  Result<std::uint16_t> u16();
  Result<std::uint32_t> u24();
  Result<std::uint32_t> u32();
  Result<std::uint64_t> u64();
  /// Exactly n bytes, a view into the input.
  Result<View> raw(std::size_t n);
  /// The body of an opaque<V>, a view into the input.
  Result<View> opaque();
  Result<std::size_t> varint();
  /// A reader over the body of a <V> vector.
  Result<Reader> vector() { return Reader(TRY(opaque())); }

  bool empty() const { return rest_.empty(); }
  View rest() const { return rest_; }
  /// Err::malformed unless everything was read.
  Status end() const { return rest_.empty() ? Status() : Status(Err::malformed); }

 private:
  View rest_;
};

/// Inside a struct: the wire order of its fields.  `with_all_` gets them at once, as arguments and
/// not as a tuple, of which each struct would bring its own types to compile.
#define EQ_FIELDS(...)                         \
  using HasFields = void;                      \
  template <class F>                           \
  constexpr auto fields(F&& with_all_) {       \
    return with_all_(__VA_ARGS__);             \
  }                                            \
  template <class F>                           \
  constexpr auto fields(F&& with_all_) const { \
    return with_all_(__VA_ARGS__);             \
  }

// How each kind of field is written and read.  A type may instead bring its own
// `void encode(Writer&) const` and `static Result<T> decode(Reader&)`.

template <class T>
concept Fielded = requires {
  typename T::HasFields;
};
template <class T>
concept SelfCoded = requires(const T& t, Writer& w, Reader& r) {
  t.encode(w);
  { T::decode(r) } -> std::same_as<Result<T>>;
};

template <class T>
struct Codec;

/// The fewest bytes that a T travels in, from its fields; a type that codes itself says
/// `kLeastWire`, or counts as one byte.
template <class T>
constexpr std::size_t least_wire();

/// What an element of a vector may take in memory for each byte that it takes on the wire at
/// least.  What takes more says how many may stand in one vector, `kAtMost`, so that they take no
/// more than kCappedSize.
inline constexpr std::size_t kElementFactor = 48;
inline constexpr std::size_t kCappedSize = std::size_t{16} << 20;
template <class T>
constexpr std::size_t at_most();
/// So much does decoding hold at most for each byte of its input, beside what is capped: while a
/// vector grows its old and its new room stand side by side.  Promises BAS-2.
inline constexpr std::size_t kDecodeFactor = 2 * kElementFactor;

template <class T>
void put(Writer& w, const T& t) {
  Codec<T>::put(w, t);
}
template <class T>
Result<T> get(Reader& r) {
  return Codec<T>::get(r);
}

template <>
struct Codec<std::uint8_t> {
  static void put(Writer& w, std::uint8_t x) { w.u8(x); }
  static Result<std::uint8_t> get(Reader& r) { return r.u8(); }
};
template <>
struct Codec<std::uint16_t> {
  static void put(Writer& w, std::uint16_t x) { w.u16(x); }
  static Result<std::uint16_t> get(Reader& r) { return r.u16(); }
};
template <>
struct Codec<std::uint32_t> {
  static void put(Writer& w, std::uint32_t x) { w.u32(x); }
  static Result<std::uint32_t> get(Reader& r) { return r.u32(); }
};
template <>
struct Codec<std::uint64_t> {
  static void put(Writer& w, std::uint64_t x) { w.u64(x); }
  static Result<std::uint64_t> get(Reader& r) { return r.u64(); }
};
/// One byte, 0 or 1 and nothing else.
template <>
struct Codec<bool> {
  static void put(Writer& w, bool x) { w.u8(x ? 1 : 0); }
  static Result<bool> get(Reader& r) {
    const auto x = TRY(r.u8());
    REQUIRE_OR(x <= 1, Err::malformed);
    return x == 1;
  }
};
/// An enum travels as its underlying integer and needs `bool is_valid(E)` beside it.
template <class E>
requires std::is_enum_v<E>
struct Codec<E> {
  using U = std::underlying_type_t<E>;
  static void put(Writer& w, E e) { Codec<U>::put(w, static_cast<U>(e)); }
  static Result<E> get(Reader& r) {
    const auto e = static_cast<E>(TRY(Codec<U>::get(r)));
    REQUIRE_OR(is_valid(e), Err::malformed);
    return e;
  }
};
template <std::size_t N>
struct Codec<Array<N>> {
  static void put(Writer& w, const Array<N>& a) { w.raw(a); }
  static Result<Array<N>> get(Reader& r) { return to_array<N>(TRY(r.raw(N))); }
};
template <class Tag, std::size_t N>
struct Codec<Id<Tag, N>> {
  static void put(Writer& w, const Id<Tag, N>& id) { w.raw(id.bytes); }
  static Result<Id<Tag, N>> get(Reader& r) { return Id<Tag, N>::from(TRY(r.raw(N))); }
};
template <>
struct Codec<Time> {
  static void put(Writer& w, Time t) { w.u64(t.ms); }
  /// Err::malformed beyond the year 9999.
  static Result<Time> get(Reader& r) {
    const Time t{TRY(r.u64())};
    REQUIRE_OR(t <= kLastTime, Err::malformed);
    return t;
  }
};
template <>
struct Codec<Day> {
  static void put(Writer& w, Day d) { w.u32(d.n); }
  /// Err::malformed beyond the year 9999.
  static Result<Day> get(Reader& r) {
    const Day d{TRY(r.u32())};
    REQUIRE_OR(d <= kLastDay, Err::malformed);
    return d;
  }
};
template <>
struct Codec<Bytes> {
  static void put(Writer& w, const Bytes& b) { w.opaque(b); }
  static Result<Bytes> get(Reader& r) { return to_bytes(TRY(r.opaque())); }
};
/// UTF-8 text as opaque<V>; well-formedness is checked.
template <>
struct Codec<std::string> {
  static void put(Writer& w, const std::string& s) { w.opaque(view(s)); }
  static Result<std::string> get(Reader& r);
};
template <class T>
struct Codec<std::vector<T>> {
  static void put(Writer& w, const std::vector<T>& v) {
    w.vector([&](Writer& in) {
      for (const auto& t : v) eq::put(in, t);
    });
  }
  static Result<std::vector<T>> get(Reader& r) {
    constexpr std::size_t kLeast = least_wire<T>();
    static_assert(kLeast > 0, "an element of no size would never end");
    constexpr std::size_t kMost = at_most<T>();
    static_assert(sizeof(T) <= kElementFactor * kLeast || kMost <= kCappedSize / sizeof(T),
                  "a few bytes of a stranger's would cost many of ours");
    Reader in = TRY(r.vector());
    std::vector<T> v;
    while (!in.empty()) {
      const std::size_t before = in.rest().size();
      // Room for twice as many, but never for more than can come.
      REQUIRE_OR(v.size() < kMost, Err::too_large);
      if (v.size() == v.capacity()) {
        const std::size_t can_come = std::min((before - 1) / kLeast + 1, kMost - v.size());
        v.reserve(v.size() + std::min(std::max<std::size_t>(v.size(), 1), can_come));
      }
      v.push_back(TRY(eq::get<T>(in)));
      EQ_ASSERT(before - in.rest().size() >= kLeast);
    }
    return v;
  }
};
template <class T>
struct Codec<std::optional<T>> {
  static void put(Writer& w, const std::optional<T>& t) {
    w.u8(t ? 1 : 0);
    if (t) eq::put(w, *t);
  }
  static Result<std::optional<T>> get(Reader& r) {
    if (!TRY(Codec<bool>::get(r))) return std::optional<T>();
    return std::optional<T>(TRY(eq::get<T>(r)));
  }
};
/// Read one field in place.
template <class T>
Status get_into(Reader& r, T& field) {
  field = TRY(eq::get<T>(r));
  return ok();
}
template <Fielded T>
struct Codec<T> {
  static void put(Writer& w, const T& t) {
    t.fields([&w](const auto&... field) { (eq::put(w, field), ...); });
  }
  static Result<T> get(Reader& r) {
    T t{};
    Status read;
    t.fields([&](auto&... field) {
      // up to the first that cannot be read
      (void)((read = get_into(r, field)).ok() && ...);
    });
    TRY(read);
    return t;
  }
};
template <SelfCoded T>
requires(!Fielded<T>) struct Codec<T> {
  static void put(Writer& w, const T& t) { t.encode(w); }
  static Result<T> get(Reader& r) { return T::decode(r); }
};

namespace codec_detail {
template <class T>
struct LeastWire {
  // a length, whether there is one, or a type that says nothing
  static constexpr std::size_t value = 1;
};
template <class T>
requires(std::is_integral_v<T> || std::is_enum_v<T>) struct LeastWire<T> {
  static constexpr std::size_t value = sizeof(T);
};
template <std::size_t N>
struct LeastWire<Array<N>> {
  static constexpr std::size_t value = N;
};
template <class Tag, std::size_t N>
struct LeastWire<Id<Tag, N>> {
  static constexpr std::size_t value = N;
};
template <>
struct LeastWire<Time> {
  static constexpr std::size_t value = 8;
};
template <>
struct LeastWire<Day> {
  static constexpr std::size_t value = 4;
};
template <class T>
requires requires { T::kLeastWire; }
struct LeastWire<T> {
  static constexpr std::size_t value = T::kLeastWire;
};
template <class T>
requires requires { Codec<T>::kLeastWire; }
struct LeastWire<T> {
  static constexpr std::size_t value = Codec<T>::kLeastWire;
};
struct SumOfLeast {
  template <class... T>
  constexpr auto operator()(const T&...) const {
    return std::integral_constant<std::size_t, (0 + ... + least_wire<T>())>();
  }
};
template <Fielded T>
struct LeastWire<T> {
  static constexpr std::size_t value =
      decltype(std::declval<const T&>().fields(SumOfLeast()))::value;
};
}  // namespace codec_detail

template <class T>
constexpr std::size_t least_wire() {
  return codec_detail::LeastWire<T>::value;
}

template <class T>
constexpr std::size_t at_most() {
  if constexpr (requires { T::kAtMost; }) return T::kAtMost;
  // an optional one
  else if constexpr (requires { T::value_type::kAtMost; })
    return T::value_type::kAtMost;
  else
    return SIZE_MAX;
}

/// The one canonical encoding of t.
template <class T>
Bytes encode(const T& t) {
  Writer w;
  put(w, t);
  return w.take();
}
/// Decode a whole byte string; Err::malformed if anything is left over.
template <class T>
Result<T> decode(View v) {
  Reader r(v);
  T t = TRY(get<T>(r));
  TRY(r.end());
  return t;
}

}  // namespace eq
