// XML of strangers, read in memory into a plain tree, and written from one.  The only file that
// knows libxml2 is xml.cpp.
//
// What is read is less than XML on purpose: UTF-8; no document type, hence no entity but the five
// and none from outside; no processing instruction, no inclusion, no network.  All limits below are
// checked while reading, so memory stays within a small multiple of the input.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eq/base/bytes.h"
#include "eq/base/result.h"

namespace eq::forms {

constexpr std::size_t kXmlSizeMax = 1024 * 1024;  // bytes
constexpr int kXmlDepthMax = 24;
constexpr std::size_t kXmlElementsMax = 4096;
constexpr std::size_t kXmlAttributesMax = 8;       // of one element
constexpr std::size_t kXmlAttributeSizeMax = 256;  // bytes
constexpr std::size_t kXmlNameSizeMax = 128;       // bytes

struct Attribute {
  std::string space, name, value;
  bool operator==(const Attribute&) const = default;
};

/// Either children or text; white space around children is dropped.
struct Element {
  std::string space, name;  // namespace URI, local name
  std::vector<Attribute> attributes;
  std::vector<Element> children;
  std::string text;
  bool operator==(const Element&) const = default;
};

/// Why a document is no tree of ours.
enum class XmlFault {
  too_large,  // above the limit of size
  encoding,   // another encoding than UTF-8
  forbidden,  // a document type, a processing instruction, an ampersand in an attribute
  limit,      // too deep, too many elements or attributes, too long a name
  not_wellformed,
  mixed,  // text beside elements
};
struct XmlLimits {
  std::size_t size = kXmlSizeMax, elements = kXmlElementsMax;
};
Result<Element, XmlFault> read_xml(View document, const XmlLimits& limits = {});

/// Namespaces that documents of one kind may use, with the prefixes written for them.
struct Prefix {
  std::string_view space, prefix;  // "" is the default
};
/// UTF-8, indented by two.  Every namespace in the tree must be in `prefixes`, asserted; characters
/// that XML cannot hold become U+FFFD.
std::string write_xml(const Element& root, std::span<const Prefix> prefixes);

}  // namespace eq::forms
