#include "apps/forms/epoc.h"

#include "apps/forms/words.h"

namespace eq::forms {
namespace {

constexpr std::string_view kForm1 = "http://data.europa.eu/edm/1/ns/forms/EPOC-FORM_1#";
constexpr Prefix kPrefixes[] = {{kForm1, ""}};

/// What a refusal in a section cites.  Letters that nobody compared with the Official Journal say
/// so.
std::string section(char letter) {
  const bool seen = std::string_view("BDFHIJK").find(letter) != std::string_view::npos;
  return std::string("Regulation (EU) 2023/1543, Annex I, section ") + letter +
         (seen ? "" : ", letter unverified");
}

Result<Fields, FormRefusal> open(Fields& root, char letter) {
  const std::string name = std::string("Section") + letter;
  root.cite(section(letter));
  return root.child(name.c_str());
}

Result<void, FormRefusal> read_deadline(Fields& root, Epoc& e) {
  auto c = TRY(open(root, 'C'));
  const bool emergency = TRY(c.word<bool>("DataProductionInRelationToDeadline",
                                          {{"TenDays", false}, {"EightHours", true}}));
  e.form.urgency = emergency ? "emergency" : "ordinary";
  if (emergency) e.form.threat = TRY(c.text("ReasonForUrgency"));
  return c.end();
}

/// One account: ranges and other kinds of identifiers are for orders that cannot be carried out
/// here.
Result<void, FormRefusal> read_identifier(Fields& root, Epoc& e) {
  auto all = TRY(open(root, 'E'));
  auto each = all.each("Identifier");
  TRY(all.end());
  if (each.empty()) return all.refuse(Code::missing, "Identifier", "is missing");
  if (each.size() > 1)
    return all.refuse(Code::not_supported, "Identifier", "names more than one account (ORD-R1)",
                      "Issue one certificate for each account.");
  auto& one = each[0];
  if (TRY(one.text("IdentifierType")) != "AccountName")
    return one.refuse(Code::not_supported, "IdentifierType",
                      "is of a kind by which no account is found here",
                      "Name the account by its identifier.");
  e.form.account = TRY(one.text("IdentifierValue"));
  e.form.first = TRY(one.text("FromDate"));
  e.form.last = TRY(one.text("ToDate"));
  return one.end();
}

Result<void, FormRefusal> read_conditions(Fields& root, Epoc& e) {
  auto f = TRY(open(root, 'F'));
  e.form.category = TRY(f.word("DataCategory", kCategories));
  TRY(f.end());
  auto g = TRY(open(root, 'G'));
  e.form.sentence = TRY(g.text("MaximumSentenceMonths"));
  e.form.listed = TRY(g.optional("ListedOffence"));
  if (TRY(g.truth("PrivilegedData")))
    return g.refuse(Code::not_supported, "PrivilegedData",
                    "asks for data under privilege or professional secrecy (ORD-R28)",
                    "Clear it with the enforcing authority before you issue.");
  return g.end();
}

Result<void, FormRefusal> read_authorities(Fields& root, Epoc& e) {
  auto i = TRY(open(root, 'I'));
  e.form.issuer = TRY(i.word("AuthorityType", kIssuers));
  if (TRY(i.text("AuthorityName")) != e.issuing_authority)
    return i.refuse(Code::improper, "AuthorityName", "is another authority than in section A");
  if (TRY(i.truth("CaseWithoutValidation")) != (e.form.issuer == "police"))
    return i.refuse(Code::improper, "CaseWithoutValidation",
                    "does not fit the type of the authority");
  TRY(i.end());
  if (root.has("SectionJ")) {
    auto j = TRY(open(root, 'J'));
    e.validating_authority = TRY(j.text("AuthorityName"));
    TRY(j.end());
  }
  auto k = TRY(open(root, 'K'));
  if (TRY(k.truth("EnforcingAuthorityNotified")))
    e.enforcing_authority = TRY(k.text("AuthorityName"));
  return k.end();
}

Result<void, FormRefusal> read_grounds(Fields& root, Epoc& e) {
  root.cite(section('M'));
  if (!root.has("SectionM"))
    return root.refuse(Code::missing, "SectionM", "is missing: this is the provider's copy",
                       "Take the copy for the enforcing authority.");
  auto m = TRY(open(root, 'M'));
  e.form.offence = TRY(m.text("Offence"));
  e.form.article = TRY(m.text("LegalBasis"));
  e.form.necessity = TRY(m.text("Necessity"));
  e.form.proportionality = TRY(m.text("Proportionality"));
  return m.end();
}

Result<void, FormRefusal> read_frame(Fields& root, Epoc& e) {
  auto a = TRY(open(root, 'A'));
  e.issuing_state = TRY(a.text("IssuingState"));
  if (e.issuing_state.size() != 2)
    return a.refuse(Code::improper, "IssuingState", "is not a country in two letters");
  e.issuing_authority = TRY(a.text("IssuingAuthority"));
  e.form.reference = TRY(a.text("FileNumber"));
  TRY(a.end());
  auto b = TRY(open(root, 'B'));
  e.addressee = TRY(b.text("Addressee"));
  TRY(b.end());
  if (root.has("SectionD")) {
    auto d = TRY(open(root, 'D'));
    e.related_order = TRY(d.text("RelatedOrder"));
    TRY(d.end());
  }
  auto h = TRY(open(root, 'H'));
  e.user_told_later = TRY(h.truth("DelayInformingUser"));
  TRY(h.end());
  auto l = TRY(open(root, 'L'));
  e.recipient = TRY(l.text("Recipient"));
  return l.end();
}

}  // namespace

Result<Epoc, FormRefusal> read_epoc(View xml) {
  const Element element = TRY(read_document(xml));
  Fields root(element, "/EPOC", "Regulation (EU) 2023/1543, Annex I");
  if (element.name != "EPOC" || element.space != kForm1)
    return root.refuse(Code::invalid, "", "is not a certificate of Annex I");
  Epoc e;
  TRY(read_frame(root, e));
  TRY(read_deadline(root, e));
  TRY(read_identifier(root, e));
  TRY(read_conditions(root, e));
  TRY(read_authorities(root, e));
  TRY(read_grounds(root, e));
  TRY(root.end());
  return e;
}

std::string write_epoc(const Epoc& e, Audience reader) {
  const auto text = [](std::string_view name, const std::string& value) {
    return leaf(kForm1, name, value);
  };
  const auto truth = [](std::string_view name, bool value) {
    return leaf(kForm1, name, value ? "true" : "false");
  };
  const bool emergency = e.form.urgency == "emergency";
  Element root = node(kForm1, "EPOC", {});
  const auto section = [&](const char* name, std::vector<Element> fields) -> std::vector<Element>& {
    root.children.push_back(node(kForm1, name, std::move(fields)));
    return root.children.back().children;
  };
  section("SectionA",
          {text("IssuingState", e.issuing_state), text("IssuingAuthority", e.issuing_authority),
           text("FileNumber", e.form.reference)});
  section("SectionB", {text("Addressee", e.addressee)});
  auto& c =
      section("SectionC",
              {text("DataProductionInRelationToDeadline", emergency ? "EightHours" : "TenDays")});
  if (emergency) c.push_back(text("ReasonForUrgency", e.form.threat));
  if (!e.related_order.empty()) section("SectionD", {text("RelatedOrder", e.related_order)});
  section("SectionE",
          {node(kForm1, "Identifier",
                {text("IdentifierType", "AccountName"), text("IdentifierValue", e.form.account),
                 text("FromDate", e.form.first), text("ToDate", e.form.last)})});
  section("SectionF", {text("DataCategory", word_for(kCategories, e.form.category))});
  auto& g = section("SectionG", {text("MaximumSentenceMonths", e.form.sentence)});
  if (!e.form.listed.empty()) g.push_back(text("ListedOffence", e.form.listed));
  g.push_back(truth("PrivilegedData", false));
  section("SectionH", {truth("DelayInformingUser", e.user_told_later)});
  section("SectionI", {text("AuthorityType", word_for(kIssuers, e.form.issuer)),
                       text("AuthorityName", e.issuing_authority),
                       truth("CaseWithoutValidation", e.form.issuer == "police")});
  if (!e.validating_authority.empty())
    section("SectionJ", {text("AuthorityName", e.validating_authority)});
  auto& k =
      section("SectionK", {truth("EnforcingAuthorityNotified", !e.enforcing_authority.empty())});
  if (!e.enforcing_authority.empty()) k.push_back(text("AuthorityName", e.enforcing_authority));
  section("SectionL", {text("Recipient", e.recipient)});
  if (reader == Audience::enforcing_authority)
    section("SectionM",
            {text("Offence", e.form.offence), text("LegalBasis", e.form.article),
             text("Necessity", e.form.necessity), text("Proportionality", e.form.proportionality)});
  return write_xml(root, kPrefixes);
}

}  // namespace eq::forms
