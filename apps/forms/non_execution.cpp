#include <algorithm>

#include "apps/forms/epoc.h"
#include "apps/forms/words.h"
#include "eq/order/entry.h"

namespace eq::forms {
namespace {

constexpr std::string_view kForm3 = "http://data.europa.eu/edm/1/ns/forms/EPOC-FORM-3#";
constexpr Prefix kPrefixes[] = {{kForm3, ""}};
constexpr const char* kSource = "Regulation (EU) 2023/1543, Annex III";
constexpr const char* kNotHeld = "DataNotHeld";

using Reason = NonExecution::Reason;
using order::Disposition;
using order::Ground;

Result<Reason, FormRefusal> read_reason(Fields f) {
  const auto day = parse_day(TRY(f.text("Identifier")));
  if (!day) return f.refuse(Code::improper, "Identifier", "is not a day of the order");
  const bool unclear = TRY(f.truth("ClarificationWanted"));
  const std::string word = TRY(f.text("Reasons"));
  TRY(f.end());
  if (word == kNotHeld && !unclear) return Reason{*day, Disposition::not_held, Ground::none};
  for (const auto& [known, ground] : kGrounds)
    if (word == known)
      return Reason{*day, unclear ? Disposition::unclear : Disposition::refused, ground};
  return f.refuse(Code::improper, "Reasons", "is none of the words that may stand here");
}

Result<std::uint32_t, FormRefusal> read_number(Fields& f, const char* name) {
  const std::string digits = TRY(f.text(name));
  const bool plain = digits.size() <= 9 &&
                     digits.find_first_not_of("0123456789") == std::string::npos &&
                     digits[0] != '0';
  if (!plain) return f.refuse(Code::improper, name, "is no number");
  return static_cast<std::uint32_t>(std::stoul(digits));
}

/// The only field of a section.
Result<std::string, FormRefusal> read_one(Fields& root, const char* section, const char* field) {
  auto s = TRY(root.child(section));
  std::string value = TRY(s.text(field));
  TRY(s.end());
  return value;
}

}  // namespace

Result<NonExecution, FormRefusal> non_execution(const order::AnswerEntry& answer,
                                                const order::OrderTerms& terms, NonExecution f) {
  f.order = terms.number;
  f.authority = terms.authority;
  f.reasons.clear();
  f.conflict = f.wanted = "";
  for (const auto& i : answer.items) {
    if (i.disposition == Disposition::produced) continue;
    f.reasons.push_back({i.day, i.disposition, i.ground});
    if (i.ground == Ground::third_country)
      f.conflict = "A duty under the law of another country; see the days with this reason.";
    if (i.disposition == Disposition::unclear)
      f.wanted = "What makes the days marked so clear; each names its reason.";
  }
  if (f.reasons.empty())
    return FormRefusal{Code::not_found, "/EPOC-NonExecution/SectionD",
                       "Every item was produced: there is nothing to explain", kSource, "Nothing."};
  return f;
}

Result<NonExecution, FormRefusal> read_non_execution(View xml) {
  const Element element = TRY(read_document(xml));
  Fields root(element, "/EPOC-NonExecution", kSource);
  if (element.name != "EPOC-NonExecution" || element.space != kForm3)
    return root.refuse(Code::invalid, "", "is not the form of Annex III");
  NonExecution n;
  auto a = TRY(root.child("SectionA"));
  n.file_number = TRY(a.text("FileNumber"));
  n.order = TRY(read_number(a, "OrderNumber"));
  TRY(a.end());
  n.authority = TRY(read_one(root, "SectionB", "AuthorityName"));
  n.addressee = TRY(read_one(root, "SectionC", "Addressee"));
  auto d = TRY(root.child("SectionD"));
  for (auto& reason : d.each("NonExecutionReason")) {
    n.reasons.push_back(TRY(read_reason(reason)));
    if (n.reasons.size() > 1 && !(n.reasons.end()[-2].day < n.reasons.back().day))
      return d.refuse(Code::improper, "NonExecutionReason", "names a day twice or out of order");
  }
  TRY(d.end());
  if (n.reasons.empty()) return d.refuse(Code::missing, "NonExecutionReason", "is missing");
  if (root.has("SectionE"))
    n.conflict = TRY(read_one(root, "SectionE", "NatureOfConflictingObligations"));
  if (root.has("SectionF"))
    n.wanted = TRY(read_one(root, "SectionF", "InformationRequiredFromIssuingAuthority"));
  auto g = TRY(root.child("SectionG"));
  n.preserved = TRY(g.truth("PreservationOfData"));
  TRY(g.end());
  n.contact = TRY(read_one(root, "SectionH", "Contact"));
  TRY(root.end());
  return n;
}

std::string write_non_execution(const NonExecution& n) {
  const auto text = [](std::string_view name, std::string value) {
    return leaf(kForm3, name, std::move(value));
  };
  const auto truth = [](std::string_view name, bool value) {
    return leaf(kForm3, name, value ? "true" : "false");
  };
  Element root = node(kForm3, "EPOC-NonExecution", {});
  const auto section = [&](const char* name, std::vector<Element> fields) {
    root.children.push_back(node(kForm3, name, std::move(fields)));
  };
  section("SectionA",
          {text("FileNumber", n.file_number), text("OrderNumber", std::to_string(n.order))});
  section("SectionB", {text("AuthorityName", n.authority)});
  section("SectionC", {text("Addressee", n.addressee)});
  std::vector<Element> reasons;
  for (const auto& r : n.reasons)
    reasons.push_back(node(
        kForm3, "NonExecutionReason",
        {text("Identifier", to_text(r.day)),
         truth("ClarificationWanted", r.disposition == Disposition::unclear),
         text("Reasons", r.ground == Ground::none ? kNotHeld : word_for(kGrounds, r.ground))}));
  section("SectionD", std::move(reasons));
  if (!n.conflict.empty())
    section("SectionE", {text("NatureOfConflictingObligations", n.conflict)});
  if (!n.wanted.empty())
    section("SectionF", {text("InformationRequiredFromIssuingAuthority", n.wanted)});
  section("SectionG", {truth("PreservationOfData", n.preserved)});
  section("SectionH", {text("Contact", n.contact)});
  return write_xml(root, kPrefixes);
}

}  // namespace eq::forms
