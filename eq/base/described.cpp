#include "eq/base/described.h"

namespace eq {
namespace {

std::string leaf_text(const Described& d) {
  if (const auto* truth = std::get_if<bool>(&d.leaf)) return *truth ? "yes" : "no";
  if (const auto* number = std::get_if<std::uint64_t>(&d.leaf)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&d.leaf)) return *text;
  return "none";
}

std::string prefix(const std::string& name) { return name.empty() ? "" : name + ": "; }

}  // namespace

std::string in_one_line(const Described& d) {
  if (d.shape == Described::Shape::leaf) return leaf_text(d);
  const bool is_list = d.shape == Described::Shape::list;
  std::string out(1, is_list ? '[' : '{');
  for (const auto& part : d.parts)
    out += (out.size() > 1 ? ", " : "") + prefix(part.name) + in_one_line(part.value);
  return out + (is_list ? ']' : '}');
}

std::string in_lines(const Described& d, std::size_t indent) {
  const std::string margin(indent, ' ');
  if (d.shape == Described::Shape::leaf) return margin + leaf_text(d) + "\n";
  std::string out;
  for (const auto& part : d.parts) {
    const std::string name = part.name.empty() ? "-" : part.name + ":";
    if (part.value.shape == Described::Shape::leaf)
      out += margin + name + " " + leaf_text(part.value) + "\n";
    else if (part.value.parts.empty())
      out += margin + name + " none\n";
    else
      out += margin + name + "\n" + in_lines(part.value, indent + 2);
  }
  return out;
}

}  // namespace eq
