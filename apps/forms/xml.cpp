#include "apps/forms/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>

namespace eq::forms {
namespace {

std::string text_of(const xmlChar* s) {
  return s ? std::string(reinterpret_cast<const char*>(s)) : std::string();
}

bool is_blank(std::string_view s) {
  return s.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Builds the tree from libxml2's events.  The first fault stops it.
class Builder {
 public:
  Builder(xmlParserCtxtPtr parser, std::size_t elements_max)
      : parser_(parser), elements_max_(elements_max) {}

  static Builder& of(void* context) {
    return *static_cast<Builder*>(static_cast<xmlParserCtxtPtr>(context)->_private);
  }

  void stop(XmlFault why) {
    if (!fault_) fault_ = why;
    xmlStopParser(parser_);
  }

  void begin(const xmlChar* name, const xmlChar* space, int spaces, int n,
             const xmlChar** attributes) {
    if (fault_) return;
    Element e{text_of(space), text_of(name), {}, {}, {}};
    const bool deep = static_cast<int>(open_.size()) >= kXmlDepthMax;
    if (deep || ++elements_ > elements_max_ || e.name.size() > kXmlNameSizeMax ||
        e.space.size() > kXmlNameSizeMax || n > static_cast<int>(kXmlAttributesMax) ||
        spaces > static_cast<int>(2 * kXmlAttributesMax))
      return stop(XmlFault::limit);
    for (int i = 0; i < n; ++i) {
      const xmlChar** a = attributes + 5 * i;  // name, prefix, URI, begin, end
      const auto size = static_cast<std::size_t>(a[4] - a[3]);
      if (size > kXmlAttributeSizeMax) return stop(XmlFault::limit);
      const std::string_view value(reinterpret_cast<const char*>(a[3]), size);
      // libxml2 leaves this one reference as it stands, so that text and what was meant would
      // differ.
      if (value.find('&') != std::string_view::npos) return stop(XmlFault::forbidden);
      e.attributes.push_back({text_of(a[2]), text_of(a[0]), std::string(value)});
    }
    open_.push_back(std::move(e));
  }

  void end() {
    if (fault_ || open_.empty()) return;
    Element e = std::move(open_.back());
    open_.pop_back();
    if (!e.children.empty()) {
      if (!is_blank(e.text)) return stop(XmlFault::mixed);
      e.text.clear();
    }
    if (open_.empty())
      root_ = std::move(e);
    else
      open_.back().children.push_back(std::move(e));
  }

  void characters(const xmlChar* s, int n) {
    if (!fault_ && !open_.empty())
      open_.back().text.append(reinterpret_cast<const char*>(s), static_cast<std::size_t>(n));
  }

  Result<Element, XmlFault> finish(bool well_formed) {
    if (fault_) return *fault_;
    if (!well_formed || !root_) return XmlFault::not_wellformed;
    return std::move(*root_);
  }

 private:
  xmlParserCtxtPtr parser_;
  std::vector<Element> open_;
  std::optional<Element> root_;
  std::optional<XmlFault> fault_;
  std::size_t elements_ = 0, elements_max_;
};

/// Only these events have a handler: whatever else a document holds has nothing that could act on
/// it.
xmlSAXHandler handlers() {
  xmlSAXHandler h{};
  h.initialized = XML_SAX2_MAGIC;
  h.startElementNs = [](void* c, const xmlChar* name, const xmlChar*, const xmlChar* space,
                        int spaces, const xmlChar**, int n, int, const xmlChar** attributes) {
    Builder::of(c).begin(name, space, spaces, n, attributes);
  };
  h.endElementNs = [](void* c, const xmlChar*, const xmlChar*, const xmlChar*) {
    Builder::of(c).end();
  };
  h.characters = h.ignorableWhitespace = [](void* c, const xmlChar* s, int n) {
    Builder::of(c).characters(s, n);
  };
  h.cdataBlock = h.characters;
  h.internalSubset = [](void* c, const xmlChar*, const xmlChar*, const xmlChar*) {
    Builder::of(c).stop(XmlFault::forbidden);
  };
  h.processingInstruction = [](void* c, const xmlChar*, const xmlChar*) {
    Builder::of(c).stop(XmlFault::forbidden);
  };
  h.serror = [](void*, xmlErrorPtr) {};  // the parser's own flag says it; nothing is printed
  return h;
}

/// A declared encoding is refused rather than converted: conversion is where readers of one
/// document differ.
bool is_utf8(View v) {
  if (v.size() >= 2 &&
      ((v[0] == 0xff && v[1] == 0xfe) || (v[0] == 0xfe && v[1] == 0xff) || v[0] == 0 || v[1] == 0))
    return false;
  std::string head = to_string(v.first(std::min<std::size_t>(v.size(), 256)));
  if (head.starts_with("\xef\xbb\xbf")) head.erase(0, 3);
  if (!head.starts_with("<?xml")) return true;
  const auto end = head.find("?>");
  const auto at = head.find("encoding");
  if (end == std::string::npos) return false;
  if (at == std::string::npos || at > end) return true;
  std::string word;
  for (const char c : head.substr(at, end - at))
    if (!std::isspace(static_cast<unsigned char>(c)))
      word += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return word.starts_with("ENCODING=\"UTF-8\"") || word.starts_with("ENCODING='UTF-8'");
}

struct FreeParser {
  void operator()(xmlParserCtxtPtr p) const {
    if (p->myDoc) xmlFreeDoc(p->myDoc);
    xmlFreeParserCtxt(p);
  }
};

void put_text(std::string& out, std::string_view s) {
  for (const char c : s) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\t': out += "&#9;"; break;
      case '\n': out += "&#10;"; break;
      case '\r': out += "&#13;"; break;
      default: out += c;
    }
  }
}

/// Well-formed UTF-8 of characters that XML 1.0 has.
std::string clean(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    int n = static_cast<int>(s.size() - i);
    const int x = xmlGetUTF8Char(reinterpret_cast<const unsigned char*>(s.data()) + i, &n);
    if (x < 0 || n <= 0) {
      out += "\xef\xbf\xbd";
      ++i;
      continue;
    }
    if (IS_CHAR(static_cast<unsigned>(x)))
      out += s.substr(i, static_cast<std::size_t>(n));
    else
      out += "\xef\xbf\xbd";
    i += static_cast<std::size_t>(n);
  }
  return out;
}

std::string qualified(std::string_view space, std::string_view name,
                      std::span<const Prefix> prefixes, bool attribute) {
  if (attribute && space.empty()) return std::string(name);
  const auto it = std::find_if(prefixes.begin(), prefixes.end(),
                               [&](const auto& p) { return p.space == space; });
  EQ_ASSERT(it != prefixes.end());
  return it->prefix.empty() ? std::string(name) : std::string(it->prefix) + ":" + std::string(name);
}

void put(std::string& out, const Element& e, std::span<const Prefix> prefixes, int depth) {
  const std::string name = qualified(e.space, e.name, prefixes, false),
                    indent(static_cast<std::size_t>(depth) * 2, ' ');
  out += indent + "<" + name;
  if (depth == 0)
    for (const auto& [uri, prefix] : prefixes)
      out += std::string(" xmlns") + (prefix.empty() ? "" : ":") + std::string(prefix) + "=\"" +
             std::string(uri) + "\"";
  for (const auto& a : e.attributes) {
    EQ_ASSERT(a.value.find_first_of("&<>\"") == std::string::npos);  // our own words only
    out += " " + qualified(a.space, a.name, prefixes, true) + "=\"" + a.value + "\"";
  }
  if (e.children.empty()) {
    out += ">";
    put_text(out, clean(e.text));
    out += "</" + name + ">\n";
    return;
  }
  out += ">\n";
  for (const auto& c : e.children) put(out, c, prefixes, depth + 1);
  out += indent + "</" + name + ">\n";
}

}  // namespace

Result<Element, XmlFault> read_xml(View document, const XmlLimits& limits) {
  if (document.size() > limits.size) return XmlFault::too_large;
  if (!is_utf8(document)) return XmlFault::encoding;
  const std::unique_ptr<xmlParserCtxt, FreeParser> parser(xmlCreateMemoryParserCtxt(
      reinterpret_cast<const char*>(document.data()), static_cast<int>(document.size())));
  if (!parser) return XmlFault::not_wellformed;  // an empty document
  Builder builder(parser.get(), limits.elements);
  xmlSAXHandler h = handlers();
  xmlSAXHandler* const own = std::exchange(parser->sax, &h);
  parser->_private = &builder;
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET);
  xmlParseDocument(parser.get());
  parser->sax = own;  // freed with the parser
  return builder.finish(parser->wellFormed == 1 && parser->nsWellFormed == 1);
}

std::string write_xml(const Element& root, std::span<const Prefix> prefixes) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  put(out, root, prefixes, 0);
  return out;
}

}  // namespace eq::forms
