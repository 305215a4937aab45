// Errors as values.  Hostile input yields an Err; a bug of our own trips EQ_ASSERT and stops.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace eq {

/// Why something was not done.  Flat on purpose: an authentication failure is `forged`
/// and never says which check failed, so a forger learns nothing from the answer.
enum class Err {
  malformed,    // the bytes are not in the form the specification asks for
  forged,       // a signature, tag, proof or digest does not verify
  stale,        // once valid, no longer (or not yet): old epoch, replay, expired
  refused,      // well-formed and genuine, but a rule forbids it
  missing,      // the thing asked for does not exist
  too_large,    // above a stated limit
  exhausted,    // a budget (tokens, keys, retries) is used up
  unsupported,  // a suite, version or feature this build does not offer
  unavailable,  // a peer or the storage did not answer
};

constexpr std::string_view to_text(Err e) {
  switch (e) {
    case Err::malformed: return "malformed";
    case Err::forged: return "forged";
    case Err::stale: return "stale";
    case Err::refused: return "refused";
    case Err::missing: return "missing";
    case Err::too_large: return "too_large";
    case Err::exhausted: return "exhausted";
    case Err::unsupported: return "unsupported";
    case Err::unavailable: return "unavailable";
  }
  return "unknown";
}

[[noreturn]] inline void assertion_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "equipoise: broken invariant: %s (%s:%d)\n", what, file, line);
  std::abort();
}

#define EQ_ASSERT(cond) ((cond) ? (void)0 : ::eq::assertion_failed(#cond, __FILE_NAME__, __LINE__))
#ifndef __FILE_NAME__
#define __FILE_NAME__ __FILE__
#endif

/// A value of type T, or the reason why there is none.
template <class T, class E = Err>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = E;

  Result(T v) : v_(std::in_place_index<0>, std::move(v)) {}
  Result(E e) : v_(std::in_place_index<1>, std::move(e)) {}

  explicit operator bool() const { return v_.index() == 0; }
  bool ok() const { return v_.index() == 0; }

  T& value() & {
    EQ_ASSERT(ok());
    return *std::get_if<0>(&v_);
  }
  const T& value() const& {
    EQ_ASSERT(ok());
    return *std::get_if<0>(&v_);
  }
  /// Move the value out.
  T take() && {
    EQ_ASSERT(ok());
    return std::move(*std::get_if<0>(&v_));
  }
  const E& error() const {
    EQ_ASSERT(!ok());
    return *std::get_if<1>(&v_);
  }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).take(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, E> v_;
};

template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  using value_type = void;
  using error_type = E;

  Result() = default;
  Result(E e) : e_(std::move(e)) {}

  explicit operator bool() const { return !e_; }
  bool ok() const { return !e_; }
  void take() && { EQ_ASSERT(ok()); }
  const E& error() const {
    EQ_ASSERT(!ok());
    return *e_;
  }

 private:
  std::optional<E> e_;
};

using Status = Result<void>;
inline Status ok() { return {}; }

/// `auto x = TRY(f());` takes the value, or returns the error from the enclosing function.
#define TRY(...)                               \
  ({                                           \
    auto&& eq_try_ = (__VA_ARGS__);            \
    if (!eq_try_.ok()) return eq_try_.error(); \
    std::move(eq_try_).take();                 \
  })

/// `REQUIRE_OR(cond, Err::refused);` returns the error unless the condition holds.
#define REQUIRE_OR(cond, err) \
  do {                        \
    if (!(cond)) return err;  \
  } while (0)

}  // namespace eq
