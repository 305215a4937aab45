// Any value as words and numbers, from its field list (EQ_FIELDS): for `equipoise inspect`, and for
// tests that say what was wrong.
//
// What another party wrote stands in it as shown_line() spells it.  A secret stands in it as
// "(secret)", whichever type keeps it: what opens through reveal() is never opened here.
#pragma once

#include <variant>

#include "eq/base/shown.h"

namespace eq {

/// A leaf, or parts: of a record with their names, of a list without.
struct Described {
  struct Nothing {};
  struct Part;
  using Parts = std::vector<Part>;
  using Leaf = std::variant<Nothing, bool, std::uint64_t, std::string>;
  enum class Shape { leaf, record, list };

  Described();
  Described(Leaf l);
  Described(Shape s, Parts p);
  Described(const Described&);
  Described(Described&&) noexcept;
  Described& operator=(const Described&);
  Described& operator=(Described&&) noexcept;
  ~Described();

  Leaf leaf;
  Parts parts;
  Shape shape = Shape::leaf;
};
struct Described::Part {
  std::string name;
  Described value;
};
inline Described::Described() = default;
inline Described::Described(Leaf l) : leaf(std::move(l)) {}
inline Described::Described(Shape s, Parts p) : parts(std::move(p)), shape(s) {}
inline Described::Described(const Described&) = default;
inline Described::Described(Described&&) noexcept = default;
inline Described& Described::operator=(const Described&) = default;
inline Described& Described::operator=(Described&&) noexcept = default;
inline Described::~Described() = default;

/// The fields of a type, "a, b, c" as EQ_FIELDS lists them; empty if nobody knows.
/// @param type  with its namespaces: "eq::wire::Realm"
using FieldNames = std::string_view (*)(std::string_view type);
inline std::string_view no_field_names(std::string_view) { return {}; }

namespace described_detail {

template <class T>
constexpr std::string_view type_name() {
  std::string_view s = __PRETTY_FUNCTION__;
  s.remove_prefix(s.find("T = ") + 4);
  return s.substr(0, s.find_first_of(";]<"));
}

template <class T>
concept KeepsSecret = requires(const T& t) {
  t.reveal("never here");
};
template <class T>
concept HasHex = requires(const T& t) {
  { t.hex() } -> std::same_as<std::string>;
};
template <class T>
concept HasBytes = requires(const T& t) {
  { t.bytes() } -> std::convertible_to<View>;
};
template <class T>
concept HasText = requires(const T& t) {
  { to_text(t) } -> std::convertible_to<std::string_view>;
};
template <class T>
concept Octets = std::convertible_to<const T&, View>;
template <class T>
concept Sequence = requires(const T& t) {
  t.begin();
  t.end();
};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsPair : std::false_type {};
template <class A, class B>
struct IsPair<std::pair<A, B>> : std::true_type {};
template <class T>
struct IsVariant : std::false_type {};
template <class... T>
struct IsVariant<std::variant<T...>> : std::true_type {};

/// Bytes beyond these are counted, not shown.
inline constexpr std::size_t kBytesShown = 64;
inline std::string octets(View v) {
  if (v.size() <= kBytesShown) return hex(v);
  return hex(v.first(kBytesShown)) + "... (" + std::to_string(v.size()) + " bytes)";
}

/// The word in front of the next comma.
inline std::string next_name(std::string_view& names) {
  const std::size_t end = std::min(names.find(','), names.size());
  std::string name(names.substr(0, end));
  names.remove_prefix(std::min(end + 1, names.size()));
  name.erase(0, name.find_first_not_of(' '));
  return name;
}

}  // namespace described_detail

template <class T>
Described describe(const T& t, FieldNames names = no_field_names);

namespace described_detail {

/// @param fields  calls what it is given with all fields at once
template <class Fields>
Described record(std::string_view its_names, FieldNames names, Fields&& fields) {
  Described out(Described::Shape::record, {});
  fields([&](const auto&... field) {
    (out.parts.push_back({next_name(its_names), describe(field, names)}), ...);
  });
  return out;
}

template <class T>
Described list(const T& items, FieldNames names) {
  Described out(Described::Shape::list, {});
  for (const auto& item : items) out.parts.push_back({"", describe(item, names)});
  return out;
}

}  // namespace described_detail

template <class T>
Described describe(const T& t, FieldNames names) {
  namespace d = described_detail;
  if constexpr (d::KeepsSecret<T>)
    return Described(Described::Leaf("(secret)"));
  else if constexpr (std::same_as<T, bool>)
    return Described(Described::Leaf(t));
  else if constexpr (std::is_integral_v<T>)
    return Described(Described::Leaf(static_cast<std::uint64_t>(t)));
  else if constexpr (std::same_as<T, std::string> || std::same_as<T, ForeignText>)
    return Described(Described::Leaf(shown_line(t)));
  else if constexpr (d::HasHex<T>)
    return Described(Described::Leaf(t.hex()));
  else if constexpr (d::Octets<T>)
    return Described(Described::Leaf(d::octets(t)));
  else if constexpr (d::IsOptional<T>::value)
    return t ? describe(*t, names) : Described{};
  else if constexpr (d::IsVariant<T>::value)
    return std::visit([&](const auto& one) { return describe(one, names); }, t);
  else if constexpr (d::IsPair<T>::value)
    return d::record("key, value", names, [&](auto&& take) { take(t.first, t.second); });
  else if constexpr (Fielded<T>)
    return d::record(names(d::type_name<T>()), names, [&](auto&& take) { t.fields(take); });
  else if constexpr (d::HasText<T>)
    return Described(Described::Leaf(shown_line(std::string(to_text(t)))));
  else if constexpr (std::is_enum_v<T>)
    return Described(
        Described::Leaf(static_cast<std::uint64_t>(static_cast<std::underlying_type_t<T>>(t))));
  else if constexpr (d::HasBytes<T>)
    return Described(Described::Leaf(d::octets(t.bytes())));
  else if constexpr (SelfCoded<T>)
    return Described(Described::Leaf(d::octets(encode(t))));
  else
    return d::list(t, names);
}

/// What describe() takes.
template <class T>
concept Describable = described_detail::KeepsSecret<T> || std::is_integral_v<T> ||
    std::same_as<T, std::string> || described_detail::HasHex<T> || Fielded<T> ||
    described_detail::HasText<T> || std::is_enum_v<T> || described_detail::HasBytes<T> ||
    SelfCoded<T> || described_detail::Octets<T>;

/// On one line: `{day: 2026-11-23, keys: [ab, cd]}`; names as far as they are known.
std::string in_one_line(const Described& d);
/// A line each, records and lists indented below their names.
std::string in_lines(const Described& d, std::size_t indent = 0);

}  // namespace eq
