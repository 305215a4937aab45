// Errors as values.  Hostile input yields an Err; a bug of our own trips EQ_ASSERT and stops.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

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

/// A value of type T, or the reason why there is none.  Two optionals and no variant: this is the
/// template that every file instantiates most; a variant takes a compiler several times as long.
template <class T, class E = Err>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = E;

  Result(T v) : value_(std::move(v)) {}
  Result(E e) : error_(std::move(e)) {}

  explicit operator bool() const { return value_.has_value(); }
  bool ok() const { return value_.has_value(); }

  T& value() & {
    EQ_ASSERT(ok());
    return *value_;
  }
  const T& value() const& {
    EQ_ASSERT(ok());
    return *value_;
  }
  /// Move the value out.
  T take() && {
    EQ_ASSERT(ok());
    return std::move(*value_);
  }
  const E& error() const {
    EQ_ASSERT(!ok());
    return *error_;
  }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).take(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::optional<T> value_;
  std::optional<E> error_;
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
