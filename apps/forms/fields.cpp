#include "apps/forms/fields.h"

#include <algorithm>

namespace eq::forms {
namespace {

std::string usual_remedy(Code c) {
  switch (c) {
    case Code::missing: return "Fill in this field.";
    case Code::improper: return "Correct this field; spec/forms.md lists what it may hold.";
    case Code::encoding: return "Send it as UTF-8.";
    case Code::too_large: return "Send at most 1 MiB.";
    case Code::not_supported: return "Leave it out, or ask for something that is offered.";
    default: return "Send a form as spec/forms.md describes it.";
  }
}

std::string_view words(XmlFault f) {
  switch (f) {
    case XmlFault::too_large: return "The document is larger than 1 MiB";
    case XmlFault::encoding: return "The document is not in UTF-8";
    case XmlFault::forbidden:
      return "The document has a document type, a processing instruction or an ampersand in an attribute";
    case XmlFault::limit:
      return "The document is nested too deep, or has too many or too long parts";
    case XmlFault::not_wellformed: return "The document is not well-formed XML";
    case XmlFault::mixed: return "There is text beside elements";
  }
  return "The document cannot be read";
}

}  // namespace

std::string FormRefusal::text() const {
  return "Refused with " + std::to_string(static_cast<int>(code)) + " at " + path + ": " + what +
         ". (" + source + ") What to do: " + remedy;
}

Result<Element, FormRefusal> read_document(View document) {
  auto root = read_xml(document);
  if (root) return std::move(root).take();
  const Code code = root.error() == XmlFault::too_large  ? Code::too_large
                    : root.error() == XmlFault::encoding ? Code::encoding
                                                         : Code::invalid;
  return FormRefusal{code, "/", std::string(words(root.error())), "spec/forms.md section 1",
                     usual_remedy(code)};
}

Fields::Fields(const Element& element, std::string path, std::string source)
    : element_(&element),
      path_(std::move(path)),
      source_(std::move(source)),
      space_(element.space) {}

FormRefusal Fields::refuse(Code code, std::string_view name, std::string what,
                           std::string remedy) const {
  return {code, name.empty() ? path_ : path_ + "/" + std::string(name), std::move(what), source_,
          remedy.empty() ? usual_remedy(code) : std::move(remedy)};
}

Result<const Element*, FormRefusal> Fields::find(const char* name) {
  const Element* found = nullptr;
  for (const auto& c : element_->children) {
    if (c.name != name || c.space != space_) continue;
    if (found) return refuse(Code::invalid, name, "stands here more than once");
    found = &c;
  }
  if (found == nullptr) return refuse(Code::missing, name, "is missing");
  seen_.insert(found);
  return found;
}

Result<std::string, FormRefusal> Fields::text(const char* name, std::size_t most) {
  const Element* e = TRY(find(name));
  if (!e->children.empty() || e->text.empty()) return refuse(Code::improper, name, "holds no text");
  if (e->text.size() > most)
    return refuse(Code::improper, name, "is longer than " + std::to_string(most) + " bytes");
  return e->text;
}

Result<std::string, FormRefusal> Fields::optional(const char* name) {
  if (!has(name)) return std::string();
  return text(name);
}

Result<bool, FormRefusal> Fields::truth(const char* name) {
  return word<bool>(name, {{"true", true}, {"false", false}});
}

bool Fields::has(const char* name) const {
  return std::any_of(element_->children.begin(), element_->children.end(),
                     [&](const Element& c) { return c.name == name && c.space == space_; });
}

Result<Fields, FormRefusal> Fields::child(const char* name) {
  const Element* e = TRY(find(name));
  return Fields(*e, path_ + "/" + name, source_);
}

std::vector<Fields> Fields::each(const char* name) {
  std::vector<Fields> out;
  for (const auto& c : element_->children) {
    if (c.name != name || c.space != space_) continue;
    seen_.insert(&c);
    out.emplace_back(c, path_ + "/" + name, source_);
  }
  return out;
}

Result<void, FormRefusal> Fields::end() const {
  if (element_->children.empty() &&
      element_->text.find_first_not_of(" \t\r\n") != std::string::npos)
    return refuse(Code::invalid, "", "holds text where fields belong");
  for (const auto& c : element_->children) {
    if (seen_.contains(&c)) continue;
    return refuse(Code::invalid, "", "holds a field that does not belong there",
                  "Take it out: a field that nobody reads must not look as if it counted.");
  }
  return {};
}

Element leaf(std::string_view space, std::string_view name, std::string text) {
  return {std::string(space), std::string(name), {}, {}, std::move(text)};
}
Element node(std::string_view space, std::string_view name, std::vector<Element> children) {
  return {std::string(space), std::string(name), {}, std::move(children), {}};
}

}  // namespace eq::forms
