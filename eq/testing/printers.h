// How a failing assertion shows our types: bytes in hexadecimal, days and times as dates, errors by
// name, a result as what it holds, a struct by its fields, a secret never.
//
// Every source that sees GoogleTest has it (CMakeLists.txt): one program has one way to print a
// type.
#pragma once

#include <gtest/gtest-printers.h>

#include "eq/base/described.h"

namespace eq::testing {

template <class T>
void print(const T& t, std::ostream& out) {
  out << in_one_line(describe(t));
}
template <class T, class E>
void print(const Result<T, E>& r, std::ostream& out) {
  if (!r.ok()) {
    out << "error ";
    ::testing::internal::UniversalPrint(r.error(), &out);
  } else if constexpr (std::is_void_v<T>) {
    out << "ok";
  } else {
    ::testing::internal::UniversalPrint(*r, &out);
  }
}

/// Ours, and the bytes that we are made of: text stays as GoogleTest shows it.
template <class T>
struct IsResult : std::false_type {};
template <class T, class E>
struct IsResult<Result<T, E>> : std::true_type {};
template <class T>
concept Printed = IsResult<T>::value || std::same_as<T, Bytes> || std::same_as<T, View> ||
    (described_detail::type_name<T>().starts_with("eq::") && Describable<T>);

}  // namespace eq::testing

namespace testing::internal {

template <eq::testing::Printed T>
class UniversalPrinter<T> {
 public:
  static void Print(const T& t, std::ostream* out) { eq::testing::print(t, *out); }
};
template <std::size_t N>
class UniversalPrinter<eq::Array<N>> {
 public:
  static void Print(const eq::Array<N>& bytes, std::ostream* out) {
    *out << eq::in_one_line(eq::describe(bytes));
  }
};

}  // namespace testing::internal
